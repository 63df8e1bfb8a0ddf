import QtQuick

// A Material 3 slider. `value` lies in `from`..`to`; `moved` tells what the finger asks for.
Node {
    id: track

    property real from: 0
    property real to: 100
    property real value: 0
    property real step: 1
    readonly property real share: to > from ? Math.max(0, Math.min(1, (value - from) / (to - from))) : 0
    readonly property string text: ""

    signal moved(real value)

    implicitHeight: 44
    height: 44
    cls: "android.widget.SeekBar"

    Rectangle {
        x: 0
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(0, knob.x - 4)
        height: 16
        radius: 8
        color: Theme.primary
    }
    Rectangle {
        x: knob.x + knob.width + 4
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(0, parent.width - x)
        height: 16
        radius: 8
        color: Theme.secondaryContainer
    }
    Rectangle {
        id: knob
        width: 4
        height: 40
        radius: 2
        anchors.verticalCenter: parent.verticalCenter
        x: track.share * (parent.width - width)
        color: Theme.primary
    }
    MouseArea {
        anchors.fill: parent
        preventStealing: true
        function take(x) {
            const share = Math.max(0, Math.min(1, (x - 2) / (width - 4)));
            const value = track.from + share * (track.to - track.from);
            track.moved(Math.round(value / track.step) * track.step);
        }
        onPressed: mouse => take(mouse.x)
        onPositionChanged: mouse => take(mouse.x)
    }
}
