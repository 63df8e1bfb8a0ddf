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

    width: parent.width
    spacing: 12

    Repeater {
        model: entries_.entries
        Column {
            id: entry
            required property int index
            required property var model
            property color backdrop: Theme.surface
            width: entries_.width
            spacing: 12
            Field {
                width: parent.width
                hint: entries_.hint
                inputMethodHints: entries_.inputMethodHints
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
