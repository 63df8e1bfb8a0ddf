import QtQuick
import "../../kit"

// A field whose text is chosen from a list.
Press {
    id: choice

    property string hint: ""
    property string text: ""

    implicitHeight: 56
    cls: "android.widget.Spinner"

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 4
        radius: 6
        color: "transparent"
        border.color: Theme.outline
    }
    Rectangle {
        x: 12
        width: over.implicitWidth + 8
        height: 12
        color: choice.parent && choice.parent.backdrop ? choice.parent.backdrop : Theme.surface
    }
    Text {
        id: over
        x: 16
        y: -3
        text: choice.hint
        font.pixelSize: 12
        color: Theme.onSurfaceVariant
    }
    Words {
        x: 16
        width: parent.width - 56
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: 2
        text: choice.text
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: 2
        name: "menu-down"
        color: Theme.onSurfaceVariant
    }
}
