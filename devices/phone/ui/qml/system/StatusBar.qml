import QtQuick
import "../kit"

// Clock on the left; what is switched on, and the battery, on the right.
Node {
    id: bar

    property bool onWallpaper: false
    readonly property string pkg: "com.android.systemui"
    readonly property color ink: onWallpaper ? "#ffffff" : Theme.onSurface
    cls: "android.widget.FrameLayout"
    rid: "status_bar"

    component Sign: Node {
        property string icon: ""
        property bool on: true
        visible: on
        width: 18
        height: 20
        cls: "android.widget.ImageView"
        Icon {
            anchors.centerIn: parent
            name: parent.icon
            size: 17
            color: bar.ink
        }
    }

    Words {
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        text: bridge.time
        rid: "clock"
        font.pixelSize: 14
        font.weight: Font.Medium
        color: bar.ink
    }
    Row {
        x: 76
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4
        visible: bridge.notices.length > 0
        Repeater {
            model: bridge.notices.slice(0, 3)
            Icon {
                required property var modelData
                name: modelData.icon
                size: 15
                color: bar.ink
            }
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 20
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2
        readonly property int r: bridge.revision
        Sign {
            icon: "alarm"
            on: false
        }
        Sign {
            icon: "minus-circle-outline"
            desc: "Do Not Disturb."
            on: parent.r >= 0 && bridge.isOn("global:zen_mode")
        }
        Sign {
            icon: "bluetooth"
            desc: "Bluetooth on."
            on: parent.r >= 0 && bridge.isOn("global:bluetooth_on")
        }
        Sign {
            icon: "airplane"
            desc: "Airplane mode."
            on: parent.r >= 0 && bridge.isOn("global:airplane_mode_on")
        }
        Sign {
            icon: "wifi-strength-4"
            desc: "Wifi signal full."
            on: parent.r >= 0 && bridge.isOn("global:wifi_on")
        }
        Sign {
            icon: "signal-cellular-3"
            desc: "Phone four bars."
            on: parent.r >= 0 && !bridge.isOn("global:airplane_mode_on")
        }
        Sign {
            icon: bridge.charging ? "battery-charging" : bridge.battery > 94 ? "battery" : "battery-" + Math.max(10, Math.round(bridge.battery / 10) * 10)
            desc: "Battery " + bridge.battery + " percent."
        }
        Text {
            visible: parent.r >= 0 && bridge.isOn("system:status_bar_show_battery_percent")
            text: bridge.battery + "%"
            height: 20
            verticalAlignment: Text.AlignVCenter
            font.pixelSize: 13
            font.weight: Font.Medium
            color: bar.ink
        }
    }
}
