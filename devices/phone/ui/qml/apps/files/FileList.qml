import QtQuick
import "../../kit"
import "../parts"

// One place. A long press selects; what is selected is deleted, renamed, looked at, or carried to
// another folder, which is then chosen in this same list.
Item {
    id: page

    property var app
    property Item stage
    property var picked: []
    // What is on its way to another folder, and how ("move" or "copy").
    property var carried: []
    property string verb: ""
    property bool searching: false
    readonly property bool picking: picked.length > 0
    readonly property bool carrying: verb !== ""
    readonly property var rootNames: ({ recent: Tr.t("Recent files"), images: Tr.t("Images"),
        videos: Tr.t("Videos"), audio: Tr.t("Audio"), documents: Tr.t("Documents") })
    readonly property bool inFolder: app.root === "folder"
    readonly property string place: !inFolder ? rootNames[app.root] : nameOfFolder(app.folder)

    signal placesAsked()

    function back() {
        for (const over of [menu, naming, removing, info, sorting]) {
            if (over.open) {
                over.open = false;
                return true;
            }
        }
        if (picking) {
            picked = [];
            return true;
        }
        if (searching) {
            endSearch();
            return true;
        }
        if (inFolder && app.folder !== "" && app.folder !== "Download") {
            app.go("folder", parentOf(app.folder));
            return true;
        }
        if (carrying) {
            verb = "";
            return true;
        }
        return false;
    }
    function endSearch() {
        search.text = "";
        search.focus = false;
        searching = false;
    }
    function parentOf(path) {
        return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    }
    function nameOf(path) {
        return path.slice(path.lastIndexOf("/") + 1);
    }
    function nameOfFolder(path) {
        return path === "" ? app.device : path === "Download" ? Tr.t("Downloads") : nameOf(path);
    }
    function count(words) {
        return picked.length + " " + Tr.t(words);
    }
    function pick(path) {
        picked = picked.includes(path) ? picked.filter(p => p !== path) : picked.concat([path]);
    }
    function carry(how) {
        carried = picked;
        picked = [];
        verb = how;
        endSearch();
        app.go("folder", inFolder ? app.folder : "");
    }
    function crumbs() {
        const parts = app.folder === "" ? [] : app.folder.split("/");
        return [""].concat(parts.map((_, i) => parts.slice(0, i + 1).join("/")));
    }

    TopBar {
        id: bar
        visible: !page.searching || page.picking
        icon: page.picking ? "close" : "menu"
        leaveName: page.picking ? Tr.t("Cancel selection") : Tr.t("Show roots")
        title: page.picking ? page.count("selected") : page.carrying ? (page.verb === "move" ? Tr.t("Move to…") : Tr.t("Copy to…")) : Tr.t("Files")
        rid: "toolbar_title"
        onClosed: page.picking ? page.back() : page.placesAsked()
        IconPress {
            visible: page.picking
            icon: "delete-outline"
            desc: Tr.t("Delete")
            rid: "action_menu_delete"
            onClicked: removing.show()
        }
        IconPress {
            visible: !page.picking && !page.carrying
            icon: "magnify"
            desc: Tr.t("Search")
            rid: "option_menu_search"
            onClicked: {
                page.searching = true;
                search.forceActiveFocus();
            }
        }
        IconPress {
            icon: "dots-vertical"
            desc: Tr.t("More options")
            onClicked: menu.ask()
        }
    }
    Rectangle {
        x: 16
        y: 8
        width: parent.width - 32
        height: 48
        visible: page.searching && !page.picking
        radius: 24
        color: Theme.surfaceContainerHigh
        IconPress {
            icon: "arrow-left"
            desc: Tr.t("Clear search")
            onClicked: page.back()
        }
        SearchInput {
            id: search
            x: 52
            width: parent.width - 68
            height: parent.height
            hint: Tr.t("Search this phone")
            editorAction: "search"
            rid: "search_src_text"
            onTextChanged: page.app.find(text)
        }
    }
    ListView {
        id: crumbs
        y: 64
        width: parent.width
        height: visible ? 40 : 0
        visible: page.inFolder && !page.searching
        orientation: ListView.Horizontal
        clip: true
        model: visible ? page.crumbs() : []
        leftMargin: 12
        rightMargin: 12
        onCountChanged: positionViewAtEnd()
        property string rid: "horizontal_breadcrumb"
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        delegate: Press {
            id: crumb
            required property int index
            required property string modelData
            readonly property bool last: index === crumbs.count - 1
            width: word.implicitWidth + (last ? 16 : 36)
            height: 40
            radius: 20
            cls: "android.widget.LinearLayout"
            rid: "breadcrumb_item"
            onClicked: page.app.go("folder", modelData)
            Words {
                id: word
                x: 8
                anchors.verticalCenter: parent.verticalCenter
                text: page.nameOfFolder(crumb.modelData)
                rid: "breadcrumb_text"
                font.pixelSize: 14
                font.weight: Font.Medium
                color: crumb.last ? Theme.primary : Theme.onSurfaceVariant
            }
            Icon {
                visible: !crumb.last
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                name: "chevron-right"
                size: 20
                color: Theme.onSurfaceVariant
            }
        }
    }
    Words {
        id: header
        x: 20
        y: crumbs.y + crumbs.height
        width: parent.width - 40
        height: 36
        verticalAlignment: Text.AlignVCenter
        text: page.searching ? Tr.t("Files on this phone") : Tr.t("Files in") + " " + page.place
        rid: "header_title"
        font.pixelSize: 14
        font.weight: Font.Medium
        color: Theme.onSurfaceVariant
    }
    ListView {
        id: view
        anchors.fill: parent
        anchors.topMargin: header.y + header.height
        anchors.bottomMargin: page.carrying ? 72 : 0
        clip: true
        model: page.app.items
        bottomMargin: 24
        cacheBuffer: 0
        property string rid: "dir_list"
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        delegate: FileRow {
            width: view.width
            selected: page.picked.includes(model.path)
            enabled: !page.carrying || model.isFolder && !page.carried.includes(model.path)
            onHeld: if (!page.carrying)
                page.pick(model.path)
            onClicked: {
                if (page.picking) {
                    page.pick(model.path);
                } else if (model.isFolder) {
                    const path = model.path;
                    page.endSearch();
                    page.app.go("folder", path);
                } else {
                    page.app.open(model.path);
                }
            }
        }
    }
    Column {
        anchors.centerIn: view
        visible: view.count === 0
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: page.searching ? "magnify" : "folder-open-outline"
            size: 72
            color: Theme.outline
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: page.searching ? Tr.t("No matches") : Tr.t("No items")
            rid: "message"
            color: Theme.onSurfaceVariant
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 72
        visible: page.carrying
        color: Theme.surfaceContainer
        Row {
            anchors.right: parent.right
            anchors.rightMargin: 20
            anchors.verticalCenter: parent.verticalCenter
            spacing: 12
            TextPress {
                text: Tr.t("Cancel")
                rid: "android:id/button2"
                onClicked: page.verb = ""
            }
            TextPress {
                solid: true
                enabled: page.inFolder
                text: page.verb === "copy" ? Tr.t("Copy") : Tr.t("Move")
                rid: "android:id/button1"
                onClicked: {
                    page.app.put(page.verb, page.carried, page.app.folder);
                    page.verb = "";
                }
            }
        }
    }
    Menu {
        id: menu
        property var acts: []
        readonly property var names: ({ all: Tr.t("Select all"), copy: Tr.t("Copy to…"), move: Tr.t("Move to…"),
            rename: Tr.t("Rename"), info: Tr.t("Get info"), folder: Tr.t("New folder"), sort: Tr.t("Sort by…") })
        function ask() {
            const one = page.picked.length === 1;
            acts = page.picking ? ["all", "copy", "move"].concat(one ? ["rename", "info"] : [])
                : (page.inFolder && !page.searching ? ["folder"] : []).concat(page.carrying ? [] : page.app.root === "recent" && !page.searching ? ["all"] : ["sort", "all"]);
            words = acts.map(act => names[act]);
            open = true;
        }
        parent: page.stage
        onChosen: index => {
            const act = acts[index];
            if (act === "all")
                page.picked = page.app.items.keys();
            else if (act === "copy" || act === "move")
                page.carry(act);
            else if (act === "rename")
                naming.ask(page.picked[0]);
            else if (act === "folder")
                naming.ask("");
            else if (act === "info")
                info.ask(page.picked[0]);
            else
                sorting.show();
        }
    }
    Ask {
        id: naming
        property string path: ""
        function ask(path_) {
            path = path_;
            const name = page.nameOf(path);
            word.value = name;
            show();
            word.editor.forceActiveFocus();
            const dot = name.lastIndexOf(".");
            word.editor.select(0, dot > 0 ? dot : name.length);
        }
        parent: page.stage
        title: path === "" ? Tr.t("New folder") : Tr.t("Rename")
        acceptable: word.value.trim() !== ""
        onAccepted: {
            if (path === "")
                page.app.makeFolder(word.value);
            else if (page.app.rename(path, word.value))
                page.picked = [];
        }
        Field {
            id: word
            width: parent.width
            hint: Tr.t("Name")
            rid: "android:id/text1"
            onAccepted: if (naming.acceptable) {
                naming.open = false;
                naming.accepted();
            }
        }
    }
    Ask {
        id: removing
        parent: page.stage
        message: page.picked.length === 1 ? Tr.t("Delete") + " “" + page.nameOf(page.picked[0]) + "”?" : Tr.t("Delete") + " " + page.count("items") + "?"
        onAccepted: {
            page.app.remove(page.picked);
            page.picked = [];
        }
    }
    FileInfo {
        id: info
        parent: page.stage
        app: page.app
    }
    SortChoice {
        id: sorting
        parent: page.stage
        order: page.app.order
        onChosen: order => page.app.sortBy(order)
    }
}
