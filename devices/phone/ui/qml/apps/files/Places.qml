import QtQuick
import "../../kit"
import "../parts"

// The drawer of places: what was changed last, kinds of files, downloads, all of the storage.
Item {
    id: places

    property var app
    property bool open: false
    readonly property bool modal: true
    property string cls: "android.widget.FrameLayout"
    readonly property var entries: [
        { word: Tr.t("Recent"), icon: "clock-outline", root: "recent", folder: "" },
        { word: Tr.t("Images"), icon: "image-outline", root: "images", folder: "" },
        { word: Tr.t("Videos"), icon: "movie-outline", root: "videos", folder: "" },
        { word: Tr.t("Audio"), icon: "music-note-outline", root: "audio", folder: "" },
        { word: Tr.t("Documents"), icon: "file-document-outline", root: "documents", folder: "" },
        { word: Tr.t("Downloads"), icon: "download-outline", root: "folder", folder: "Download" },
        { word: app.device, icon: "cellphone", root: "folder", folder: "" },
    ]

    signal chosen(string root, string folder)

    anchors.fill: parent
    visible: open
    z: 80

    Rectangle {
        anchors.fill: parent
        color: "black"
        opacity: 0.4
        MouseArea {
            anchors.fill: parent
            onClicked: places.open = false
        }
    }
    Rectangle {
        width: Math.min(320, parent.width - 56)
        height: parent.height
        color: Theme.surfaceContainer
        MouseArea {
            anchors.fill: parent
        }
        Words {
            x: 28
            height: 72
            text: Tr.t("Files")
            rid: "title"
            font.pixelSize: 22
            verticalAlignment: Text.AlignVCenter
        }
        Scroller {
            anchors.fill: parent
            anchors.topMargin: 72
            anchors.leftMargin: 12
            anchors.rightMargin: 12
            rid: "roots_list"
            cls: "android.widget.ListView"
            contentHeight: column.height

            Column {
                id: column
                width: parent.width
                Repeater {
                    model: places.entries
                    Press {
                        id: entry
                        required property var modelData
                        readonly property bool here: places.app.root === modelData.root && (modelData.root !== "folder" || within)
                        readonly property bool within: (places.app.folder + "/").startsWith("Download/") === (modelData.folder === "Download")
                        readonly property bool selected: here
                        width: column.width
                        height: 56
                        radius: 28
                        fill: here ? Theme.secondaryContainer : "transparent"
                        cls: "android.widget.LinearLayout"
                        rid: "item_root"
                        onClicked: {
                            places.open = false;
                            places.chosen(modelData.root, modelData.folder);
                        }
                        Icon {
                            x: 16
                            anchors.verticalCenter: parent.verticalCenter
                            name: entry.modelData.icon
                            color: entry.here ? Theme.onSecondaryContainer : Theme.onSurfaceVariant
                        }
                        Words {
                            x: 56
                            width: parent.width - 72
                            anchors.verticalCenter: parent.verticalCenter
                            text: entry.modelData.word
                            rid: "android:id/title"
                            font.pixelSize: 15
                            font.weight: Font.Medium
                            color: entry.here ? Theme.onSecondaryContainer : Theme.onSurface
                        }
                    }
                }
            }
        }
    }
}
