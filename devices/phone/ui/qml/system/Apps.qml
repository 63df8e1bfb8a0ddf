import QtQuick
import "../kit"

// The apps that run, each alive while its task is; only the front one is seen.
Item {
    id: apps

    property real topInset: 0
    readonly property bool moving: slide.running
    property string shown: ""

    function back() {
        for (let i = 0; i < slots.count; ++i) {
            const slot = slots.itemAt(i);
            if (slot && slot.front && slot.item)
                return slot.item.back ? slot.item.back() === true : false;
        }
        return false;
    }
    function sync() {
        const tasks = bridge.tasks;
        for (let i = model.count - 1; i >= 0; --i)
            if (!tasks.some(task => task.task === model.get(i).task))
                model.remove(i);
        for (const task of tasks) {
            let found = false;
            for (let i = 0; i < model.count; ++i)
                found = found || model.get(i).task === task.task;
            if (!found)
                model.append({ task: task.task, app: task.package, qml: task.qml, label: task.label, icon: task.icon });
        }
        const front = bridge.front.home ? "" : bridge.front.package;
        if (front !== shown) {
            shown = front;
            if (front !== "" && Theme.animate)
                slide.restart();
        }
    }

    Component.onCompleted: sync()
    Connections {
        target: bridge
        function onTasksChanged() {
            apps.sync();
        }
    }
    ListModel {
        id: model
    }
    Item {
        id: stage
        width: parent.width
        height: parent.height
        NumberAnimation {
            id: slide
            target: stage
            property: "y"
            from: 60
            to: 0
            duration: 180
            easing.type: Easing.OutCubic
        }
        Repeater {
            id: slots
            model: model
            Rectangle {
                id: slot
                required property int task
                required property string app
                required property string qml
                required property string label
                required property string icon
                readonly property string pkg: app
                readonly property bool front: bridge.front.task === task
                readonly property alias item: loader.item
                anchors.fill: parent
                color: Theme.surface
                visible: front
                clip: true
                FocusScope {
                    anchors.fill: parent
                    anchors.topMargin: apps.topInset
                    focus: slot.front
                    Loader {
                        id: loader
                        anchors.fill: parent
                        Component.onCompleted: setSource("../" + slot.qml, slot.given())
                    }
                }
                function given() {
                    const front = bridge.front;
                    return { app: bridge.appOf(slot.app), route: front.route, extras: front.extras };
                }
                property int serial: front ? bridge.front.serial : -1
                onSerialChanged: {
                    if (serial < 0 || !loader.item)
                        return;
                    loader.item.extras = bridge.front.extras;
                    loader.item.route = bridge.front.route;
                }
                onVisibleChanged: if (!visible && loader.item && loader.item.Window.activeFocusItem)
                    loader.parent.focus = false
            }
        }
    }
}
