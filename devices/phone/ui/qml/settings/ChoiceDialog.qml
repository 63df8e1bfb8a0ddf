import QtQuick
import "../kit"

// Which of these: a list with a mark at the one that is so now.
Card {
    id: dialog

    property var row
    readonly property string value: row ? (bridge.revision, bridge.get(row.ns, row.key)) : ""

    signal done()

    title: row ? row.title : ""
    onDismissed: done()

    Repeater {
        model: dialog.row ? dialog.row.choices : []
        Press {
            id: line
            required property var modelData
            readonly property bool checked: modelData.value === dialog.value
            readonly property bool checkable: true
            readonly property string text: modelData.title
            width: parent ? parent.width : 0
            height: 56
            cls: "android.widget.CheckedTextView"
            rid: "android:id/text1"
            onClicked: {
                bridge.put(dialog.row.ns, dialog.row.key, modelData.value);
                dialog.done();
            }
            Icon {
                x: 24
                anchors.verticalCenter: parent.verticalCenter
                name: line.checked ? "radiobox-marked" : "radiobox-blank"
                color: line.checked ? Theme.primary : Theme.onSurfaceVariant
            }
            Text {
                x: 64
                width: parent.width - 88
                anchors.verticalCenter: parent.verticalCenter
                text: line.text
                textFormat: Text.PlainText
                elide: Text.ElideRight
                font.pixelSize: 17
                color: Theme.onSurface
            }
        }
    }
    Item {
        width: parent ? parent.width : 0
        height: 52
        Press {
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.bottom: parent.bottom
            width: 88
            height: 44
            radius: 22
            cls: "android.widget.Button"
            rid: "android:id/button2"
            readonly property string text: bridge.language === "zh" ? "取消" : "Cancel"
            onClicked: dialog.done()
            Text {
                anchors.centerIn: parent
                text: parent.parent.text
                font.pixelSize: 15
                font.weight: Font.Medium
                color: Theme.primary
            }
        }
    }
}
