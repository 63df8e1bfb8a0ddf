import QtQuick
import "../kit"

// The keyguard: a big clock; a finger that goes up opens the phone.
Node {
    id: lock

    readonly property string pkg: "com.android.systemui"
    readonly property bool modal: true
    cls: "android.widget.FrameLayout"
    rid: "keyguard_root_view"

    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.14
        text: bridge.time
        rid: "lockscreen_clock_view_large"
        color: "white"
        font.pixelSize: 96
        font.weight: Font.Light
    }
    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.14 + 116
        text: bridge.date
        rid: "keyguard_date"
        color: "white"
        font.pixelSize: 18
    }
    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - 110
        spacing: 12
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "lock-outline"
            color: "white"
        }
        Words {
            text: bridge.language === "zh" ? "向上滑动以解锁" : "Swipe up to unlock"
            rid: "keyguard_indication_text"
            color: "white"
            font.pixelSize: 14
        }
    }
    MouseArea {
        anchors.fill: parent
    }
    Swipe {
        distance: 90
        onUp: bridge.unlock()
    }
}
