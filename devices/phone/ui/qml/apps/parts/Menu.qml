import QtQuick
import "../../kit"

// A pop-up list of words at the top right, or at (`at_x`, `at_y`) of the app.
Item {
    id: menu

    property var words: []
    property bool open: false
    property real at_x: width - card.width - 12
    property real at_y: 12

    signal chosen(int index, string word)

    property string cls: "android.widget.ListView"
    readonly property bool modal: true

    anchors.fill: parent
    visible: open
    z: 90

    MouseArea {
        anchors.fill: parent
        onClicked: menu.open = false
    }
    Rectangle {
        id: card
        x: Math.max(8, Math.min(menu.at_x, menu.width - width - 8))
        y: Math.max(8, Math.min(menu.at_y, menu.height - height - 8))
        width: 196
        height: Math.min(rows.implicitHeight + 16, menu.height - 16)
        radius: 8
        color: Theme.surfaceContainerHigh
        border.width: 1
        border.color: Theme.outlineVariant
        Flickable {
            anchors.fill: parent
            anchors.topMargin: 8
            anchors.bottomMargin: 8
            clip: true
            contentHeight: rows.implicitHeight
            Column {
                id: rows
                width: parent.width
                Repeater {
                    model: menu.words
                    Press {
                        required property int index
                        required property string modelData
                        width: rows.width
                        height: 48
                        cls: "android.widget.LinearLayout"
                        onClicked: {
                            menu.open = false;
                            menu.chosen(index, modelData);
                        }
                        Words {
                            x: 16
                            width: parent.width - 32
                            anchors.verticalCenter: parent.verticalCenter
                            text: parent.parent.modelData
                            rid: "android:id/title"
                        }
                    }
                }
            }
        }
    }
}
