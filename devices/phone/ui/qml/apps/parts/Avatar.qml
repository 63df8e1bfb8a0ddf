import QtQuick
import "../../kit"

// A coloured disc with a person's initial.
Rectangle {
    id: avatar

    property string initial: ""
    property real hue: 0
    property real size: 40

    width: size
    height: size
    radius: size / 2
    color: Qt.hsla(hue, Theme.dark ? 0.35 : 0.6, Theme.dark ? 0.35 : 0.82, 1)

    Text {
        anchors.centerIn: parent
        visible: text !== ""
        text: avatar.initial
        font.pixelSize: avatar.size * 0.45
        font.weight: Font.Medium
        color: Qt.hsla(avatar.hue, 0.5, Theme.dark ? 0.88 : 0.25, 1)
    }
    Icon {
        anchors.centerIn: parent
        visible: avatar.initial === ""
        name: "account"
        size: avatar.size * 0.6
        color: Qt.hsla(avatar.hue, 0.5, Theme.dark ? 0.88 : 0.25, 1)
    }
}
