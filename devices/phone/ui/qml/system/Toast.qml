import QtQuick
import "../kit"

// A short message over everything, gone by itself.
Node {
    id: toast

    property real bottomInset: 0
    property string text: ""
    readonly property string pkg: "com.android.systemui"
    cls: "android.widget.Toast"
    visible: gone.running
    anchors.horizontalCenter: parent.horizontalCenter
    y: parent.height - bottomInset - 84
    width: Math.min(parent.width - 64, words.implicitWidth + 48)
    height: words.height + 24

    Connections {
        target: bridge
        function onToasted(text) {
            toast.text = text;
            gone.restart();
        }
    }
    Timer {
        id: gone
        interval: 2000
    }
    Rectangle {
        anchors.fill: parent
        radius: height / 2
        color: Theme.dark ? "#e3e2e6" : "#303034"
    }
    Text {
        id: words
        anchors.centerIn: parent
        width: Math.min(implicitWidth, toast.parent.width - 112)
        text: toast.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        font.pixelSize: 14
        color: Theme.dark ? "#1a1b1f" : "#f2f0f4"
    }
}
