import QtQuick
import "../../kit"
import "../parts"

// The numbers or addresses of a form: each a field and its label, and a way to add another.
Column {
    id: entries_

    property var entries
    property string icon: ""
    property string hint: ""
    property string addText: ""
    property int inputMethodHints: 0
    property var labels: []

    signal edited()
    signal labelAsked(int index, Item field)
    signal passed()

    function enter(index) {
        const entry = fields.itemAt(index);
        if (entry)
            entry.editor.forceActiveFocus();
        else
            passed();
    }

    width: parent.width
    spacing: 12

    Repeater {
        id: fields
        model: entries_.entries
        Column {
            id: entry
            required property int index
            required property var model
            property color backdrop: Theme.surface
            property alias editor: value_.editor
            width: entries_.width
            spacing: 12
            Field {
                id: value_
                width: parent.width
                hint: entries_.hint
                inputMethodHints: entries_.inputMethodHints
                action: "next"
                onAccepted: entries_.enter(entry.index + 1)
                Component.onCompleted: value = entry.model.value
                onValueChanged: {
                    if (value === entry.model.value)
                        return;
                    entries_.entries.setProperty(entry.index, "value", value);
                    entries_.edited();
                }
                Icon {
                    x: -40
                    visible: entry.index === 0
                    anchors.verticalCenter: parent.verticalCenter
                    name: entries_.icon
                    color: Theme.onSurfaceVariant
                }
            }
            Choice {
                id: choice
                width: 168
                hint: Tr.t("Label")
                text: Tr.t(entry.model.label)
                desc: text + " " + entries_.hint
                onClicked: entries_.labelAsked(entry.index, choice)
            }
        }
    }
    TextPress {
        text: entries_.addText
        onClicked: entries_.entries.append({ value: "", label: entries_.labels[0] })
    }
}
