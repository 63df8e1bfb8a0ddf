import QtQuick
import "../kit"

// All apps by name, and a field that filters them.
Node {
    id: drawer

    property bool open: false
    property real topInset: 0
    property real bottomInset: 0
    property var apps: []
    property int columns: 4
    readonly property var sorted: apps.slice().sort((a, b) => a.label.localeCompare(b.label))
    readonly property var found: query.text === "" ? sorted : sorted.filter(app => app.label.toLowerCase().indexOf(query.text.toLowerCase()) >= 0)
    cls: "android.widget.RelativeLayout"
    rid: "apps_view"
    visible: open

    signal closed()

    function focusSearch() {
        query.forceActiveFocus();
    }
    onOpenChanged: {
        query.text = "";
        query.focus = false;
        list.contentY = 0;
        if (open && Theme.animate)
            rise.restart();
    }

    NumberAnimation {
        id: rise
        target: panel
        property: "y"
        from: drawer.height * 0.25
        to: 0
        duration: 200
        easing.type: Easing.OutCubic
    }
    Rectangle {
        id: panel
        width: parent.width
        height: parent.height
        color: Theme.surfaceContainer
        MouseArea {
            anchors.fill: parent
        }
        Swipe {
            enabled: drawer.open && list.contentY <= 0 && !list.moving
            grabPermissions: PointerHandler.CanTakeOverFromItems
            onDown: drawer.closed()
        }
        Rectangle {
            id: field
            x: 20
            y: drawer.topInset + 12
            width: parent.width - 40
            height: 52
            radius: 26
            color: Theme.surfaceContainerHighest
            Icon {
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                name: "magnify"
                color: Theme.onSurfaceVariant
            }
            TextInput {
                id: query
                property string rid: "fallback_search_view"
                property string hint: bridge.language === "zh" ? "搜索应用" : "Search apps"
                property string editorAction: "search"
                x: 52
                width: parent.width - 72
                height: parent.height
                verticalAlignment: TextInput.AlignVCenter
                font.pixelSize: 16
                color: Theme.onSurface
                clip: true
                onAccepted: if (drawer.found.length > 0)
                    bridge.open(drawer.found[0].component)
                Text {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: query.text === ""
                    text: query.hint
                    font.pixelSize: 16
                    color: Theme.onSurfaceVariant
                }
            }
        }
        Scroller {
            id: list
            rid: "apps_list_view"
            y: field.y + field.height + 12
            width: parent.width
            height: parent.height - y - drawer.bottomInset
            contentHeight: grid.height + 16
            Flow {
                id: grid
                x: 16
                width: parent.width - 32
                Repeater {
                    model: drawer.found
                    AppIcon {
                        required property var modelData
                        app: modelData
                        ink: Theme.onSurface
                        width: grid.width / drawer.columns
                        height: 100
                    }
                }
            }
        }
    }
}
