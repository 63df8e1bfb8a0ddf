import QtQuick
import "../../kit"
import "../parts"

// The time now, and the alarm that comes next.
Item {
    id: page

    property var app

    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.18
        spacing: 8
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 8
            Words {
                id: time
                text: page.app.time
                rid: "digital_clock"
                font.pixelSize: 88
                font.weight: Font.Light
                color: Theme.primary
            }
            Words {
                anchors.baseline: time.baseline
                text: page.app.half
                font.pixelSize: 28
                color: Theme.primary
            }
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: bridge.language === "zh" ? bridge.date : page.app.date
            rid: "date"
            font.pixelSize: 20
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: page.app.next !== ""
            spacing: 8
            Icon {
                name: "alarm"
                size: 20
                color: Theme.onSurfaceVariant
            }
            Words {
                text: page.app.next
                rid: "nextAlarm"
                color: Theme.onSurfaceVariant
            }
        }
    }
}
