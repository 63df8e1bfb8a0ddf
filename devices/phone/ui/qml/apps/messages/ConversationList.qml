import QtQuick
import "../../kit"
import "../parts"

// All conversations, the latest first, with a search above. A long press selects.
Item {
    id: page

    property var app
    property Item stage
    property var picked: []
    readonly property bool picking: picked.length > 0

    signal chosen(string address)
    signal composeAsked()

    function back() {
        if (removing.open) {
            removing.dismiss();
            return true;
        }
        if (picking) {
            picked = [];
            return true;
        }
        if (search.text !== "" || search.activeFocus) {
            search.text = "";
            search.focus = false;
            return true;
        }
        return false;
    }
    function pick(address) {
        picked = picked.includes(address) ? picked.filter(a => a !== address) : picked.concat([address]);
    }

    TopBar {
        visible: page.picking
        icon: "close"
        leaveName: Tr.t("Cancel selection")
        title: page.picked.length + " " + Tr.t("selected")
        rid: "toolbar_title"
        onClosed: page.back()
        IconPress {
            icon: "delete-outline"
            desc: Tr.t("Delete")
            rid: "cab_delete"
            onClicked: removing.show()
        }
    }
    Words {
        x: 24
        y: 16
        visible: !page.picking
        text: Tr.t("Messages")
        rid: "title"
        font.pixelSize: 28
    }
    Rectangle {
        x: 16
        y: 64
        width: parent.width - 32
        height: 52
        radius: 26
        visible: !page.picking
        color: Theme.surfaceContainerHigh

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            x: 16
            visible: !clear.visible
            name: "magnify"
        }
        IconPress {
            id: clear
            anchors.verticalCenter: parent.verticalCenter
            x: 4
            visible: search.text !== "" || search.activeFocus
            icon: "arrow-left"
            desc: Tr.t("Clear search")
            onClicked: page.back()
        }
        SearchInput {
            id: search
            x: 56
            width: parent.width - 72
            height: parent.height
            hint: Tr.t("Search messages")
            editorAction: "search"
            rid: "top_toolbar_search"
            onTextChanged: page.app.query = text
        }
    }
    ListView {
        id: view
        anchors.fill: parent
        anchors.topMargin: page.picking ? 64 : 124
        clip: true
        model: page.app.conversations
        bottomMargin: 96
        cacheBuffer: 0
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        property string rid: "conversations_list"

        delegate: Press {
            id: row
            required property var model
            readonly property bool selected: page.picked.includes(model.address)
            width: view.width
            height: 76
            fill: selected ? Theme.secondaryContainer : "transparent"
            cls: "android.view.ViewGroup"
            rid: "conversation_frame"
            holds: true
            onHeld: page.pick(model.address)
            onClicked: page.picking ? page.pick(model.address) : page.chosen(model.address)

            Avatar {
                x: 16
                size: 48
                anchors.verticalCenter: parent.verticalCenter
                initial: row.model.initial
                hue: row.model.hue
            }
            Words {
                id: name
                x: 80
                y: 16
                width: parent.width - x - when.implicitWidth - 28
                text: row.model.name
                rid: "conversation_address"
                font.weight: row.model.unread ? Font.Bold : Font.Normal
            }
            Words {
                x: 80
                y: 40
                width: parent.width - x - 44
                text: row.model.snippet
                rid: "conversation_body_short"
                font.pixelSize: 14
                font.weight: row.model.unread ? Font.Bold : Font.Normal
                color: row.model.unread ? Theme.onSurface : Theme.onSurfaceVariant
            }
            Words {
                id: when
                anchors.right: parent.right
                anchors.rightMargin: 16
                y: 18
                text: row.model.when
                rid: "conversation_date"
                font.pixelSize: 12
                color: row.model.unread ? Theme.primary : Theme.onSurfaceVariant
            }
            Rectangle {
                anchors.right: parent.right
                anchors.rightMargin: 16
                y: 42
                width: Math.max(20, unread.implicitWidth + 10)
                height: 20
                radius: 10
                visible: row.model.unread > 0
                color: Theme.primary
                Words {
                    id: unread
                    anchors.centerIn: parent
                    text: row.model.unread
                    rid: "unread_count_badge"
                    font.pixelSize: 12
                    font.weight: Font.Medium
                    color: Theme.onPrimary
                }
            }
        }
    }
    Column {
        anchors.centerIn: view
        visible: view.count === 0
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: search.text === "" ? "message-text-outline" : "magnify"
            size: 64
            color: Theme.outline
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: search.text === "" ? Tr.t("No messages yet") : Tr.t("No matches")
            rid: "no_conversations_placeholder"
            color: Theme.onSurfaceVariant
        }
    }
    Fab {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 16
        visible: !page.picking
        icon: "message-plus-outline"
        desc: Tr.t("Start chat")
        rid: "conversations_fab"
        onClicked: page.composeAsked()
    }
    Ask {
        id: removing
        parent: page.stage
        title: Tr.t("Delete conversations?")
        message: Tr.t("Their messages will be removed from this phone")
        accept: Tr.t("Delete")
        onAccepted: {
            page.app.removeThreads(page.picked);
            page.picked = [];
        }
    }
}
