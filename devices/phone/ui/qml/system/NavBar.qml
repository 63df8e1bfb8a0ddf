import QtQuick
import "../kit"

// Back, home, recents; or the one handle of gesture navigation.
Node {
    id: bar

    property bool gestures: false
    property bool onWallpaper: false
    property bool typing: false
    readonly property string pkg: "com.android.systemui"
    readonly property color ink: onWallpaper ? "#ffffff" : Theme.onSurface
    cls: "android.widget.FrameLayout"
    rid: "navigation_bar_frame"

    signal backPressed()
    signal homePressed()

    Rectangle {
        anchors.fill: parent
        color: bar.onWallpaper ? "transparent" : bar.typing ? Theme.keyboard : Theme.surface
    }
    Row {
        anchors.fill: parent
        visible: !bar.gestures
        Repeater {
            model: [["back", "Back", "chevron-down"], ["home", "Home", ""], ["recent_apps", "Overview", "square-outline"]]
            Press {
                required property var modelData
                width: bar.width / 3
                height: bar.height
                radius: 24
                rid: modelData[0]
                desc: modelData[1]
                ripple: bar.ink
                cls: "android.widget.ImageView"
                onClicked: modelData[0] === "back" ? bar.backPressed() : modelData[0] === "home" ? bar.homePressed() : bridge.overview()
                Icon {
                    anchors.centerIn: parent
                    name: parent.parent.modelData[0] === "back" ? (bar.typing ? "triangle-down-outline" : "triangle-outline")
                        : parent.parent.modelData[0] === "home" ? "circle-outline" : "square-rounded-outline"
                    size: 19
                    rotation: parent.parent.modelData[0] === "back" && !bar.typing ? -90 : 0
                    color: bar.ink
                }
            }
        }
    }
    Rectangle {
        visible: bar.gestures
        anchors.centerIn: parent
        width: 120
        height: 4
        radius: 2
        color: bar.ink
    }
    MouseArea {
        anchors.fill: parent
        enabled: bar.gestures
        property real from: 0
        property double since: 0
        property bool done: false
        onPressed: mouse => { from = mouse.y; done = false; since = Date.now(); }
        onReleased: mouse => {
            if (from - mouse.y > 250 && Date.now() - since > 500)
                bridge.overview();
            else if (from - mouse.y > 30)
                bar.homePressed();
        }
    }
}
