import QtQuick
import "../../kit"
import "../parts"

// One alarm: its time, days and switch; opened, also its label, sound and the way to delete it.
Rectangle {
    id: card

    property var alarm
    property bool opened: false

    signal openAsked()
    signal timeAsked()
    signal labelAsked()
    signal changed(var changes)
    signal removed()

    height: opened ? body.implicitHeight + 32 : head.height + 32
    radius: 28
    color: alarm.enabled ? Theme.surfaceContainerHigh : Theme.surfaceContainer
    clip: true

    Press {
        anchors.fill: parent
        radius: 28
        desc: card.opened ? Tr.t("Collapse alarm") : Tr.t("Expand alarm")
        cls: "android.view.ViewGroup"
        rid: "alarm_card"
        onClicked: card.openAsked()
    }
    Column {
        id: body
        x: 20
        y: 16
        width: parent.width - 40
        spacing: 4

        Item {
            id: head
            width: parent.width
            height: headings.implicitHeight
            Column {
                id: headings
                Words {
                    visible: text !== "" && !card.opened
                    text: card.alarm.label
                    rid: "label"
                    font.pixelSize: 14
                }
                Press {
                    width: clock.implicitWidth
                    height: 60
                    readonly property string text: clock.text
                    rid: "digital_clock"
                    cls: "android.widget.TextView"
                    onClicked: card.timeAsked()
                    Text {
                        id: clock
                        anchors.verticalCenter: parent.verticalCenter
                        text: card.alarm.time + (card.alarm.half ? " " + card.alarm.half : "")
                        font.pixelSize: 46
                        font.weight: card.alarm.enabled ? Font.Normal : Font.Light
                        color: card.alarm.enabled ? Theme.onSurface : Theme.onSurfaceVariant
                    }
                }
                Words {
                    text: card.alarm.summary.split(", ").map(word => Tr.t(word)).join(", ")
                    rid: "days_of_week"
                    font.pixelSize: 14
                    color: card.alarm.enabled ? Theme.onSurface : Theme.onSurfaceVariant
                }
            }
            IconPress {
                anchors.right: parent.right
                anchors.rightMargin: -12
                icon: card.opened ? "chevron-up" : "chevron-down"
                desc: card.opened ? Tr.t("Collapse alarm") : Tr.t("Expand alarm")
                rid: "arrow"
                onClicked: card.openAsked()
            }
            Toggle {
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                checked: card.alarm.enabled
                desc: card.alarm.time + " " + card.alarm.half
                rid: "onoff"
                onClicked: card.changed({ enabled: !checked })
            }
        }
        Column {
            visible: card.opened
            width: parent.width
            topPadding: 8
            Press {
                width: parent.width
                height: 48
                radius: 8
                desc: Tr.t("Add label")
                rid: "edit_label"
                cls: "android.widget.TextView"
                onClicked: card.labelAsked()
                Line {
                    icon: "label-outline"
                    text: card.alarm.label || Tr.t("Add label")
                }
            }
            Row {
                topPadding: 8
                bottomPadding: 8
                spacing: (parent.width - 7 * 36) / 6
                Repeater {
                    // Sunday first; the bits of DeskClock's table begin with Monday.
                    model: [["S", "Sunday", 64], ["M", "Monday", 1], ["T", "Tuesday", 2],
                        ["W", "Wednesday", 4], ["T", "Thursday", 8], ["F", "Friday", 16], ["S", "Saturday", 32]]
                    Press {
                        id: day
                        required property var modelData
                        required property int index
                        readonly property bool on: (card.alarm.days & modelData[2]) !== 0
                        width: 36
                        height: 36
                        radius: 18
                        fill: on ? Theme.primary : "transparent"
                        desc: Tr.t(modelData[1])
                        rid: "day_button_" + index
                        cls: "android.widget.CheckBox"
                        readonly property bool checkable: true
                        readonly property bool checked: on
                        onClicked: card.changed({ days: card.alarm.days ^ modelData[2] })
                        Rectangle {
                            anchors.fill: parent
                            radius: 18
                            visible: !day.on
                            color: "transparent"
                            border.color: Theme.outline
                        }
                        Text {
                            anchors.centerIn: parent
                            text: Tr.short(day.modelData)
                            font.pixelSize: 14
                            font.weight: Font.Medium
                            color: day.on ? Theme.onPrimary : Theme.onSurface
                        }
                    }
                }
            }
            Press {
                width: parent.width
                height: 48
                radius: 8
                desc: Tr.t("Ringtone")
                rid: "choose_ringtone"
                onClicked: card.changed({ silent: !card.alarm.silent })
                Line {
                    icon: card.alarm.silent ? "bell-off-outline" : "bell-ring-outline"
                    text: card.alarm.silent ? Tr.t("Silent") : Tr.t("Default (Bright Morning)")
                }
            }
            Item {
                width: parent.width
                height: 48
                Line {
                    icon: "vibrate"
                    text: Tr.t("Vibrate")
                }
                Toggle {
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    checked: card.alarm.vibrate
                    desc: Tr.t("Vibrate")
                    rid: "vibrate_onoff"
                    onClicked: card.changed({ vibrate: !checked })
                }
            }
            Press {
                width: parent.width
                height: 48
                radius: 8
                desc: Tr.t("Delete")
                rid: "delete"
                onClicked: card.removed()
                Line {
                    icon: "delete-outline"
                    text: Tr.t("Delete")
                }
            }
        }
    }
}
