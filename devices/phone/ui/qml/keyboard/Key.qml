import QtQuick
import "../kit"

// One key. `spec` is an element of layouts.js.
Node {
    id: key

    property var spec
    property bool upper: false
    property bool locked: false
    property string enterIcon: "keyboard-return"
    property string enterName: "Enter"
    property string language: ""
    readonly property bool special: spec.action !== "" && spec.action !== "language"
    readonly property string shown: spec.action === "" && upper ? spec.text.toUpperCase() : spec.text
    readonly property bool clickable: true

    signal struck(string action, string text)

    cls: "android.widget.FrameLayout"
    rid: spec.rid
    desc: spec.action === "enter" ? enterName
        : spec.action === "shift" && upper ? (locked ? "Caps lock" : "Shift enabled")
        : spec.action === "" && upper && spec.text !== " " ? shown : spec.description

    Rectangle {
        id: face
        anchors.fill: parent
        anchors.margins: 2.5
        anchors.topMargin: 4
        anchors.bottomMargin: 4
        radius: key.spec.action === "enter" ? height / 2 : 6
        color: area.pressed ? Theme.keyDown
            : key.spec.action === "enter" ? Theme.primaryContainer
            : key.special ? Theme.keySpecial : Theme.key
    }
    Text {
        anchors.centerIn: face
        visible: text !== ""
        text: key.spec.text === " " ? key.language : key.shown
        textFormat: Text.PlainText
        font.pixelSize: key.spec.text === " " ? 13 : key.special ? 15 : 22
        color: key.spec.text === " " ? Theme.onSurfaceVariant : Theme.onSurface
    }
    Text {
        anchors.right: face.right
        anchors.top: face.top
        anchors.rightMargin: 4
        anchors.topMargin: 1
        text: key.spec.hint
        font.pixelSize: 10
        color: Theme.onSurfaceVariant
    }
    Icon {
        anchors.centerIn: face
        visible: name !== ""
        size: 22
        color: key.spec.action === "enter" ? Theme.onPrimaryContainer : Theme.onSurface
        name: ({
            shift: key.locked ? "apple-keyboard-caps" : key.upper ? "arrow-up-bold" : "arrow-up-bold-outline",
            erase: "backspace-outline",
            enter: key.enterIcon,
            language: "web",
        })[key.spec.action] || ""
    }
    MouseArea {
        id: area
        anchors.fill: parent
        onClicked: key.struck(key.spec.action, key.shown)
        onPressAndHold: {
            // Holding the erasing key goes on erasing; holding a letter types its corner's sign.
            if (key.spec.action === "erase")
                again.start();
            else if (key.spec.hint !== "")
                key.struck("", key.spec.hint);
        }
        onReleased: again.stop()
        onCanceled: again.stop()
        Timer {
            id: again
            interval: 60
            repeat: true
            onTriggered: key.struck("erase", "")
        }
    }
}
