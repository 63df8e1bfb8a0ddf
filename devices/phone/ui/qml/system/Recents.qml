import QtQuick
import "../kit"

// The overview: a card for each task; tap brings it, swipe up ends it.
Node {
    id: overview

    property real topInset: 0
    property real bottomInset: 0
    readonly property string pkg: "com.google.android.apps.nexuslauncher"
    cls: "android.widget.FrameLayout"
    rid: "overview_panel"

    Rectangle {
        anchors.fill: parent
        color: Theme.dark ? "#b0000000" : "#80303040"
        MouseArea {
            anchors.fill: parent
            onClicked: bridge.home()
        }
    }
    Words {
        anchors.centerIn: parent
        visible: bridge.tasks.length === 0
        text: bridge.language === "zh" ? "近期没有任何内容" : "No recent items"
        color: "white"
        font.pixelSize: 20
    }
    ListView {
        id: list
        property bool scrollable: contentWidth > width
        readonly property string cls: "androidx.recyclerview.widget.RecyclerView"
        y: overview.topInset + 40
        width: parent.width
        height: parent.height - y - overview.bottomInset - 90
        orientation: ListView.Horizontal
        spacing: 20
        leftMargin: 56
        rightMargin: 56
        clip: true
        model: overview.visible ? bridge.tasks : []
        delegate: Node {
            id: card
            required property var modelData
            property bool clickable: true
            width: overview.width - 112
            height: list.height
            cls: "android.widget.FrameLayout"
            rid: "task"
            desc: modelData.label
            Rectangle {
                id: face
                width: parent.width
                height: parent.height
                radius: 28
                color: Theme.surface
                Rectangle {
                    x: (parent.width - width) / 2
                    y: 20
                    width: 52
                    height: 52
                    radius: 26
                    color: card.modelData.color
                    Icon {
                        anchors.centerIn: parent
                        name: card.modelData.icon
                        size: 28
                        color: card.modelData.ink
                    }
                }
                Text {
                    y: 84
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: card.modelData.label
                    font.pixelSize: 20
                    color: Theme.onSurface
                }
                Icon {
                    anchors.centerIn: parent
                    name: card.modelData.icon
                    size: 96
                    opacity: 0.12
                }
                MouseArea {
                    anchors.fill: parent
                    onClicked: bridge.bring(card.modelData.task)
                }
                Swipe {
                    distance: 90
                    onUp: bridge.removeTask(card.modelData.task)
                }
            }
        }
    }
    Press {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - overview.bottomInset - 68
        width: 120
        height: 44
        radius: 22
        visible: bridge.tasks.length > 0
        fill: Theme.surfaceContainerHigh
        cls: "android.widget.Button"
        rid: "clear_all"
        readonly property string text: bridge.language === "zh" ? "全部清除" : "Clear all"
        onClicked: {
            for (const task of bridge.tasks)
                bridge.removeTask(task.task);
            bridge.home();
        }
        Text {
            anchors.centerIn: parent
            text: parent.parent.text
            font.pixelSize: 15
            color: Theme.onSurface
        }
    }
}
