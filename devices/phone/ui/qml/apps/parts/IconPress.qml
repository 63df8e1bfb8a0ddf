import QtQuick
import "../../kit"

// A round button that is an icon; `name` is what it is called.
Press {
    id: button

    property string icon: ""
    property real size: 24
    property color tint: enabled ? Theme.onSurfaceVariant : Theme.outline

    implicitWidth: 48
    implicitHeight: 48
    radius: height / 2
    cls: "android.widget.ImageButton"

    Icon {
        anchors.centerIn: parent
        name: button.icon
        size: button.size
        color: button.tint
    }
}
