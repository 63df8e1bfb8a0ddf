import QtQuick
import "../../kit"

// A one-line input without a frame, with its hint in it.
TextInput {
    id: input

    property string hint: ""
    property string rid: ""
    readonly property string cls: "android.widget.EditText"
    readonly property bool clickable: true
    property string editorAction: "done"

    verticalAlignment: TextInput.AlignVCenter
    font.pixelSize: 16
    color: Theme.onSurface
    selectionColor: Theme.primary
    selectedTextColor: Theme.onPrimary
    // A finger that moves scrolls.
    selectByMouse: false
    activeFocusOnPress: false
    clip: true

    Text {
        anchors.fill: parent
        visible: input.text === "" && input.preeditText === ""
        text: input.hint
        font.pixelSize: 16
        verticalAlignment: Text.AlignVCenter
        color: Theme.onSurfaceVariant
    }

    TextTouch {
    }
}
