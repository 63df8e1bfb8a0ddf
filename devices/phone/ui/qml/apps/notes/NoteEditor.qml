import QtQuick
import "../../kit"
import "../parts"

// One note's text. What is typed is stored after a moment, and at the latest when it is left.
Item {
    id: page

    property var app
    property Item stage
    // What the editor made of the file's text; it may write line ends in another way.
    property string given: ""

    function back() {
        for (const over of [menu, naming, removing]) {
            if (over.open) {
                over.open = false;
                return true;
            }
        }
        store();
        return false;
    }
    function store() {
        Qt.inputMethod.commit();
        soon.stop();
        if (!app || text.text === given)
            return;
        given = text.text;
        app.save(given);
    }
    function nameOf(path) {
        return path.slice(path.lastIndexOf("/") + 1);
    }
    function show() {
        if (given === app.text)
            return;
        const at = text.cursorPosition;
        text.text = app.text;
        given = text.text;
        text.cursorPosition = Math.min(at, text.length);
        soon.stop();
    }

    Component.onCompleted: {
        text.text = app.text;
        given = text.text;
        soon.stop();
        if (given === "")
            text.forceActiveFocus();
    }
    Component.onDestruction: store()

    Connections {
        target: page.app
        function onTextChanged() {
            page.show();
        }
    }
    Timer {
        id: soon
        interval: 200
        onTriggered: page.store()
    }
    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }
    TopBar {
        id: bar
        title: page.nameOf(page.app.note)
        rid: "note__activity__text_note_title"
        onClosed: {
            page.store();
            page.app.open("");
        }
        IconPress {
            icon: "content-save-outline"
            desc: Tr.t("Save")
            rid: "action_save"
            onClicked: {
                page.store();
                bridge.toast(Tr.t("Saved"));
            }
        }
        IconPress {
            icon: "dots-vertical"
            desc: Tr.t("More options")
            onClicked: menu.open = true
        }
    }
    Flickable {
        id: scroll
        property string cls: "android.widget.ScrollView"
        property bool scrollable: contentHeight > height
        anchors.fill: parent
        anchors.topMargin: bar.height
        clip: true
        contentHeight: Math.max(height, text.implicitHeight + 40)

        function reveal(place) {
            if (place.y < contentY)
                contentY = place.y;
            else if (place.y + place.height > contentY + height)
                contentY = place.y + place.height - height;
        }

        TextEdit {
            id: text
            readonly property string cls: "android.widget.EditText"
            readonly property string rid: "document__fragment__edit__highlighting_editor"
            readonly property string hint: Tr.t("Your text here")
            readonly property string editorAction: "newline"
            readonly property bool clickable: true
            width: scroll.width
            height: Math.max(scroll.height, implicitHeight)
            leftPadding: 20
            rightPadding: 20
            topPadding: 8
            bottomPadding: 24
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            font.pixelSize: 17
            color: Theme.onSurface
            selectionColor: Theme.primary
            selectedTextColor: Theme.onPrimary
            // A finger that moves scrolls.
            selectByMouse: false
            activeFocusOnPress: false
            onTextChanged: soon.restart()
            onCursorRectangleChanged: scroll.reveal(cursorRectangle)
            TextTouch {
            }
            Text {
                x: 20
                y: 8
                visible: text.length === 0 && text.preeditText === ""
                text: Tr.t("Your text here")
                font.pixelSize: 17
                color: Theme.outline
            }
        }
    }
    Menu {
        id: menu
        words: [Tr.t("Rename"), Tr.t("Delete")]
        onChosen: index => {
            if (index === 1) {
                removing.show();
                return;
            }
            words_.value = page.nameOf(page.app.note);
            naming.show();
            words_.editor.forceActiveFocus();
        }
    }
    Ask {
        id: naming
        title: Tr.t("Rename")
        acceptable: words_.value.trim() !== ""
        onAccepted: {
            page.store();
            page.app.rename(page.app.note, words_.value.trim());
        }
        Field {
            id: words_
            width: parent.width
            hint: Tr.t("Name")
            rid: "new_name"
            onAccepted: if (naming.acceptable) {
                naming.open = false;
                naming.accepted();
            }
        }
    }
    Ask {
        id: removing
        title: Tr.t("Confirm delete")
        message: page.nameOf(page.app.note)
        accept: Tr.t("Delete")
        onAccepted: {
            const path = page.app.note;
            soon.stop();
            page.app.open("");
            page.app.remove([path]);
        }
    }
}
