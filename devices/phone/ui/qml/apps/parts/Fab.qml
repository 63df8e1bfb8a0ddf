import QtQuick
import "../../kit"

// The floating action button of a screen.
Press {
    id: fab

    property string icon: "plus"
    property bool large: false

    implicitWidth: large ? 96 : 56
    implicitHeight: large ? 96 : 56
    radius: large ? 28 : 16
    fill: Theme.primaryContainer
    cls: "android.widget.ImageButton"

    Icon {
        anchors.centerIn: parent
        name: fab.icon
        size: fab.large ? 36 : 24
        color: Theme.onPrimaryContainer
    }
}
