import QtQuick
import "../kit"

// The whole screen: wallpaper, launcher, apps, bars, keyboard, shade, keyguard. Unit: dp.
Item {
    id: main

    readonly property real statusHeight: 36
    readonly property bool gestures: bridge.revision >= 0 && bridge.get("secure", "navigation_mode") === "2"
    readonly property real navHeight: gestures ? 20 : 48
    readonly property bool atHome: bridge.front.home && !bridge.recents
    readonly property Item focused: Window.activeFocusItem
    readonly property Item editor: focused && focused.cursorPosition !== undefined && focused.visible && !bridge.locked ? focused : null
    // Where the finger is, in dp; x below 0 while there is none.
    property point finger: Qt.point(-1, -1)
    property bool typingHidden: false
    property bool volumeShown: false
    readonly property bool typing: editor !== null && !typingHidden && !bridge.recents && bridge.shade === ""

    onEditorChanged: typingHidden = false
    onVolumeShownChanged: if (volumeShown) volume.show()

    function dump() {
        return dumper.dump(main, main.width, main.height);
    }
    // What BACK does, innermost thing first.
    function back() {
        if (bridge.shade !== "") {
            bridge.pull("");
        } else if (bridge.recents) {
            bridge.back();
        } else if (typing) {
            typingHidden = true;
        } else if (atHome) {
            launcher.back();
        } else if (!apps.back()) {
            bridge.back();
        }
    }
    function goHome() {
        launcher.reset();
        if (focused && focused !== main)
            main.forceActiveFocus();
        bridge.home();
    }

    Tree {
        id: dumper
    }
    // Under everything: edges between whole pixels would let the black through.
    Rectangle {
        x: -2
        y: -2
        width: parent.width + 4
        height: parent.height + 4
        color: Theme.surface
    }
    Image {
        x: -1
        y: -1
        width: parent.width + 2
        height: parent.height + 2
        source: width < 1 || height < 1 ? "" : "image://wallpaper/" + number + "/" + (Theme.dark ? "dark" : "light") + "/" + Math.round(width) + "x" + Math.round(height)
        readonly property int number: (bridge.revision, Number(bridge.get("secure", "wallpaper_number")) + 12 * bridge.seed)
        fillMode: Image.Stretch
        visible: main.atHome || bridge.recents || bridge.locked || apps.moving
    }
    Launcher {
        id: launcher
        anchors.fill: parent
        topInset: main.statusHeight
        bottomInset: main.navHeight
        visible: main.atHome && !bridge.locked
    }
    Apps {
        id: apps
        y: 0
        width: parent.width
        height: parent.height - (main.typing ? keyboard.height + main.navHeight : main.navHeight)
        topInset: main.statusHeight
        visible: !main.atHome && !bridge.recents && !bridge.locked
    }
    Recents {
        anchors.fill: parent
        visible: bridge.recents && !bridge.locked
        topInset: main.statusHeight
        bottomInset: main.navHeight
    }
    StatusBar {
        id: status
        width: parent.width
        height: main.statusHeight
        onWallpaper: main.atHome && !launcher.drawerOpen || bridge.recents || bridge.locked
        visible: bridge.shade === ""
    }
    Loader {
        id: keyboard
        anchors.bottom: nav.top
        width: parent.width
        height: item ? item.implicitHeight : 0
        active: main.typing || item !== null
        visible: main.typing
        source: "../keyboard/Keyboard.qml"
        onLoaded: {
            item.width = Qt.binding(() => keyboard.width);
            item.shown = Qt.binding(() => main.typing);
            item.editor = Qt.binding(() => main.editor);
        }
    }
    NavBar {
        id: nav
        anchors.bottom: parent.bottom
        width: parent.width
        height: main.navHeight
        gestures: main.gestures
        onWallpaper: main.atHome && !launcher.drawerOpen || bridge.recents || bridge.locked
        typing: main.typing
        onBackPressed: main.back()
        onHomePressed: main.goHome()
    }
    Shade {
        anchors.fill: parent
        topInset: main.statusHeight
    }
    // The strip from which a finger pulls the shade down.
    MouseArea {
        width: parent.width
        height: main.statusHeight
        enabled: !bridge.locked && bridge.shade === ""
        property real from: 0
        onPressed: mouse => from = mouse.y
        onPositionChanged: mouse => {
            if (mouse.y - from > 32)
                bridge.pull("notifications");
        }
    }
    Volume {
        id: volume
        onGone: main.volumeShown = false
    }
    Toast {
        bottomInset: main.navHeight
    }
    // With gestures, a finger that comes in from either side goes back.
    Repeater {
        model: main.gestures && !bridge.locked ? 2 : 0
        MouseArea {
            required property int index
            property real from: 0
            property bool done: false
            x: index === 0 ? 0 : main.width - width
            y: main.statusHeight
            width: 20
            height: main.height - y - main.navHeight
            onPressed: mouse => { from = mouse.x; done = false; }
            onPositionChanged: mouse => {
                if (done || (index === 0 ? mouse.x - from : from - mouse.x) < 40)
                    return;
                done = true;
                main.back();
            }
        }
    }
    Lock {
        anchors.fill: parent
        visible: bridge.locked
    }
    Rectangle {
        visible: main.finger.x >= 0 && bridge.revision >= 0 && bridge.get("system", "show_touches") === "1"
        x: main.finger.x - width / 2
        y: main.finger.y - height / 2
        width: 40
        height: 40
        radius: 20
        color: "#70ffffff"
        border.color: "#90000000"
    }
    Rectangle {
        anchors.fill: parent
        color: "black"
        visible: !bridge.screenOn
        MouseArea {
            anchors.fill: parent
        }
    }
}
