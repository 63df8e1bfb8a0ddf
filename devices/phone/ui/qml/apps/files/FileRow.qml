import QtQuick
import "../../kit"

// A file or folder in the list.
Press {
    id: row

    required property var model
    property bool selected: false

    height: 72
    fill: selected ? Theme.secondaryContainer : "transparent"
    opacity: enabled ? 1 : 0.4
    cls: "android.widget.LinearLayout"
    rid: "item_root"
    holds: true

    Rectangle {
        x: 16
        width: 40
        height: 40
        radius: 20
        anchors.verticalCenter: parent.verticalCenter
        color: row.selected ? Theme.primary : Theme.surfaceContainerHigh
        Icon {
            anchors.centerIn: parent
            name: row.selected ? "check" : row.model.icon
            size: 22
            color: row.selected ? Theme.onPrimary : row.model.isFolder ? Theme.primary : Theme.onSurfaceVariant
        }
    }
    Column {
        x: 72
        width: parent.width - 88
        anchors.verticalCenter: parent.verticalCenter
        spacing: 3
        Words {
            width: parent.width
            text: row.model.name
            rid: "android:id/title"
            elide: Text.ElideMiddle
        }
        Words {
            width: parent.width
            text: row.model.facts
            rid: "details"
            font.pixelSize: 13
            color: Theme.onSurfaceVariant
        }
    }
}
