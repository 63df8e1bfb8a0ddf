import QtQuick
import "../../kit"
import "../parts"

// One folder. A long press selects; what is selected can be renamed, moved or deleted.
Item {
    id: page

    property var app
    property Item stage
    property var picked: []
    readonly property bool picking: picked.length > 0

    function back() {
        for (const over of [asking, removing, moving]) {
            if (over.open) {
                over.dismiss();
                return true;
            }
        }
        if (picking) {
            picked = [];
            return true;
        }
        if (app.folder !== "") {
            app.folder = parentOf(app.folder);
            return true;
        }
        return false;
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
            visible: !page.picking
            icon: "folder-plus-outline"
            desc: Tr.t("Create folder")
            rid: "action_create_folder"
            onClicked: asking.ask("folder", "")
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
                    text: row.model.name
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
            text: Tr.t("No notes here yet")
            color: Theme.onSurfaceVariant
        }
    }
    Fab {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 16
        visible: !page.picking
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
            show();
            words.editor.forceActiveFocus();
            const dot = name.lastIndexOf(".");
            words.editor.select(0, dot > 0 ? dot : name.length);
        }
        parent: page.stage
        title: what === "note" ? Tr.t("New note") : what === "folder" ? Tr.t("New folder") : Tr.t("Rename")
        acceptable: words.value.trim() !== ""
        onAccepted: {
            const name = words.value.trim();
            if (what === "folder") {
                page.app.makeFolder(name);
            } else if (what === "rename") {
                page.app.rename(page.picked[0], name);
                page.picked = [];
            } else {
                const path = page.app.create(/\.\w+$/.test(name) ? name : name + ".md", "");
                if (path)
                    page.app.open(path);
            }
        }
        Field {
            id: words
            width: parent.width
            hint: Tr.t("Name")
            rid: "new_file_dialog__name"
            onAccepted: if (asking.acceptable) {
                asking.open = false;
                asking.accepted();
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
        function dismiss() {
            open = false;
        }
        parent: page.stage
        onChosen: index => {
            page.picked.forEach(p => page.app.move(p, paths[index]));
            page.picked = [];
        }
    }
}
