import QtQuick
import "../kit"
import "parts"
import "notes"

// The Notes app: the folders and files of the notebook, and an editor.
Item {
    id: root

    property var app
    property var extras: ({})
    property string route: ""

    function back() {
        if (editor.active) {
            if (!editor.item.back())
                app.open("");
            return true;
        }
        return list.back();
    }

    NoteList {
        id: list
        anchors.fill: parent
        visible: !editor.active
        app: root.app
        stage: root
    }
    Loader {
        id: editor
        anchors.fill: parent
        active: root.app.note !== ""
        sourceComponent: Component {
            NoteEditor {
                app: root.app
                stage: root
            }
        }
    }
}
