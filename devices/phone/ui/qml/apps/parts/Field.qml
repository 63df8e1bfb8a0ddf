import QtQuick
import "../../kit"

// A text field of one line. `value` is what is in it, `action` what the enter key does.
FieldFrame {
    id: field

    readonly property bool unseen: true

    property alias value: input.text
    property alias inputMethodHints: input.inputMethodHints
    property alias editor: input
    property string rid: ""
    property string action: "done"

    signal accepted()

    implicitHeight: 56
    active: input.activeFocus
    filled: input.text !== ""
    onTouched: input.forceActiveFocus()

    TextInput {
        id: input

        readonly property string rid: field.rid
        readonly property string cls: "android.widget.EditText"
        readonly property string hint: field.hint
        readonly property bool clickable: true
        readonly property string editorAction: field.action

        x: 16
        y: 4
        width: parent.width - 32
        height: parent.height - 4
        verticalAlignment: TextInput.AlignVCenter
        clip: true
        font.pixelSize: 16
        color: Theme.onSurface
        selectionColor: Theme.primary
        // A finger that moves scrolls.
        selectByMouse: false
        activeFocusOnPress: false
        selectedTextColor: Theme.onPrimary
        onAccepted: field.accepted()

        TextTouch {
        }
    }
}
