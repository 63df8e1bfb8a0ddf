import QtQuick
import "../../kit"
import "../parts"

// Chooses a time of day on a dial, or by typing it.
Ask {
    id: picker

    property int alarmId: 0
    property bool hours24: false
    property int hour: 0
    property int minute: 0
    property bool minutes: false
    property bool typing: false

    signal picked(int id, int hour, int minute)

    function ask(id, hour_, minute_) {
        alarmId = id;
        hour = hour_;
        minute = minute_;
        minutes = false;
        typing = false;
        show();
    }
    function shownHour() {
        return hours24 ? ("0" + hour).slice(-2) : String((hour + 11) % 12 + 1);
    }
    function take(text, isMinute) {
        const n = parseInt(text, 10);
        if (isNaN(n))
            return;
        if (isMinute) {
            if (n < 60)
                minute = n;
        } else if (hours24) {
            if (n < 24)
                hour = n;
        } else if (n >= 1 && n <= 12) {
            hour = n % 12 + (hour >= 12 ? 12 : 0);
        }
    }

    title: typing ? Tr.t("Enter time") : Tr.t("Select time")
    onAccepted: picked(alarmId, hour, minute)

    Item {
        width: parent.width
        height: face.visible ? 96 + face.height : 96

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 4
            Repeater {
                model: 2
                Press {
                    id: chip
                    required property int index
                    readonly property bool current: picker.minutes === (index === 1)
                    width: 88
                    height: 80
                    radius: 8
                    fill: current ? Theme.primaryContainer : Theme.surfaceContainerHighest
                    desc: index ? picker.minute + " minutes" : picker.shownHour() + " o'clock"
                    rid: "material_" + (index ? "minute" : "hour") + "_tv"
                    onClicked: {
                        picker.minutes = index === 1;
                        if (entry.item) {
                            entry.item.forceActiveFocus();
                            bridge.commitKey("show");
                        }
                    }
                    Text {
                        anchors.centerIn: parent
                        visible: !picker.typing
                        text: chip.index ? ("0" + picker.minute).slice(-2) : picker.shownHour()
                        font.pixelSize: 48
                        color: chip.current ? Theme.onPrimaryContainer : Theme.onSurface
                    }
                    Loader {
                        id: entry
                        anchors.fill: parent
                        active: picker.typing
                        sourceComponent: SearchInput {
                            inputMethodHints: Qt.ImhDigitsOnly
                            rid: "material_" + (chip.index ? "minute" : "hour") + "_edit_text"
                            horizontalAlignment: TextInput.AlignHCenter
                            font.pixelSize: 48
                            maximumLength: 2
                            onActiveFocusChanged: if (activeFocus) {
                                picker.minutes = chip.index === 1;
                                selectAll();
                            }
                            onTextChanged: picker.take(text, chip.index === 1)
                            Component.onCompleted: {
                                text = chip.index ? ("0" + picker.minute).slice(-2) : picker.shownHour();
                                if (chip.index === 0)
                                    forceActiveFocus();
                            }
                        }
                    }
                }
            }
            Column {
                visible: !picker.hours24
                leftPadding: 8
                Repeater {
                    model: ["AM", "PM"]
                    Press {
                        id: half
                        required property int index
                        required property string modelData
                        readonly property bool current: (picker.hour >= 12) === (index === 1)
                        width: 52
                        height: 40
                        radius: 8
                        fill: current ? Theme.secondaryContainer : "transparent"
                        rid: "material_clock_period_" + modelData.toLowerCase() + "_button"
                        property bool checkable: true
                        property bool checked: current
                        readonly property string text: modelData
                        onClicked: picker.hour = picker.hour % 12 + 12 * index
                        Rectangle {
                            anchors.fill: parent
                            radius: 8
                            color: "transparent"
                            border.color: Theme.outline
                        }
                        Text {
                            anchors.centerIn: parent
                            text: half.modelData
                            font.pixelSize: 16
                            font.weight: Font.Medium
                            color: half.current ? Theme.onSecondaryContainer : Theme.onSurfaceVariant
                        }
                    }
                }
            }
        }
        Dial {
            id: face
            visible: !picker.typing
            anchors.horizontalCenter: parent.horizontalCenter
            y: 96
            width: 256
            minutes: picker.minutes
            hours24: picker.hours24
            value: picker.minutes ? picker.minute : picker.hour
            onChosen: value => {
                if (picker.minutes)
                    picker.minute = value;
                else
                    picker.hour = picker.hours24 ? value : value % 12 + (picker.hour >= 12 ? 12 : 0);
            }
            onReleased: picker.minutes = true
        }
        IconPress {
            x: -12
            anchors.bottom: parent.bottom
            anchors.bottomMargin: -60
            icon: picker.typing ? "clock-outline" : "keyboard-outline"
            desc: picker.typing ? Tr.t("Switch to clock mode for the time input.") : Tr.t("Switch to text input mode for the time input.")
            rid: "material_timepicker_mode_button"
            onClicked: picker.typing = !picker.typing
        }
    }
}
