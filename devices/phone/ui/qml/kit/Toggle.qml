import QtQuick

// A Material 3 switch. It shows `checked`; whoever owns it changes that.
Node {
    id: toggle

    property bool checked: false
    property bool checkable: true
    property bool clickable: true

    signal clicked()

    implicitWidth: 52
    implicitHeight: 32
    width: 52
    height: 32
    cls: "android.widget.Switch"

    Rectangle {
        anchors.fill: parent
        radius: 16
        color: toggle.checked ? Theme.primary : Theme.surfaceContainerHighest
        border.width: toggle.checked ? 0 : 2
        border.color: Theme.outline
        opacity: toggle.enabled ? 1 : 0.4
    }
    Rectangle {
        id: thumb
        width: toggle.checked ? 24 : 16
        height: width
        radius: width / 2
        anchors.verticalCenter: parent.verticalCenter
        x: toggle.checked ? 24 : 8
        color: toggle.checked ? Theme.onPrimary : Theme.outline
        Behavior on x {
            enabled: Theme.animate
            NumberAnimation { duration: 120; easing.type: Easing.OutCubic }
        }
        Icon {
            anchors.centerIn: parent
            visible: toggle.checked
            name: "check"
            size: 16
            color: Theme.primary
        }
    }
    MouseArea {
        anchors.fill: parent
        enabled: toggle.enabled
        onClicked: toggle.clicked()
    }
}
