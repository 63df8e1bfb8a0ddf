import QtQuick
import "../../kit"
import "../parts"

// A number, an address or a note of a person, with what it is.
Item {
    id: fact

    property string icon: ""
    property string text: ""
    property string label: ""

    implicitHeight: Math.max(64, lines.implicitHeight + 20)

    Icon {
        x: 20
        y: 20
        visible: fact.icon !== ""
        name: fact.icon
        color: Theme.onSurfaceVariant
    }
    Column {
        id: lines
        x: 64
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 84
        spacing: 2
        Words {
            width: parent.width
            text: fact.text
            rid: "header"
            wrapMode: Text.Wrap
        }
        Words {
            width: parent.width
            text: fact.label
            rid: "sub_header"
            font.pixelSize: 14
            color: Theme.onSurfaceVariant
        }
    }
}
