import QtQuick
import "../../kit"
import "../parts"

// One folder. A long press selects; what is selected can be renamed, moved or deleted.
Item {
    id: page

    property var app
    property Item stage
    property var picked: []
    property bool searching: false
    readonly property bool picking: picked.length > 0

    function back() {
        for (const over of [asking, removing, moving, sorting]) {
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
        if (app.folder !== "") {
            app.folder = parentOf(app.folder);
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
    function pick(path) {
        picked = picked.includes(path) ? picked.filter(p => p !== path) : picked.concat([path]);
    }

    TopBar {
        id: bar
        visible: !page.searching || page.picking
        leaves: page.picking || page.app.folder !== ""
        icon: page.picking ? "close" : "arrow-left"
        leaveName: page.picking ? Tr.t("Cancel selection") : Tr.t("Navigate up")
        title: page.picking ? String(page.picked.length) : page.app.folder === "" ? Tr.t("Notes") : page.nameOf(page.app.folder)
        rid: "toolbar_title"
        onClosed: page.back()
        IconPress {
            visible: page.picked.length === 1
            icon: "pencil-outline"
            desc: Tr.t("Rename")
            rid: "action_rename_selected_item"
            onClicked: asking.ask("rename", page.nameOf(page.picked[0]))
        }
        IconPress {
            visible: page.picking
            icon: "folder-move-outline"
            desc: Tr.t("Move")
            rid: "action_move_selected_items"
            onClicked: moving.ask()
        }
        IconPress {
            visible: page.picking
            icon: "delete-outline"
            desc: Tr.t("Delete")
            rid: "action_delete_selected_items"
            onClicked: removing.show()
        }
        IconPress {
            visible: page.picking
            icon: "select-all"
            desc: Tr.t("Select all")
            rid: "action_select_all"
            onClicked: page.picked = page.app.items.keys()
        }
        IconPress {
            visible: !page.picking
            icon: "magnify"
            desc: Tr.t("Search")
            rid: "action_search"
            onClicked: {
                page.searching = true;
                search.forceActiveFocus();
            }
        }
        IconPress {
            visible: !page.picking
            icon: "sort"
            desc: Tr.t("Sort by")
            rid: "action_sort"
            onClicked: sorting.open = true
        }
        IconPress {
            visible: !page.picking
            icon: "folder-plus-outline"
            desc: Tr.t("Create folder")
            rid: "action_create_folder"
            onClicked: asking.ask("folder", "")
        }
    }
    Rectangle {
        x: 16
        y: 8
        width: parent.width - 32
        height: 48
        radius: 24
        visible: page.searching && !page.picking
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
            hint: Tr.t("Search notes")
            editorAction: "search"
            rid: "search_src_text"
            onTextChanged: page.app.query = text
        }
    }
    ListView {
        id: view
        anchors.fill: parent
        anchors.topMargin: bar.height
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        clip: true
        model: page.app.items
        spacing: 8
        topMargin: 4
        bottomMargin: 96
        cacheBuffer: 0
        property string rid: "ui__filesystemdialog__list"
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height

        delegate: Press {
            id: row
            required property var model
            readonly property bool selected: page.picked.includes(model.path)
            width: view.width
            height: 76
            radius: 20
            fill: selected ? Theme.secondaryContainer : Theme.surfaceContainer
            cls: "android.widget.LinearLayout"
            rid: "note_item"
            holds: true
            onHeld: page.pick(model.path)
            onClicked: {
                if (page.picking)
                    page.pick(model.path);
                else if (model.isFolder)
                    page.app.folder = model.path;
                else
                    page.app.open(model.path);
            }
            Icon {
                x: 18
                anchors.verticalCenter: parent.verticalCenter
                name: row.selected ? "check-circle" : row.model.isFolder ? "folder" : "file-document-outline"
                color: row.model.isFolder || row.selected ? Theme.primary : Theme.onSurfaceVariant
            }
            Column {
                x: 60
                width: parent.width - x - 76
                anchors.verticalCenter: parent.verticalCenter
                spacing: 4
                Words {
                    width: parent.width
                    text: (page.searching ? row.model.path : row.model.name) || ""
                    rid: "opoc_filesystem_item__title"
                    font.weight: Font.Medium
                }
                Words {
                    width: parent.width
                    visible: text !== ""
                    text: row.model.preview
                    rid: "opoc_filesystem_item__description"
                    font.pixelSize: 13
                    color: Theme.onSurfaceVariant
                }
            }
            Words {
                anchors.right: parent.right
                anchors.rightMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                text: row.model.when
                font.pixelSize: 12
                color: Theme.onSurfaceVariant
            }
        }
    }
    Column {
        anchors.centerIn: view
        visible: view.count === 0
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "note-outline"
            size: 64
            color: Theme.outline
        }
        Words {
            text: page.searching ? Tr.t("No matches") : Tr.t("No notes here yet")
            color: Theme.onSurfaceVariant
        }
    }
    Fab {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 16
        visible: !page.picking && !page.searching
        desc: Tr.t("Create a new file")
        rid: "fab_add_new_item"
        onClicked: asking.ask("note", "")
    }
    Ask {
        id: asking
        property string what: "note"
        property string before: ""
        function ask(what_, name) {
            what = what_;
            before = name;
            words.value = name;
            ending.value = ".md";
            show();
            words.editor.forceActiveFocus();
            const dot = name.lastIndexOf(".");
            words.editor.select(0, dot > 0 ? dot : name.length);
        }
        parent: page.stage
        title: what === "note" ? Tr.t("New note") : what === "folder" ? Tr.t("New folder") : Tr.t("Rename")
        acceptable: words.value.trim() !== ""
        // As Markor does it: the dialog for a new file also makes folders.
        extra: what === "note" ? Tr.t("Folder") : ""
        onExtraPressed: if (acceptable) {
            open = false;
            page.app.makeFolder(words.value.trim());
        }
        onAccepted: {
            const name = words.value.trim();
            if (what === "folder") {
                page.app.makeFolder(name);
            } else if (what === "rename") {
                page.app.rename(page.picked[0], name);
                page.picked = [];
            } else {
                const path = page.app.create(/\.\w+$/.test(name) ? name : name + ending.value.trim(), "");
                if (path)
                    page.app.open(path);
            }
        }
        Row {
            property color backdrop: parent.backdrop
            width: parent.width
            spacing: 12
            Field {
                id: words
                width: parent.width - (ending.visible ? ending.width + parent.spacing : 0)
                hint: Tr.t("Name")
                rid: "new_file_dialog__name"
                onAccepted: if (asking.acceptable) {
                    asking.open = false;
                    asking.accepted();
                }
            }
            Field {
                id: ending
                width: 80
                visible: asking.what === "note"
                hint: Tr.t("Type")
                rid: "new_file_dialog__ext"
            }
        }
    }
    Ask {
        id: removing
        parent: page.stage
        title: Tr.t("Confirm delete")
        message: page.picked.map(page.nameOf).join("\n")
        accept: Tr.t("Delete")
        onAccepted: {
            page.app.remove(page.picked);
            page.picked = [];
        }
    }
    Menu {
        id: moving
        property var paths: []
        function ask() {
            paths = page.app.folders().filter(f => !page.picked.includes(f) && f !== page.app.folder);
            moving.words = paths.map(f => f === "" ? Tr.t("Notes (top)") : f);
            open = true;
        }
        parent: page.stage
        onChosen: index => {
            page.picked.forEach(p => page.app.move(p, paths[index]));
            page.picked = [];
        }
    }
    Menu {
        id: sorting
        readonly property var orders: ["name", "modified", "size"]
        parent: page.stage
        words: [Tr.t("Name"), Tr.t("Date"), Tr.t("Size")]
        onChosen: index => page.app.order = orders[index]
    }
}
