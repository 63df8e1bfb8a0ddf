import QtQuick
import "../kit"

// An app that has nothing to show yet: its name, and a word that says so.
Item {
    id: app

    property var app
    property var extras: ({})
    property string route: ""
    property string label: ""
    property string icon: ""

    Component.onCompleted: {
        const info = bridge.tasks.find(task => task.package === bridge.front.package);
        label = info ? info.label : "";
        icon = info ? info.icon : "";
    }

    Words {
        x: 24
        y: 16
        text: app.label
        rid: "title"
        font.pixelSize: 28
    }
    Column {
        anchors.centerIn: parent
        spacing: 16
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: app.icon
            size: 72
            color: Theme.primary
        }
        Words {
            text: bridge.language === "zh" ? "这里还没有内容" : "Nothing here yet"
            rid: "empty"
            color: Theme.onSurfaceVariant
        }
    }
}
