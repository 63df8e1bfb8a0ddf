import QtQuick
import "../../kit"

// What touching a field does: a tap places the cursor, unless the text is selected, and brings back
// the keyboard that BACK has hidden; a long press selects a word and offers to copy, cut or paste.
// Put it into the field.
Item {
    id: touch

    property Item editor: parent

    function stage() {
        let item = editor;
        while (item.parent && (item.app === undefined || item.route === undefined))
            item = item.parent;
        return item;
    }

    anchors.fill: parent

    TapHandler {
        gesturePolicy: TapHandler.DragThreshold
        onTapped: at => {
            bar.visible = false;
            touch.editor.forceActiveFocus();
            if (touch.editor.selectedText === "")
                touch.editor.cursorPosition = touch.editor.positionAt(at.position.x, at.position.y);
            bridge.commitKey("show");
        }
        onLongPressed: {
            touch.editor.forceActiveFocus();
            touch.editor.cursorPosition = touch.editor.positionAt(point.position.x, point.position.y);
            touch.editor.selectWord();
            bar.show();
        }
    }
    Connections {
        target: touch.editor
        function onTextChanged() {
            bar.visible = false;
        }
        function onActiveFocusChanged() {
            bar.visible = false;
        }
    }
    Rectangle {
        id: bar

        function show() {
            parent = touch.stage();
            const at = touch.editor.cursorRectangle;
            const place = touch.editor.mapToItem(parent, at.x, at.y);
            x = Math.max(8, Math.min(place.x - width / 2, parent.width - width - 8));
            y = place.y > 64 ? place.y - 60 : place.y + at.height + 16;
            visible = true;
        }

        visible: false
        z: 200
        width: words.implicitWidth + 16
        height: 48
        radius: 24
        color: Theme.surfaceContainerHighest

        Row {
            id: words
            x: 8
            Repeater {
                model: [["Cut", "cut"], ["Copy", "copy"], ["Paste", "paste"], ["Select all", "all"]]
                TextPress {
                    required property var modelData
                    visible: modelData[1] === "paste" || modelData[1] === "all" || touch.editor.selectedText !== ""
                    height: 48
                    tint: Theme.onSurface
                    text: Tr.t(modelData[0])
                    rid: "android:id/floating_toolbar_menu_item_text"
                    onClicked: {
                        bridge.commitKey(modelData[1]);
                        bar.visible = modelData[1] === "all";
                    }
                }
            }
        }
    }
}
