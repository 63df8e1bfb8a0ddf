import QtQuick

// What a finger can press: shows the touch, tells taps from long presses.
Node {
    id: press

    property real radius: 0
    property color fill: "transparent"
    property color ripple: Theme.onSurface
    property bool clickable: enabled
    property bool holds: false
    readonly property alias down: area.pressed
    default property alias content: inner.data

    signal clicked()
    signal held()

    Rectangle {
        anchors.fill: parent
        radius: press.radius
        color: press.fill
        visible: press.fill.a > 0
    }
    Rectangle {
        anchors.fill: parent
        radius: press.radius
        color: press.ripple
        opacity: 0.1
        visible: area.pressed
    }
    Item {
        id: inner
        anchors.fill: parent
    }
    MouseArea {
        id: area
        anchors.fill: parent
        enabled: press.enabled
        pressAndHoldInterval: 500
        onClicked: press.clicked()
        onPressAndHold: if (press.holds) press.held()
    }
}
