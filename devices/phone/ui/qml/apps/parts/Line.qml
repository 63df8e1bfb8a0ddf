import QtQuick
import "../../kit"

// An icon and words beside it.
Item {
    id: line

    property string icon: ""
    property alias text: words.text

    anchors.fill: parent

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: line.icon
        color: Theme.onSurfaceVariant
    }
    Words {
        id: words
        x: 40
        width: parent.width - 96
        anchors.verticalCenter: parent.verticalCenter
    }
}
