import QtQuick
import "../kit"

// Notifications under four tiles; pulled further: brightness and all tiles.
Node {
    id: shade

    property real topInset: 0
    readonly property string pkg: "com.android.systemui"
    readonly property bool full: bridge.shade === "settings"
    readonly property bool zh: bridge.language === "zh"
    readonly property bool modal: true
    readonly property color tileOff: Theme.dark ? Theme.surfaceContainerHigh : "#fbfbff"
    visible: bridge.shade !== "" && !bridge.locked
    cls: "android.widget.FrameLayout"
    rid: "notification_panel"

    readonly property var tiles: [
        ["global:wifi_on", "Internet", "互联网", "wifi"],
        ["global:bluetooth_on", "Bluetooth", "蓝牙", "bluetooth"],
        ["global:zen_mode", "Do Not Disturb", "勿扰模式", "minus-circle-outline"],
        ["secure:flashlight_on", "Flashlight", "手电筒", "flashlight"],
        ["system:accelerometer_rotation", "Auto-rotate", "自动旋转", "screen-rotation"],
        ["global:airplane_mode_on", "Airplane mode", "飞行模式", "airplane"],
        ["global:low_power", "Battery Saver", "省电模式", "battery-plus-outline"],
        ["secure:ui_night_mode", "Dark theme", "深色主题", "theme-light-dark"],
        ["secure:location_mode", "Location", "位置信息", "map-marker-outline"],
        ["global:tether_wifi_on", "Hotspot", "热点", "access-point"]
    ]

    Rectangle {
        anchors.fill: parent
        color: Theme.dark ? "#fa0c0d10" : "#fadfe2ec"
    }
    MouseArea {
        anchors.fill: parent
        onClicked: bridge.pull("")
    }
    Swipe {
        enabled: shade.visible
        onUp: bridge.pull("")
        onDown: bridge.pull("settings")
    }
    Words {
        x: 24
        y: 14
        text: bridge.time
        rid: "clock"
        font.pixelSize: shade.full ? 22 : 18
        font.weight: Font.Medium
    }
    Words {
        anchors.right: parent.right
        anchors.rightMargin: 24
        y: 16
        text: bridge.date
        rid: "date"
        font.pixelSize: 15
    }
    Item {
        id: light
        visible: shade.full
        x: 20
        y: shade.topInset + 24
        width: parent.width - 40
        height: 52
        Track {
            anchors.fill: parent
            anchors.leftMargin: 4
            anchors.rightMargin: 4
            from: 1
            to: 255
            value: (bridge.revision, Number(bridge.get("system", "screen_brightness")))
            rid: "slider"
            desc: shade.zh ? "显示屏亮度" : "Display brightness"
            onMoved: value => bridge.put("system", "screen_brightness", String(Math.round(value)))
        }
    }
    Grid {
        id: grid
        x: 20
        y: light.visible ? light.y + light.height + 20 : shade.topInset + 20
        width: parent.width - 40
        columns: 2
        spacing: 8
        Repeater {
            model: shade.full ? shade.tiles : shade.tiles.slice(0, 4)
            Press {
                id: tile
                required property var modelData
                readonly property bool on: bridge.revision >= 0 && bridge.isOn(modelData[0])
                readonly property bool checkable: true
                readonly property bool checked: on
                width: (grid.width - 8) / 2
                height: 68
                radius: on ? 34 : 24
                fill: on ? Theme.primary : shade.tileOff
                cls: "android.widget.Switch"
                desc: shade.zh ? modelData[2] : modelData[1]
                holds: true
                onClicked: bridge.flip(modelData[0])
                Icon {
                    x: 18
                    anchors.verticalCenter: parent.verticalCenter
                    name: tile.modelData[3]
                    color: tile.on ? Theme.onPrimary : Theme.onSurface
                }
                Column {
                    x: 52
                    width: parent.width - 60
                    anchors.verticalCenter: parent.verticalCenter
                    Words {
                        width: parent.width
                        text: tile.desc
                        rid: "tile_label"
                        font.pixelSize: 15
                        font.weight: Font.Medium
                        color: tile.on ? Theme.onPrimary : Theme.onSurface
                    }
                    Words {
                        text: tile.on ? (shade.zh ? "已开启" : "On") : (shade.zh ? "已关闭" : "Off")
                        rid: "app_label"
                        font.pixelSize: 13
                        color: tile.on ? Theme.onPrimary : Theme.onSurfaceVariant
                    }
                }
            }
        }
    }
    Column {
        id: notes
        visible: !shade.full
        x: 16
        y: grid.y + grid.height + 24
        width: parent.width - 32
        spacing: 6
        Repeater {
            model: bridge.notices
            Press {
                id: notice
                required property var modelData
                width: notes.width
                height: 76
                radius: 20
                fill: shade.tileOff
                cls: "android.widget.FrameLayout"
                rid: "expandableNotificationRow"
                onClicked: {
                    // Dismissing takes this very item away, so it comes last.
                    bridge.openRoute(modelData.component, modelData.route);
                    bridge.dismiss(modelData.id);
                }
                Rectangle {
                    x: 16
                    y: 18
                    width: 40
                    height: 40
                    radius: 20
                    color: notice.modelData.color
                    Icon {
                        anchors.centerIn: parent
                        name: notice.modelData.icon
                        size: 22
                        color: notice.modelData.ink
                    }
                }
                Column {
                    x: 68
                    width: parent.width - 84
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: 2
                    Words {
                        width: parent.width
                        text: notice.modelData.title
                        rid: "android:id/title"
                        font.pixelSize: 15
                        font.weight: Font.Medium
                    }
                    Words {
                        width: parent.width
                        text: notice.modelData.text
                        rid: "android:id/text"
                        font.pixelSize: 14
                        color: Theme.onSurfaceVariant
                    }
                }
            }
        }
        Press {
            visible: bridge.notices.length > 0
            anchors.right: parent.right
            width: 104
            height: 40
            radius: 20
            fill: shade.tileOff
            cls: "android.widget.Button"
            rid: "dismiss_text"
            readonly property string text: shade.zh ? "全部清除" : "Clear all"
            onClicked: bridge.dismissAll()
            Text {
                anchors.centerIn: parent
                text: parent.parent.text
                font.pixelSize: 14
                color: Theme.onSurface
            }
        }
        Words {
            visible: bridge.notices.length === 0
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: shade.zh ? "没有通知" : "No notifications"
            rid: "no_notifications"
            color: Theme.onSurfaceVariant
        }
    }
    Press {
        visible: shade.full
        anchors.right: parent.right
        anchors.rightMargin: 20
        y: grid.y + grid.height + 16
        width: 48
        height: 48
        radius: 24
        fill: shade.tileOff
        rid: "settings_button_container"
        cls: "android.widget.ImageButton"
        desc: shade.zh ? "打开设置" : "Open settings."
        onClicked: bridge.open("com.android.settings/.Settings")
        Icon {
            anchors.centerIn: parent
            name: "cog-outline"
        }
    }
}
