import QtQuick
import "../kit"
import "parts"
import "files"

// The Files app: the places of shared storage, a list of one of them, and a file that is open.
Item {
    id: root

    property var app
    property var extras: ({})
    property string route: ""

    function back() {
        if (places.open) {
            places.open = false;
            return true;
        }
        if (viewer.active) {
            app.open("");
            return true;
        }
        return list.back();
    }

    FileList {
        id: list
        anchors.fill: parent
        visible: !viewer.active
        app: root.app
        stage: root
        onPlacesAsked: places.open = true
    }
    Loader {
        id: viewer
        anchors.fill: parent
        active: root.app.file !== ""
        sourceComponent: Component {
            FileViewer {
                app: root.app
            }
        }
    }
    Places {
        id: places
        app: root.app
        onChosen: (place, folder) => {
            list.picked = [];
            root.app.go(place, folder);
        }
    }
}
