import QtQuick
import "../kit"

// One page: a way back, a big title that collapses, its rows.
Item {
    id: page

    property string route: ""
    // The row that a search led to: shown in another colour, and brought into view.
    property string mark: ""
    property alias contentY: list.contentY
    readonly property string source: (bridge.revision, bridge.language, bridge.page(route))
    readonly property var content: JSON.parse(source)
    readonly property bool root: route === ""

    signal pressed(var row)
    signal searchAsked()

    function showMarked() {
        column.forceLayout();
        for (let at = 0; mark !== "" && at < rows.count; at++) {
            const line = rows.itemAt(at);
            if (!line || line.row.id !== mark)
                continue;
            const middle = line.y + line.height / 2 - list.height / 2;
            list.contentY = Math.max(0, Math.min(middle, list.contentHeight - list.height));
        }
    }

    Scroller {
        id: list
        rid: "com.android.settings:id/recycler_view"
        anchors.fill: parent
        anchors.topMargin: page.root ? 0 : 56
        contentHeight: column.height + 24
        flickDeceleration: 2500
        maximumFlickVelocity: 5000
        Column {
            id: column
            width: parent.width
            Item {
                width: parent.width
                height: page.root ? 96 : 84
                Words {
                    x: 24
                    anchors.bottom: parent.bottom
                    anchors.bottomMargin: page.root ? 12 : 24
                    width: parent.width - 48
                    text: page.content.title
                    rid: page.root ? "com.android.settings:id/homepage_title" : "com.android.settings:id/collapsing_toolbar"
                    font.pixelSize: page.root ? 36 : 34
                }
            }
            Press {
                visible: page.root
                x: 16
                width: parent.width - 32
                height: 56
                radius: 28
                fill: Theme.surfaceContainerHigh
                rid: "com.android.settings:id/search_action_bar"
                cls: "android.view.ViewGroup"
                onClicked: page.searchAsked()
                Icon {
                    x: 20
                    anchors.verticalCenter: parent.verticalCenter
                    name: "magnify"
                    color: Theme.onSurfaceVariant
                }
                Words {
                    x: 60
                    anchors.verticalCenter: parent.verticalCenter
                    text: bridge.language === "zh" ? "搜索设置" : "Search Settings"
                    rid: "com.android.settings:id/search_action_bar_title"
                    color: Theme.onSurfaceVariant
                }
            }
            Item {
                visible: page.root
                width: 1
                height: 12
            }
            Repeater {
                id: rows
                model: page.content.rows
                SettingsRow {
                    required property var modelData
                    row: modelData
                    marked: modelData.id === page.mark
                    width: column.width
                    onPressed: page.pressed(modelData)
                }
            }
        }
    }
    Rectangle {
        id: bar
        visible: !page.root
        width: parent.width
        height: 56
        color: list.contentY > 40 ? Theme.surfaceContainer : Theme.surface
        Press {
            x: 8
            y: 4
            width: 48
            height: 48
            radius: 24
            desc: bridge.language === "zh" ? "向上导航" : "Navigate up"
            cls: "android.widget.ImageButton"
            onClicked: bridge.back()
            Icon {
                anchors.centerIn: parent
                name: "arrow-left"
            }
        }
        Words {
            x: 64
            width: parent.width - 80
            anchors.verticalCenter: parent.verticalCenter
            visible: list.contentY > 60
            text: page.content.title
            rid: "com.android.settings:id/action_bar"
            font.pixelSize: 20
        }
    }
}
