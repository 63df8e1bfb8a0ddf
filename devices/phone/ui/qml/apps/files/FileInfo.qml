import QtQuick
import "../../kit"
import "../parts"

// What is known of a file or folder.
Ask {
    id: info

    property var app
    property var facts: ({})

    function ask(path) {
        facts = app.facts(path);
        show();
    }

    title: facts.name || ""
    refuse: ""

    Column {
        width: parent.width
        spacing: 12
        Repeater {
            model: [["Type", "kind"], ["Size", "size"], ["Modified", "modified"], ["Path", "path"]]
            Column {
                required property var modelData
                visible: (info.facts[modelData[1]] || "") !== ""
                width: parent.width
                spacing: 2
                Words {
                    text: Tr.t(parent.modelData[0])
                    font.pixelSize: 12
                    color: Theme.onSurfaceVariant
                }
                Words {
                    width: parent.width
                    text: info.facts[parent.modelData[1]] || ""
                    font.pixelSize: 15
                    wrapMode: Text.WrapAnywhere
                }
            }
        }
    }
}
