import QtQuick
import "../kit"

// An app's icon over its name; the node is the whole cell, as the launcher's text view is.
Node {
    id: icon

    property var app
    property real iconSize: 58
    property color ink: "white"
    property bool clickable: true
    property bool holds: true
    readonly property string text: app ? app.label : ""
    readonly property bool themed: bridge.revision >= 0 && bridge.isOn("secure:themed_icons")
    cls: "android.widget.TextView"
    rid: "icon"
    desc: text

    signal launched()

    Rectangle {
        id: disc
        anchors.horizontalCenter: parent.horizontalCenter
        y: 6
        width: icon.iconSize
        height: width
        radius: width / 2
        color: icon.themed ? Theme.primaryContainer : icon.app.color
        opacity: area.pressed ? 0.7 : 1
        Icon {
            anchors.centerIn: parent
            name: icon.app.icon
            size: icon.iconSize * 0.52
            color: icon.themed ? Theme.onPrimaryContainer : icon.app.ink
        }
    }
    Text {
        anchors.top: disc.bottom
        anchors.topMargin: 6
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: icon.text
        textFormat: Text.PlainText
        elide: Text.ElideRight
        font.pixelSize: 14
        font.weight: Font.Medium
        color: icon.ink
        style: icon.ink === Theme.onSurface ? Text.Normal : Text.Raised
        styleColor: "#50000000"
    }
    MouseArea {
        id: area
        anchors.fill: parent
        onClicked: {
            icon.launched();
            bridge.open(icon.app.component);
        }
    }
}
