import QtQuick
import "../kit"

// The home screen: a date, pages of apps, a dock, a search pill; swipe up for the drawer.
Node {
    id: launcher

    property real topInset: 0
    property real bottomInset: 0
    property bool drawerOpen: false
    readonly property string pkg: "com.google.android.apps.nexuslauncher"
    readonly property var apps: bridge.apps
    readonly property int columns: Math.max(3, (bridge.revision, Number(bridge.get("secure", "launcher_columns"))) || 4)
    readonly property int dockSize: Math.min(columns, 4)
    readonly property var dock: apps.slice(0, dockSize)
    readonly property var rest: apps.slice(dockSize)
    readonly property real iconSize: columns > 4 ? 52 : 58
    readonly property int pageRows: Math.max(1, Math.floor((pager.height) / cell))
    readonly property real cell: 100
    readonly property int perPage: Math.min(pageRows, 2) * columns
    readonly property int pages: Math.max(1, Math.ceil(rest.length / perPage))

    cls: "android.widget.FrameLayout"
    rid: "launcher"

    function back() {
        drawerOpen = false;
    }
    function reset() {
        drawerOpen = false;
        pager.contentX = 0;
    }
    onVisibleChanged: if (!visible) drawerOpen = false

    // Coming home anew, not only by the home button, shows the first page.
    readonly property int arrival: bridge.front.home ? bridge.front.serial : -1
    property int arrived: 0
    onArrivalChanged: {
        if (arrival < 0 || arrival === arrived)
            return;
        arrived = arrival;
        reset();
    }

    Swipe {
        enabled: launcher.visible && !launcher.drawerOpen
        onUp: launcher.drawerOpen = true
        onDown: bridge.pull("notifications")
    }
    Item {
        anchors.fill: parent
        visible: !launcher.drawerOpen
        Words {
            x: 28
            y: launcher.topInset + 20
            text: bridge.date
            rid: "clock"
            color: "white"
            font.pixelSize: 24
            style: Text.Raised
            styleColor: "#40000000"
        }
        Flickable {
            id: pager
            property bool scrollable: launcher.pages > 1
            readonly property string cls: "android.view.ViewGroup"
            readonly property string rid: "workspace"
            readonly property int page: Math.round(contentX / width)
            y: parent.height - launcher.bottomInset - 64 - 108 - 20 - height
            width: parent.width
            height: launcher.cell * 2 + 8
            contentWidth: width * launcher.pages
            contentHeight: height
            flickableDirection: Flickable.HorizontalFlick
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            onMovementEnded: settle()
            function settle() {
                const target = Math.max(0, Math.min(launcher.pages - 1, Math.round(contentX / width))) * width;
                if (Theme.animate) {
                    snap.to = target;
                    snap.restart();
                } else {
                    contentX = target;
                }
            }
            NumberAnimation {
                id: snap
                target: pager
                property: "contentX"
                duration: 160
                easing.type: Easing.OutCubic
            }
            Repeater {
                model: launcher.rest
                AppIcon {
                    required property int index
                    required property var modelData
                    readonly property int inPage: index % launcher.perPage
                    app: modelData
                    iconSize: launcher.iconSize
                    width: (pager.width - 32) / launcher.columns
                    height: launcher.cell
                    x: Math.floor(index / launcher.perPage) * pager.width + 16 + (inPage % launcher.columns) * width
                    y: Math.floor(inPage / launcher.columns) * height
                }
            }
        }
        Row {
            id: dots
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.top: pager.bottom
            spacing: 8
            visible: launcher.pages > 1
            Repeater {
                model: launcher.pages
                Rectangle {
                    required property int index
                    width: 6
                    height: 6
                    radius: 3
                    color: "white"
                    opacity: index === pager.page ? 1 : 0.5
                }
            }
        }
        Row {
            x: 16
            y: parent.height - launcher.bottomInset - 64 - 104
            Repeater {
                model: launcher.dock
                AppIcon {
                    required property var modelData
                    app: modelData
                    iconSize: launcher.iconSize
                    width: (launcher.width - 32) / launcher.dockSize
                    height: launcher.cell
                }
            }
        }
        Press {
            x: 24
            y: parent.height - launcher.bottomInset - 60
            width: parent.width - 48
            height: 48
            radius: 24
            fill: Theme.dark ? "#e01e2023" : "#f0faf9fd"
            rid: "search_container_hotseat"
            desc: "Search"
            cls: "android.widget.FrameLayout"
            onClicked: {
                launcher.drawerOpen = true;
                drawer.focusSearch();
            }
            Icon {
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                name: "magnify"
                color: Theme.primary
            }
            Icon {
                x: parent.width - 40
                anchors.verticalCenter: parent.verticalCenter
                name: "microphone"
                color: Theme.primary
            }
        }
    }
    Drawer {
        id: drawer
        anchors.fill: parent
        open: launcher.drawerOpen
        topInset: launcher.topInset
        bottomInset: launcher.bottomInset
        apps: launcher.apps
        columns: launcher.columns
        onClosed: launcher.drawerOpen = false
    }
}
