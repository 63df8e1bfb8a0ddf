import QtQuick
import "../../kit"

// The navigation bar of an app: icons with words under them.
Rectangle {
    id: bar

    property var tabs: []
    property int current: 0
    property string package_: ""

    signal chosen(int index)

    width: parent ? parent.width : 0
    height: 80
    color: Theme.surfaceContainer

    Row {
        anchors.fill: parent
        Repeater {
            model: bar.tabs
            Press {
                id: tab
                required property int index
                required property var modelData
                readonly property bool current: bar.current === index
                width: bar.width / bar.tabs.length
                height: bar.height
                desc: modelData.word
                rid: bar.package_ + ":id/" + modelData.rid
                cls: "android.widget.FrameLayout"
                readonly property bool selected: current
                onClicked: bar.chosen(index)

                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 12
                    width: 64
                    height: 32
                    radius: 16
                    visible: tab.current
                    color: Theme.secondaryContainer
                }
                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 16
                    name: tab.modelData.icon
                    color: tab.current ? Theme.onSecondaryContainer : Theme.onSurfaceVariant
                }
                Words {
                    // The tab itself says its word, as Android's navigation bar does.
                    readonly property bool unseen: true
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 48
                    text: tab.modelData.word
                    font.pixelSize: 12
                    font.weight: tab.current ? Font.Bold : Font.Medium
                    color: tab.current ? Theme.onSurface : Theme.onSurfaceVariant
                }
            }
        }
    }
}
