import QtQuick
import "../kit"

// Settings: the page of a route, the search over all rows, and the dialogs of rows that ask.
Item {
    id: settings

    property var app
    property var extras: ({})
    property string route: ""
    property bool searching: false
    property var asking: null
    property var places: ({})
    property int depth: 0

    function back() {
        if (asking) {
            asking = null;
            return true;
        }
        if (searching) {
            searching = false;
            return true;
        }
        return false;
    }
    function go(to) {
        bridge.navigate(to);
    }
    function press(row) {
        if (row.kind === "link")
            go(row.to);
        else if (row.kind === "switch")
            bridge.flip(row.ns + ":" + row.key);
        else if (row.kind === "choice" || row.kind === "text")
            asking = row;
    }

    onRouteChanged: {
        searching = false;
        asking = null;
        // Going back shows a page where it was left; going on shows its beginning.
        const now = bridge.front.depth;
        places[depth] = page.contentY;
        depth = now;
        page.contentY = places[now] !== undefined && now < Object.keys(places).length ? places[now] : 0;
        for (const key of Object.keys(places))
            if (Number(key) > now)
                delete places[key];
        if (Theme.animate)
            enter.restart();
    }
    // Not before the rows of the new page have their places.
    onExtrasChanged: Qt.callLater(page.showMarked)
    Component.onCompleted: {
        depth = bridge.front.depth;
        Qt.callLater(page.showMarked);
    }

    NumberAnimation {
        id: enter
        target: page
        property: "x"
        from: 80
        to: 0
        duration: 180
        easing.type: Easing.OutCubic
    }
    SettingsPage {
        id: page
        width: parent.width
        height: parent.height
        visible: !settings.searching
        route: settings.route
        // Where Android's Settings looks for the row that it is to point out.
        mark: settings.extras[":settings:fragment_args_key"] || ""
        onPressed: row => settings.press(row)
        onSearchAsked: settings.searching = true
    }
    Loader {
        anchors.fill: parent
        active: settings.searching
        sourceComponent: SettingsSearch {
            onClosed: settings.searching = false
            onChosen: (to, mark) => {
                settings.searching = false;
                bridge.point(to, mark);
            }
        }
    }
    Loader {
        anchors.fill: parent
        anchors.topMargin: -36
        active: settings.asking !== null
        sourceComponent: settings.asking && settings.asking.kind === "text" ? ask : choose
    }
    Component {
        id: choose
        ChoiceDialog {
            row: settings.asking
            onDone: settings.asking = null
        }
    }
    Component {
        id: ask
        TextDialog {
            row: settings.asking
            onDone: settings.asking = null
        }
    }
}
