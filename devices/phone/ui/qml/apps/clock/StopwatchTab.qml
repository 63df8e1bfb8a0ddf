import QtQuick
import "../../kit"
import "../parts"

// The stopwatch's face, its laps and its buttons.
Item {
    id: page

    property var app

    Item {
        id: face
        width: parent.width
        height: page.app.laps.count ? parent.height * 0.34 : parent.height - 150

        Row {
            anchors.centerIn: parent
            spacing: 8
            readonly property string text: page.app.stopwatch + " " + page.app.hundredths
            property string rid: "stopwatch_time_text"
            property string cls: "android.widget.TextView"
            Text {
                id: seconds
                text: page.app.stopwatch
                font.pixelSize: 88
                font.weight: Font.Light
                color: page.app.running || !page.app.started ? Theme.primary : Theme.onSurfaceVariant
            }
            Text {
                anchors.baseline: seconds.baseline
                text: page.app.hundredths
                font.pixelSize: 40
                font.weight: Font.Light
                color: seconds.color
            }
        }
    }
    ListView {
        anchors.top: face.bottom
        anchors.bottom: buttons.top
        width: parent.width
        clip: true
        model: page.app.laps
        cacheBuffer: 0
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        delegate: Item {
            id: row
            required property var model
            width: ListView.view.width
            height: 44
            Words {
                x: 40
                anchors.verticalCenter: parent.verticalCenter
                text: "# " + row.model.number
                rid: "lap_number"
                color: Theme.onSurfaceVariant
            }
            Words {
                anchors.centerIn: parent
                text: row.model.lap
                rid: "lap_time"
            }
            Words {
                anchors.right: parent.right
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                text: row.model.total
                rid: "lap_total"
            }
        }
    }
    Row {
        id: buttons
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 24
        spacing: 32
        IconPress {
            width: 64
            height: 64
            anchors.verticalCenter: parent.verticalCenter
            opacity: page.app.started ? 1 : 0
            enabled: page.app.started
            visible: page.app.started
            fill: Theme.secondaryContainer
            icon: "restart"
            desc: Tr.t("Reset")
            rid: "left_button"
            onClicked: page.app.watch("reset")
        }
        Fab {
            large: true
            icon: page.app.running ? "pause" : "play"
            desc: page.app.running ? Tr.t("Pause") : Tr.t("Start")
            rid: "fab"
            onClicked: page.app.watch(page.app.running ? "pause" : "start")
        }
        IconPress {
            width: 64
            height: 64
            anchors.verticalCenter: parent.verticalCenter
            visible: page.app.running
            fill: Theme.secondaryContainer
            icon: "timer-outline"
            desc: Tr.t("Lap")
            rid: "right_button"
            onClicked: page.app.watch("lap")
        }
    }
}
