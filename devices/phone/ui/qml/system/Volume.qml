import QtQuick
import "../kit"

// What the volume keys show for a moment.
Node {
    id: panel

    readonly property string pkg: "com.android.systemui"
    readonly property real share: (bridge.revision, Number(bridge.get("system", "volume_music_speaker")) / 25)
    cls: "android.widget.FrameLayout"
    rid: "volume_dialog"
    visible: timer.running
    anchors.right: parent.right
    anchors.rightMargin: 12
    y: parent.height * 0.3
    width: 56
    height: 220

    signal gone()

    function show() {
        timer.restart();
        gone();
    }
    Timer {
        id: timer
        interval: 2500
    }
    Rectangle {
        anchors.fill: parent
        radius: 28
        color: Theme.surfaceContainerHigh
    }
    Rectangle {
        x: 8
        y: 8
        width: 40
        height: 204
        radius: 20
        color: Theme.secondaryContainer
        Rectangle {
            width: parent.width
            height: Math.max(40, parent.height * panel.share)
            anchors.bottom: parent.bottom
            radius: 20
            color: Theme.primary
            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.bottom: parent.bottom
                anchors.bottomMargin: 8
                name: "music-note"
                color: Theme.onPrimary
            }
        }
    }
}
