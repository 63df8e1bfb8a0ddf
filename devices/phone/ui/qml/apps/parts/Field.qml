import QtQuick
import "../../kit"

// A text field with a floating hint. `value` is what is in it.
Item {
    id: field

    property alias value: input.text
    property string hint: ""
    property string rid: ""
    property alias inputMethodHints: input.inputMethodHints
    property alias editor: input
    property bool multiline: false
    property string action: "done"
    readonly property bool raised: input.activeFocus || input.text !== ""

    signal accepted()

    implicitHeight: Math.max(56, input.implicitHeight + 28)

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 4
        radius: 6
        color: "transparent"
        border.width: input.activeFocus ? 2 : 1
        border.color: input.activeFocus ? Theme.primary : Theme.outline
    }
    Rectangle {
        visible: field.raised
        x: 12
        y: 0
        width: floating.implicitWidth + 8
        height: 12
        color: field.parent && field.parent.backdrop ? field.parent.backdrop : Theme.surface
    }
    Text {
        id: floating
        x: 16
        y: field.raised ? -3 : (field.multiline ? 20 : (parent.height - height) / 2 + 2)
        text: field.hint
        textFormat: Text.PlainText
        font.pixelSize: field.raised ? 12 : 16
        color: input.activeFocus ? Theme.primary : Theme.onSurfaceVariant
    }
    TextEdit {
        id: input

        property string rid: field.rid
        readonly property string cls: "android.widget.EditText"
        readonly property bool clickable: true
        readonly property string editorAction: field.multiline ? "newline" : field.action
        property string hint: field.hint

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        y: field.multiline ? 20 : (parent.height - height) / 2 + 2
        wrapMode: field.multiline ? TextEdit.Wrap : TextEdit.NoWrap
        clip: true
        font.pixelSize: 16
        color: Theme.onSurface
        selectionColor: Theme.primary
        textFormat: TextEdit.PlainText
        Keys.onReturnPressed: event => {
            if (field.multiline)
                event.accepted = false;
            else
                field.accepted();
        }
    }
    MouseArea {
        anchors.fill: parent
        enabled: !input.activeFocus
        onClicked: input.forceActiveFocus()
    }
}
