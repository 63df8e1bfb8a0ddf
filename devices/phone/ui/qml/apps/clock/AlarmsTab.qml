import QtQuick
import "../../kit"
import "../parts"

// The alarms, each a card that opens to its settings.
Item {
    id: page

    property var app
    property Item stage
    property int opened: 0

    function back() {
        if (picker.open || labelling.open) {
            picker.dismiss();
            labelling.dismiss();
            return true;
        }
        if (opened) {
            opened = 0;
            return true;
        }
        return false;
    }

    ListView {
        anchors.fill: parent
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        clip: true
        model: page.app.alarms
        spacing: 8
        topMargin: 8
        bottomMargin: 128
        cacheBuffer: 0
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        delegate: AlarmCard {
            required property var model
            alarm: model
            width: ListView.view.width
            opened: page.opened === model.id
            onOpenAsked: page.opened = opened ? 0 : model.id
            onTimeAsked: picker.ask(model.id, model.hour, model.minute)
            onLabelAsked: labelling.ask(model.id, model.label)
            onChanged: changes => page.app.setAlarm(model.id, changes)
            onRemoved: {
                page.opened = 0;
                page.app.deleteAlarm(model.id);
            }
        }
    }
    Column {
        anchors.centerIn: parent
        visible: page.app.alarms.count === 0
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "alarm"
            size: 64
            color: Theme.outline
        }
        Words {
            text: Tr.t("No Alarms")
            color: Theme.onSurfaceVariant
        }
    }
    Fab {
        large: true
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 16
        desc: Tr.t("Add alarm")
        rid: "fab"
        onClicked: picker.ask(0, (page.app.hour + 1) % 24, 0)
    }
    TimePicker {
        id: picker
        parent: page.stage
        hours24: page.app.hours24
        onPicked: (id, hour, minute) => {
            if (id)
                page.app.setAlarm(id, { hour: hour, minute: minute, enabled: true });
            else
                page.opened = page.app.addAlarm(hour, minute);
        }
    }
    Ask {
        id: labelling
        property int alarmId: 0
        function ask(id, label) {
            alarmId = id;
            words.value = label;
            show();
            words.editor.forceActiveFocus();
        }
        parent: page.stage
        title: Tr.t("Label")
        onAccepted: page.app.setAlarm(alarmId, { label: words.value })
        Field {
            id: words
            width: parent.width
            hint: Tr.t("Label")
            rid: "label_input"
            onAccepted: {
                labelling.open = false;
                labelling.accepted();
            }
        }
    }
}
