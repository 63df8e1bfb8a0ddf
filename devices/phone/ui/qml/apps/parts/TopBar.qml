import QtQuick
import "../../kit"

// The bar above a page: a way back, a title, and buttons given as children.
Item {
    id: bar

    readonly property bool unseen: true

    property string title: ""
    property string icon: "arrow-left"
    property string leaveName: Tr.t("Navigate up")
    property string rid: ""
    property bool leaves: true
    // Whether the bar lies over a picture on black.
    property bool onBlack: false
    default property alias buttons: right.data

    signal closed()

    width: parent ? parent.width : 0
    height: 64

    IconPress {
        visible: bar.leaves
        x: 4
        anchors.verticalCenter: parent.verticalCenter
        icon: bar.icon
        desc: bar.leaveName
        tint: bar.onBlack ? "white" : Theme.onSurfaceVariant
        onClicked: bar.closed()
    }
    Words {
        x: bar.leaves ? 60 : 20
        width: right.x - x - 8
        anchors.verticalCenter: parent.verticalCenter
        text: bar.title
        rid: bar.rid
        color: bar.onBlack ? "white" : Theme.onSurface
        font.pixelSize: 22
    }
    Row {
        id: right
        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
    }
}
