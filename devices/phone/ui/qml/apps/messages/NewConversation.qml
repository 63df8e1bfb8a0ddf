import QtQuick
import "../../kit"
import "../parts"

// Whom to write to: a number that is typed, or somebody of the address book.
Item {
    id: page

    property var app
    readonly property bool isNumber: app.canText(to.text)

    signal closed()
    signal chosen(string address)

    function confirm() {
        if (isNumber)
            chosen(to.text);
        else if (people.count > 0)
            chosen(people.itemAtIndex(0).modelData.address);
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
        title: Tr.t("New conversation")
        rid: "new_conversation_toolbar"
        onClosed: page.closed()
    }
    Rectangle {
        id: field
        x: 16
        y: bar.height
        width: parent.width - 32
        height: 52
        radius: 26
        color: Theme.surfaceContainerHigh
        SearchInput {
            id: to
            x: 20
            width: parent.width - 76
            height: parent.height
            hint: Tr.t("Add contact or number…")
            editorAction: "next"
            rid: "new_conversation_address"
            onAccepted: page.confirm()
            Component.onCompleted: forceActiveFocus()
        }
        IconPress {
            anchors.right: parent.right
            anchors.rightMargin: 2
            anchors.verticalCenter: parent.verticalCenter
            visible: page.isNumber
            icon: "check"
            desc: Tr.t("Confirm")
            rid: "new_conversation_confirm"
            tint: Theme.primary
            onClicked: page.confirm()
        }
    }
    Press {
        id: direct
        y: field.y + field.height + 8
        width: parent.width
        height: visible ? 68 : 0
        visible: page.isNumber
        cls: "android.view.ViewGroup"
        rid: "send_to_number"
        onClicked: page.chosen(to.text)
        Avatar {
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            hue: 0.6
        }
        Words {
            x: 72
            width: parent.width - 88
            anchors.verticalCenter: parent.verticalCenter
            text: Tr.t("Send to") + " " + to.text
        }
    }
    ListView {
        id: people
        anchors.fill: parent
        anchors.topMargin: direct.y + direct.height
        clip: true
        cacheBuffer: 0
        model: page.app.people(to.text)
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        property string rid: "contacts_list"

        delegate: Press {
            id: row
            required property var modelData
            width: people.width
            height: 68
            cls: "android.view.ViewGroup"
            rid: "item_contact_frame"
            onClicked: page.chosen(modelData.address)
            Avatar {
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                initial: row.modelData.initial
                hue: row.modelData.hue
            }
            Column {
                x: 72
                width: parent.width - 88
                anchors.verticalCenter: parent.verticalCenter
                spacing: 2
                Words {
                    width: parent.width
                    text: row.modelData.name
                    rid: "item_contact_name"
                }
                Words {
                    width: parent.width
                    text: row.modelData.address + (row.modelData.label ? " · " + Tr.t(row.modelData.label) : "")
                    rid: "item_contact_number"
                    font.pixelSize: 13
                    color: Theme.onSurfaceVariant
                }
            }
        }
    }
}
