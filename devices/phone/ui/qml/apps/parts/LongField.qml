import QtQuick
import "../../kit"

// A text field of several lines.
FieldFrame {
    id: field

    readonly property bool unseen: true

    property alias value: input.text
    property alias editor: input
    property string rid: ""

    implicitHeight: Math.max(56, input.implicitHeight + 34)
    active: input.activeFocus
    filled: input.text !== ""
    onTouched: input.forceActiveFocus()

    TextEdit {
        id: input

        readonly property string rid: field.rid
        readonly property string cls: "android.widget.EditText"
        readonly property string hint: field.hint
        readonly property bool clickable: true
        readonly property string editorAction: "newline"

        x: 16
        y: 20
        width: parent.width - 32
        height: parent.height - 28
        wrapMode: TextEdit.Wrap
        textFormat: TextEdit.PlainText
        font.pixelSize: 16
        color: Theme.onSurface
        selectionColor: Theme.primary
        // A finger that moves scrolls.
        selectByMouse: false
        activeFocusOnPress: false
        selectedTextColor: Theme.onPrimary

        TextTouch {
        }
    }
}
