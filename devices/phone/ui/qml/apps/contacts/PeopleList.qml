import QtQuick
import "../../kit"
import "../parts"

// Everybody, under the letters, with a search field above.
Item {
    id: page

    property var app

    signal chosen(int id)
    signal createAsked()

    function back() {
        if (search.text !== "" || search.activeFocus) {
            search.text = "";
            search.focus = false;
            return true;
        }
        return false;
    }

    Rectangle {
        id: bar
        x: 16
        y: 8
        width: parent.width - 32
        height: 56
        radius: 28
        color: Theme.surfaceContainerHigh

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            x: 16
            visible: !clear.visible
            name: "magnify"
            color: Theme.onSurface
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
            hint: Tr.t("Search contacts")
            editorAction: "search"
            rid: "open_search_bar"
            onTextChanged: page.app.query = text
        }
    }

    ListView {
        id: view
        anchors.fill: parent
        anchors.topMargin: 72
        clip: true
        model: page.app.people
        bottomMargin: 96
        boundsBehavior: Flickable.DragAndOvershootBounds
        cacheBuffer: 0
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        property string rid: "android:id/list"

        delegate: Press {
            id: row

            required property int index
            required property var model

            width: view.width
            height: 64
            desc: model.name
            cls: "android.view.ViewGroup"
            rid: "contact_item"
            onClicked: page.chosen(model.id)

            Text {
                x: 20
                width: 24
                anchors.verticalCenter: parent.verticalCenter
                text: row.model.head
                font.pixelSize: 18
                font.weight: Font.Medium
                horizontalAlignment: Text.AlignHCenter
                color: Theme.primary
            }
            Avatar {
                x: 60
                anchors.verticalCenter: parent.verticalCenter
                initial: row.model.initial
                hue: row.model.hue
            }
            Words {
                x: 116
                width: parent.width - 116 - 48
                anchors.verticalCenter: parent.verticalCenter
                text: row.model.name
                rid: "cliv_name_textview"
            }
            Icon {
                visible: row.model.starred
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                anchors.rightMargin: 20
                size: 20
                name: "star"
                color: Theme.primary
            }
        }
    }
    Column {
        anchors.centerIn: view
        visible: view.count === 0
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: search.text === "" ? "account-multiple-outline" : "magnify"
            size: 64
            color: Theme.outline
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: search.text === "" ? "No contacts yet" : "No matching contacts"
            color: Theme.onSurfaceVariant
        }
    }
    Fab {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 16
        icon: "plus"
        desc: Tr.t("Create contact")
        rid: "floating_action_button"
        onClicked: page.createAsked()
    }
}
