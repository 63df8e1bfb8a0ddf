import QtQuick
import "../../kit"

// A clock face on which an hour or a minute is touched.
Item {
    id: dial

    property bool minutes: false
    property bool hours24: false
    property int value: 0
    readonly property real reach: width / 2 - 24

    signal chosen(int value)
    signal released()

    height: width

    function spot(number) {
        const inner = !minutes && hours24 && (number === 0 || number > 12);
        const turn = (minutes ? number / 60 : number % 12 / 12) * 2 * Math.PI;
        const far = inner ? reach * 0.64 : reach;
        return Qt.point(width / 2 + far * Math.sin(turn), height / 2 - far * Math.cos(turn));
    }
    function choose(x, y) {
        const dx = x - width / 2, dy = y - height / 2;
        let turn = Math.atan2(dx, -dy) / (2 * Math.PI);
        if (turn < 0)
            turn += 1;
        if (minutes) {
            chosen(Math.round(turn * 60) % 60);
            return;
        }
        const hour = Math.round(turn * 12) % 12;
        if (!hours24)
            chosen(hour || 12);
        else if (Math.hypot(dx, dy) < reach * 0.82)
            chosen(hour ? hour + 12 : 0);
        else
            chosen(hour || 12);
    }

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: Theme.surfaceContainerHighest
    }
    Rectangle {
        // The hand.
        readonly property point end: dial.spot(dial.value)
        x: dial.width / 2
        y: dial.height / 2 - 1
        width: Math.hypot(end.x - dial.width / 2, end.y - dial.height / 2)
        height: 2
        transformOrigin: Item.Left
        rotation: Math.atan2(end.y - dial.height / 2, end.x - dial.width / 2) * 180 / Math.PI
        color: Theme.primary
        antialiasing: true
    }
    Rectangle {
        anchors.centerIn: parent
        width: 8
        height: 8
        radius: 4
        color: Theme.primary
    }
    Rectangle {
        readonly property point end: dial.spot(dial.value)
        x: end.x - width / 2
        y: end.y - height / 2
        width: 48
        height: 48
        radius: 24
        color: Theme.primary
    }
    Repeater {
        model: dial.minutes ? 12 : dial.hours24 ? 24 : 12
        Item {
            id: mark
            required property int index
            readonly property int number: dial.minutes ? index * 5 : dial.hours24 ? index : index || 12
            readonly property point place: dial.spot(number)
            readonly property bool current: number === (dial.minutes || dial.hours24 ? dial.value : dial.value % 12 || 12)
            x: place.x - 20
            y: place.y - 20
            width: 40
            height: 40
            property string cls: "android.widget.TextView"
            property bool clickable: true
            property string desc: dial.minutes ? number + " minutes" : number + " o'clock"
            Text {
                anchors.centerIn: parent
                text: dial.minutes ? ("0" + mark.number).slice(-2) : String(mark.number)
                font.pixelSize: 16
                color: mark.current ? Theme.onPrimary : Theme.onSurface
            }
        }
    }
    MouseArea {
        anchors.fill: parent
        onPressed: mouse => dial.choose(mouse.x, mouse.y)
        onPositionChanged: mouse => dial.choose(mouse.x, mouse.y)
        onReleased: dial.released()
    }
}
