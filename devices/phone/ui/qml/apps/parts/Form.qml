import QtQuick

// A scrolled column of fields that keeps the one being typed into in sight.
Flickable {
    id: form

    default property alias content: body.data
    property string cls: "android.widget.ScrollView"
    property bool scrollable: contentHeight > height
    property alias leftPadding: body.x
    property real rightPadding: 16

    function reveal() {
        const item = form.Window.activeFocusItem;
        if (!item || !item.cls)
            return;
        const place = item.mapToItem(form.contentItem, 0, 0);
        if (place.x < 0 || place.y < 0 || place.y > form.contentHeight)
            return;
        const lower = place.y + Math.min(item.height, 60) + 24 - form.height;
        const wanted = Math.max(lower, Math.min(form.contentY, place.y - 24));
        form.contentY = Math.max(0, Math.min(wanted, form.contentHeight - form.height));
    }

    clip: true
    contentHeight: body.implicitHeight + 32
    onHeightChanged: Qt.callLater(reveal)

    Connections {
        target: form.Window.window
        function onActiveFocusItemChanged() {
            Qt.callLater(form.reveal);
        }
    }
    Column {
        id: body
        x: 16
        width: form.width - x - form.rightPadding
        topPadding: 16
        spacing: 12
    }
}
