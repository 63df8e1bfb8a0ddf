import QtQuick
import "../kit"

// Search over every row: a field, and what it finds.
Item {
    id: search

    readonly property var found: JSON.parse(bridge.search(field.text))

    signal closed()
    signal chosen(string to, string mark)

    Component.onCompleted: field.forceActiveFocus()

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
        MouseArea {
            anchors.fill: parent
        }
    }
    Rectangle {
        id: bar
        x: 16
        y: 8
        width: parent.width - 32
        height: 56
        radius: 28
        color: Theme.surfaceContainerHigh
        Press {
            x: 4
            y: 4
            width: 48
            height: 48
            radius: 24
            desc: bridge.language === "zh" ? "返回" : "Back"
            cls: "android.widget.ImageButton"
            onClicked: search.closed()
            Icon {
                anchors.centerIn: parent
                name: "arrow-left"
            }
        }
        TextInput {
            id: field
            property string rid: "com.android.settings:id/search_src_text"
            property string hint: bridge.language === "zh" ? "搜索设置" : "Search settings"
            property string editorAction: "search"
            x: 60
            width: parent.width - 112
            height: parent.height
            verticalAlignment: TextInput.AlignVCenter
            font.pixelSize: 17
            color: Theme.onSurface
            selectionColor: Theme.primary
            clip: true
            Text {
                anchors.verticalCenter: parent.verticalCenter
                visible: field.text === ""
                text: field.hint
                font.pixelSize: 17
                color: Theme.onSurfaceVariant
            }
        }
        Press {
            anchors.right: parent.right
            anchors.rightMargin: 4
            y: 4
            width: 48
            height: 48
            radius: 24
            visible: field.text !== ""
            desc: bridge.language === "zh" ? "清除" : "Clear"
            cls: "android.widget.ImageButton"
            onClicked: field.text = ""
            Icon {
                anchors.centerIn: parent
                name: "close"
            }
        }
    }
    Words {
        visible: field.text !== "" && search.found.length === 0
        anchors.horizontalCenter: parent.horizontalCenter
        y: 140
        text: bridge.language === "zh" ? "没有结果" : "No results"
        color: Theme.onSurfaceVariant
    }
    Scroller {
        rid: "com.android.settings:id/list_results"
        y: 76
        width: parent.width
        height: parent.height - y
        contentHeight: column.height
        Column {
            id: column
            width: parent.width
            Repeater {
                model: search.found
                Press {
                    id: hit
                    required property var modelData
                    width: column.width
                    height: 76
                    cls: "android.widget.LinearLayout"
                    onClicked: search.chosen(modelData.to, modelData.mark)
                    Icon {
                        x: 24
                        anchors.verticalCenter: parent.verticalCenter
                        name: hit.modelData.icon
                        color: Theme.onSurfaceVariant
                    }
                    Column {
                        x: 72
                        width: parent.width - 96
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 2
                        Words {
                            width: parent.width
                            text: hit.modelData.title
                            rid: "android:id/title"
                            font.pixelSize: 18
                        }
                        Words {
                            width: parent.width
                            text: hit.modelData.path
                            rid: "android:id/summary"
                            font.pixelSize: 14
                            color: Theme.onSurfaceVariant
                        }
                    }
                }
            }
        }
    }
}
