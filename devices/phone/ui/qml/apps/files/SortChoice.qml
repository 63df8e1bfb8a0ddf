import QtQuick
import "../../kit"
import "../parts"

// A dialog that asks how the list is to be sorted.
Ask {
    id: sorting

    property string order: ""

    signal chosen(string order)

    title: Tr.t("Sort by")
    accept: ""

    Column {
        width: parent.width
        Repeater {
            model: [["name", "File name (A to Z)"], ["-name", "File name (Z to A)"],
                ["-modified", "Modified (newest first)"], ["modified", "Modified (oldest first)"],
                ["-size", "Size (largest first)"], ["size", "Size (smallest first)"]]
            Press {
                id: entry
                required property var modelData
                readonly property bool checkable: true
                readonly property bool checked: sorting.order === modelData[0]
                readonly property string text: Tr.t(modelData[1])
                width: parent.width
                height: 44
                radius: 8
                cls: "android.widget.CheckedTextView"
                rid: "android:id/text1"
                onClicked: {
                    sorting.open = false;
                    sorting.chosen(modelData[0]);
                }
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: entry.checked ? "radiobox-marked" : "radiobox-blank"
                    color: entry.checked ? Theme.primary : Theme.onSurfaceVariant
                }
                Text {
                    x: 40
                    anchors.verticalCenter: parent.verticalCenter
                    text: entry.text
                    font.pixelSize: 15
                    color: Theme.onSurface
                }
            }
        }
    }
}
