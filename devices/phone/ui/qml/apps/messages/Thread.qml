import QtQuick
import "../../kit"
import "../parts"

// One conversation: its texts, the latest at the bottom, and a field for the next one.
Item {
    id: page

    property var app
    property Item stage
    property string draft: ""
    property var picked: []
    readonly property bool picking: picked.length > 0
    readonly property string shown: app.address

    function back() {
        if (removing.open) {
            removing.dismiss();
            return true;
        }
        if (picking) {
            picked = [];
            return true;
        }
        return false;
    }
    function pick(id) {
        picked = picked.includes(id) ? picked.filter(n => n !== id) : picked.concat([id]);
    }
    function send() {
        Qt.inputMethod.commit();
        if (app.send(words.text))
            words.text = "";
    }

    onShownChanged: {
        words.text = "";
        picked = [];
    }
    Component.onCompleted: {
        words.text = draft;
        words.cursorPosition = words.length;
        if (app.bubbles.count === 0 || draft !== "")
            words.forceActiveFocus();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
        MouseArea {
            anchors.fill: parent
        }
    }
    TopBar {
        id: bar
        icon: page.picking ? "close" : "arrow-left"
        leaveName: page.picking ? Tr.t("Cancel selection") : Tr.t("Navigate up")
        title: page.picking ? page.picked.length + " " + Tr.t("selected") : page.app.name
        rid: "thread_toolbar_title"
        onClosed: {
            if (!page.back())
                page.app.open("");
        }
        IconPress {
            visible: page.picking
            icon: "content-copy"
            desc: Tr.t("Copy")
            rid: "cab_copy_to_clipboard"
            onClicked: {
                page.app.copy(page.picked);
                page.picked = [];
                bridge.toast(Tr.t("Copied"));
            }
        }
        IconPress {
            visible: view.count > 0
            icon: "delete-outline"
            desc: Tr.t("Delete")
            rid: "delete"
            onClicked: removing.show()
        }
    }
    ListView {
        id: view
        anchors.fill: parent
        anchors.topMargin: bar.height
        anchors.bottomMargin: foot.height
        clip: true
        cacheBuffer: 0
        model: page.app.bubbles
        // The latest text comes first, and stands at the bottom.
        verticalLayoutDirection: ListView.BottomToTop
        topMargin: 8
        bottomMargin: 8
        onCountChanged: Qt.callLater(positionViewAtBeginning)
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        property string rid: "thread_messages_list"
        delegate: Bubble {
            width: view.width
            selected: page.picked.includes(model.id)
            onHeld: page.pick(model.id)
            onTapped: if (page.picking)
                page.pick(model.id)
        }
    }
    Item {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        height: box.height + 16
        Rectangle {
            id: box
            x: 12
            y: 6
            width: parent.width - 84
            height: Math.min(132, Math.max(52, words.implicitHeight + 4))
            radius: 26
            color: Theme.surfaceContainerHigh
            Flickable {
                id: scroll
                anchors.fill: parent
                anchors.leftMargin: 20
                anchors.rightMargin: 16
                clip: true
                contentHeight: words.height
                TextEdit {
                    id: words
                    readonly property string cls: "android.widget.EditText"
                    readonly property string rid: "thread_type_message"
                    readonly property string hint: Tr.t("Type a message…")
                    readonly property string editorAction: "newline"
                    readonly property bool clickable: true
                    width: scroll.width
                    height: Math.max(box.height, implicitHeight)
                    topPadding: 15
                    bottomPadding: 15
                    wrapMode: TextEdit.Wrap
                    textFormat: TextEdit.PlainText
                    font.pixelSize: 16
                    color: Theme.onSurface
                    selectionColor: Theme.primary
                    selectedTextColor: Theme.onPrimary
                    // A finger that moves scrolls.
                    selectByMouse: false
                    activeFocusOnPress: false
                    onCursorRectangleChanged: scroll.contentY = Math.max(0, Math.min(cursorRectangle.y, height - box.height))
                    TextTouch {
                    }
                    Text {
                        y: 15
                        visible: words.length === 0 && words.preeditText === ""
                        text: words.hint
                        font.pixelSize: 16
                        color: Theme.onSurfaceVariant
                    }
                }
            }
        }
        Press {
            readonly property string text: "SMS"
            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.bottom: box.bottom
            width: 52
            height: 52
            radius: 26
            enabled: words.text.trim() !== ""
            fill: enabled ? Theme.primary : Theme.surfaceContainerHigh
            cls: "android.widget.Button"
            rid: "thread_send_message"
            desc: Tr.t("Send SMS")
            onClicked: page.send()
            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 8
                name: "send"
                size: 22
                color: parent.enabled ? Theme.onPrimary : Theme.outline
            }
            Text {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 31
                text: parent.parent.text
                font.pixelSize: 10
                font.weight: Font.Medium
                color: parent.enabled ? Theme.onPrimary : Theme.outline
            }
        }
    }
    Ask {
        id: removing
        parent: page.stage
        title: page.picking ? Tr.t("Delete messages?") : Tr.t("Delete conversation?")
        accept: Tr.t("Delete")
        onAccepted: {
            if (page.picking) {
                page.app.remove(page.picked);
                page.picked = [];
            } else {
                const address = page.app.address;
                page.app.open("");
                page.app.removeThreads([address]);
            }
        }
    }
}
