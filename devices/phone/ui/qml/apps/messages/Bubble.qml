import QtQuick
import "../../kit"
import "../parts"

// One text, on the right where it was sent, with its time above where it came after a pause.
Item {
    id: bubble

    required property var model
    property bool selected: false

    signal tapped()
    signal held()

    height: body.height + (head.visible ? 40 : 4)

    Words {
        id: head
        anchors.horizontalCenter: parent.horizontalCenter
        y: 14
        visible: text !== ""
        text: bubble.model.head
        rid: "thread_date_time"
        font.pixelSize: 12
        color: Theme.onSurfaceVariant
    }
    Press {
        id: body
        readonly property bool sent: bubble.model.sent
        readonly property bool selected: bubble.selected
        x: sent ? bubble.width - width - 16 : 16
        y: head.visible ? 38 : 2
        width: Math.min(words.implicitWidth + 32, bubble.width * 0.78)
        height: words.height + 20
        radius: 20
        fill: selected ? Theme.secondaryContainer : sent ? Theme.primary : Theme.surfaceContainerHigh
        ripple: sent ? Theme.onPrimary : Theme.onSurface
        cls: "android.widget.FrameLayout"
        rid: "thread_message_wrapper"
        holds: true
        onClicked: bubble.tapped()
        onHeld: bubble.held()
        Words {
            id: words
            x: 16
            y: 10
            width: parent.width - 32
            text: bubble.model.body
            rid: "thread_message_body"
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            color: body.selected ? Theme.onSecondaryContainer : body.sent ? Theme.onPrimary : Theme.onSurface
        }
    }
}
