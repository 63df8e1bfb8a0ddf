import QtQuick
import "../../kit"

// A button that is a word: plain, or filled where `solid`.
Press {
    id: button

    property string text: ""
    property bool solid: false
    property color tint: solid ? Theme.onPrimary : Theme.primary

    implicitWidth: label.implicitWidth + (solid ? 48 : 24)
    implicitHeight: 40
    radius: 20
    fill: solid ? Theme.primary : "transparent"
    opacity: enabled ? 1 : 0.4

    Text {
        id: label
        anchors.centerIn: parent
        text: button.text
        textFormat: Text.PlainText
        font.pixelSize: 14
        font.weight: Font.Medium
        color: button.tint
    }
}
