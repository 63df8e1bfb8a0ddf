import QtQuick
import "../../kit"
import "../parts"

// A keypad for a new timer, or the timers that there are.
Item {
    id: page

    property var app
    property bool adding: false
    property string typed: ""
    readonly property bool setting: adding || app.timers.count === 0

    function back() {
        if (typed !== "") {
            typed = "";
            return true;
        }
        if (adding && app.timers.count > 0) {
            adding = false;
            return true;
        }
        return false;
    }
    function press(key) {
        if (key === "erase")
            typed = typed.slice(0, -1);
        else if (typed !== "" || key.replace(/0/g, "") !== "")
            typed = (typed + key).slice(0, 6);
    }
    function part(from) {
        return ("000000" + typed).slice(-6).slice(from, from + 2);
    }
    function start() {
        app.addTimer(parseInt(part(0), 10) * 3600 + parseInt(part(2), 10) * 60 + parseInt(part(4), 10));
        typed = "";
        adding = false;
    }

    Item {
        anchors.fill: parent
        visible: page.setting

        Row {
            id: entry
            anchors.horizontalCenter: parent.horizontalCenter
            y: 16
            spacing: 8
            readonly property string text: page.part(0) + "h " + page.part(2) + "m " + page.part(4) + "s"
            property string rid: "timer_setup_time"
            property string cls: "android.widget.TextView"
            Repeater {
                model: [[0, "h"], [2, "m"], [4, "s"]]
                Row {
                    id: unit
                    required property var modelData
                    readonly property bool lit: page.typed.length > 4 - modelData[0]
                    Text {
                        id: digits
                        text: page.part(unit.modelData[0])
                        font.pixelSize: 52
                        color: unit.lit ? Theme.primary : Theme.onSurfaceVariant
                    }
                    Text {
                        anchors.baseline: digits.baseline
                        text: unit.modelData[1]
                        font.pixelSize: 20
                        color: unit.lit ? Theme.primary : Theme.onSurfaceVariant
                    }
                }
            }
        }
        Grid {
            id: keys
            anchors.horizontalCenter: parent.horizontalCenter
            y: entry.y + entry.height + 24
            columns: 3
            spacing: 8
            readonly property real side: Math.min(84, (page.height - y - 128 - 3 * spacing) / 4)
            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "erase"]
                Press {
                    id: digit
                    required property string modelData
                    width: Math.max(keys.side + 12, Math.min(104, (page.width - 80) / 3))
                    height: keys.side
                    radius: height / 2
                    fill: modelData === "erase" ? Theme.secondaryContainer : Theme.surfaceContainerHigh
                    desc: modelData === "erase" ? Tr.t("Delete") : modelData
                    rid: "timer_setup_" + (modelData === "erase" ? "delete" : "digit_" + modelData)
                    onClicked: page.press(modelData)
                    holds: modelData === "erase"
                    onHeld: page.typed = ""
                    Text {
                        anchors.centerIn: parent
                        visible: digit.modelData !== "erase"
                        text: visible ? digit.modelData : ""
                        font.pixelSize: 30
                        color: Theme.onSurface
                    }
                    Icon {
                        anchors.centerIn: parent
                        visible: digit.modelData === "erase"
                        name: "backspace-outline"
                        color: Theme.onSecondaryContainer
                    }
                }
            }
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 16
            spacing: 24
            IconPress {
                width: 64
                height: 64
                anchors.verticalCenter: parent.verticalCenter
                visible: page.adding && page.app.timers.count > 0
                fill: Theme.secondaryContainer
                icon: "close"
                desc: Tr.t("Cancel")
                rid: "left_button"
                onClicked: {
                    page.typed = "";
                    page.adding = false;
                }
            }
            Fab {
                large: true
                visible: page.typed !== ""
                icon: "play"
                desc: Tr.t("Start")
                rid: "fab"
                onClicked: page.start()
            }
        }
    }
    ListView {
        anchors.fill: parent
        visible: !page.setting
        anchors.leftMargin: 16
        anchors.rightMargin: 16
        clip: true
        model: page.app.timers
        spacing: 8
        topMargin: 8
        bottomMargin: 128
        cacheBuffer: 0
        property string cls: "androidx.recyclerview.widget.RecyclerView"
        property bool scrollable: contentHeight > height
        delegate: TimerCard {
            required property var model
            timer: model
            width: ListView.view.width
            onActed: act => page.app.timer(model.id, act)
        }
    }
    Fab {
        visible: !page.setting
        large: true
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 16
        desc: Tr.t("Add timer")
        rid: "fab"
        onClicked: page.adding = true
    }
}
