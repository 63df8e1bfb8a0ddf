import QtQuick
import "../../kit"

// The outline of a text field, with a hint that rises once there is something in it.
Item {
    id: frame

    property string hint: ""
    property bool active: false
    property bool filled: false
    // What is behind the field; the raised hint interrupts the outline with it.
    property color backdrop: parent && parent.backdrop !== undefined ? parent.backdrop : Theme.surface

    signal touched()

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 4
        radius: 6
        color: "transparent"
        border.width: frame.active ? 2 : 1
        border.color: frame.active ? Theme.primary : Theme.outline
    }
    Rectangle {
        visible: frame.active || frame.filled
        x: 12
        width: words.implicitWidth + 8
        height: 12
        color: frame.backdrop
    }
    Text {
        id: words
        x: 16
        y: frame.active || frame.filled ? -3 : 20
        text: frame.hint
        textFormat: Text.PlainText
        font.pixelSize: frame.active || frame.filled ? 12 : 16
        color: frame.active ? Theme.primary : Theme.onSurfaceVariant
    }
    MouseArea {
        anchors.fill: parent
        onClicked: frame.touched()
    }
}
