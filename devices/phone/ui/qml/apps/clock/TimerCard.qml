import QtQuick
import "../../kit"
import "../parts"

// One timer: what is left of it, and what can be done with it.
Rectangle {
    id: card

    property var timer
    readonly property bool counting: timer.state === "running" || timer.state === "expired"

    signal acted(string act)

    height: 172
    radius: 28
    color: timer.state === "expired" ? Theme.primaryContainer : Theme.surfaceContainerHigh

    Words {
        x: 20
        y: 18
        width: parent.width - 88
        text: card.timer.label || card.timer.length
        rid: "timer_label"
        font.weight: Font.Medium
    }
    IconPress {
        anchors.right: parent.right
        anchors.rightMargin: 8
        y: 4
        icon: "close"
        desc: Tr.t("Delete")
        rid: "close"
        onClicked: card.acted("delete")
    }
    Words {
        x: 20
        y: 48
        text: card.timer.left
        rid: "timer_time_text"
        font.pixelSize: 48
        color: card.timer.state === "paused" ? Theme.onSurfaceVariant : Theme.onSurface
    }
    Rectangle {
        x: 20
        y: 110
        width: parent.width - 40
        height: 4
        radius: 2
        color: Theme.surfaceContainerHighest
        Rectangle {
            width: parent.width * card.timer.part
            height: 4
            radius: 2
            color: Theme.primary
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 16
        y: 122
        spacing: 8
        TextPress {
            visible: card.counting
            height: 40
            fill: Theme.secondaryContainer
            tint: Theme.onSecondaryContainer
            text: "+1:00"
            desc: Tr.t("Add 1 minute")
            rid: "add_one_min"
            onClicked: card.acted("add_minute")
        }
        IconPress {
            visible: card.timer.state === "paused" || card.timer.state === "reset"
            height: 40
            width: 56
            fill: Theme.secondaryContainer
            icon: "restart"
            desc: Tr.t("Reset")
            rid: "reset"
            onClicked: card.acted("reset")
        }
        IconPress {
            height: 40
            width: 72
            fill: Theme.primary
            tint: Theme.onPrimary
            icon: card.timer.state === "expired" ? "stop" : card.counting ? "pause" : "play"
            desc: card.timer.state === "expired" ? Tr.t("Stop") : card.counting ? Tr.t("Pause") : Tr.t("Start")
            rid: "play_pause"
            onClicked: card.acted(card.timer.state === "expired" ? "reset" : card.counting ? "pause" : "start")
        }
    }
}
