import QtQuick
import "../../kit"
import "../parts"

// A file that is open, for reading only: a text or a picture.
Item {
    id: page

    property var app
    readonly property bool isPicture: String(app.picture) !== ""

    Rectangle {
        anchors.fill: parent
        color: page.isPicture ? "black" : Theme.surface
        MouseArea {
            anchors.fill: parent
        }
    }
    TopBar {
        id: bar
        title: page.app.file.slice(page.app.file.lastIndexOf("/") + 1)
        rid: "viewer_title"
        onBlack: page.isPicture
        onClosed: page.app.open("")
    }
    Words {
        anchors.centerIn: parent
        visible: page.isPicture && picture.status === Image.Error
        text: Tr.t("This picture cannot be shown")
        rid: "viewer_error"
        color: "white"
    }
    Image {
        id: picture
        readonly property string cls: "android.widget.ImageView"
        readonly property string rid: "viewer_picture"
        readonly property string desc: bar.title
        anchors.fill: parent
        anchors.topMargin: bar.height
        visible: page.isPicture
        source: page.app.picture
        fillMode: Image.PreserveAspectFit
        smooth: true
        cache: false
        // No picture is drawn larger than the glass is, whatever its file says.
        sourceSize: Qt.size(2 * width, 2 * height)
    }
    Flickable {
        id: scroll
        property string cls: "android.widget.ScrollView"
        property bool scrollable: contentHeight > height
        anchors.fill: parent
        anchors.topMargin: bar.height
        visible: !page.isPicture
        clip: true
        contentHeight: words.implicitHeight + 32
        Words {
            id: words
            x: 20
            y: 8
            width: scroll.width - 40
            text: page.app.text
            rid: "viewer_text"
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            lineHeight: 1.3
        }
    }
}
