import QtQuick
import "../kit"
import "layouts.js" as Layouts

// The soft keyboard. What its keys say goes to `editor` by way of the bridge.
Node {
    id: keyboard

    property bool shown: false
    property var editor: null
    property string page: "letters"
    property bool shift: false
    property bool caps: false
    property bool chinese: false
    property double shifted: 0
    readonly property string pkg: "com.google.android.inputmethod.latin"
    readonly property int hints: editor && editor.inputMethodHints ? editor.inputMethodHints : 0
    readonly property bool pad: page === "number" || page === "phone"
    // An editor may say what its enter key does: "newline", "search", "next" or "done".
    readonly property string action: editor && editor.editorAction ? editor.editorAction : "done"

    implicitHeight: 276
    height: implicitHeight
    cls: "android.widget.FrameLayout"
    rid: "keyboard_area"

    onEditorChanged: begin()
    onHintsChanged: begin()

    function begin() {
        caps = false;
        if (hints & Qt.ImhDialableCharactersOnly)
            page = "phone";
        else if (hints & (Qt.ImhDigitsOnly | Qt.ImhFormattedNumbersOnly))
            page = "number";
        else
            page = "letters";
        capitalize();
    }
    // As Android's sentence capitals: at the start, and after the end of a sentence.
    function capitalize() {
        if (caps || !editor || editor.text === undefined)
            return;
        const plain = hints & (Qt.ImhNoAutoUppercase | Qt.ImhHiddenText | Qt.ImhEmailCharactersOnly | Qt.ImhUrlCharactersOnly);
        const before = editor.text.slice(0, editor.cursorPosition);
        shift = !plain && /(^|[.!?]\s+|\n)$/.test(before);
    }
    function strike(action, text) {
        if (action !== "shift")
            shifted = 0;
        if (action === "") {
            bridge.commitText(text);
            if (page === "symbols" && text === " ")
                page = "letters";
            settle.restart();
        } else if (action === "erase" || action === "enter") {
            bridge.commitKey(action);
            settle.restart();
        } else if (action === "shift") {
            const now = Date.now();
            const twice = now - shifted < 400;
            shifted = now;
            if (caps) {
                caps = shift = false;
            } else if (twice) {
                caps = shift = true;
            } else {
                shift = !shift;
            }
        } else if (action === "language") {
            chinese = !chinese;
        } else {
            page = action.slice(5);
        }
    }

    Connections {
        target: keyboard.editor
        ignoreUnknownSignals: true
        function onCursorPositionChanged() {
            settle.restart();
        }
    }
    Timer {
        id: settle
        interval: 0
        onTriggered: keyboard.capitalize()
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.keyboard
    }
    // Nothing of the app under the keyboard is touched through it.
    MouseArea {
        anchors.fill: parent
    }
    Item {
        id: strip
        width: parent.width
        height: 44
        Row {
            anchors.fill: parent
            Repeater {
                model: [["apps", "Open features menu"], ["emoticon-happy-outline", "Emoji"], ["clipboard-outline", "Clipboard"],
                    ["cog-outline", "Settings"], ["microphone-outline", "Voice input"], ["keyboard-close-outline", "Hide keyboard"]]
                Press {
                    required property var modelData
                    width: strip.width / 6
                    height: strip.height
                    radius: 22
                    desc: modelData[1]
                    cls: "android.widget.ImageView"
                    onClicked: {
                        if (modelData[1] === "Hide keyboard")
                            bridge.commitKey("hide");
                        else if (modelData[1] === "Clipboard")
                            bridge.commitKey("paste");
                    }
                    Icon {
                        anchors.centerIn: parent
                        name: parent.parent.modelData[0]
                        size: 22
                        color: Theme.onSurfaceVariant
                    }
                }
            }
        }
    }
    Column {
        id: rows
        x: 3
        y: strip.height
        width: parent.width - 6
        Repeater {
            model: Layouts.rows(keyboard.page)
            Row {
                id: row
                required property var modelData
                anchors.horizontalCenter: parent.horizontalCenter
                Repeater {
                    model: row.modelData
                    Key {
                        required property var modelData
                        spec: modelData
                        width: rows.width * modelData.tenths / 10
                        height: 56
                        upper: keyboard.page === "letters" && (keyboard.shift || keyboard.caps)
                        locked: keyboard.caps
                        language: keyboard.pad ? "␣" : keyboard.chinese ? "中文" : "English"
                        enterIcon: ({ search: "magnify", newline: "keyboard-return", next: "keyboard-tab" })[keyboard.action] || "check"
                        enterName: ({ search: "Search", newline: "Enter", next: "Next" })[keyboard.action] || "Done"
                        onStruck: (action, text) => keyboard.strike(action, text)
                    }
                }
            }
        }
    }
}
