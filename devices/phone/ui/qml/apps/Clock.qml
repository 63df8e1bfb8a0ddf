import QtQuick
import "../kit"
import "parts"
import "clock"

// The Clock app: four tabs.
Item {
    id: root

    property var app
    property var extras: ({})
    property string route: ""
    property int tab: 0
    property int seen: 0

    function back() {
        return pages.item && pages.item.back ? pages.item.back() : false;
    }

    // Intents of the alarm clock open a tab, and may set something there.
    function follow() {
        const front = bridge.front || {};
        if (front.package !== "com.google.android.deskclock" || front.serial === seen)
            return;
        seen = front.serial;
        const extras = front.extras;
        const given = name => parseInt(extras["android.intent.extra.alarm." + name] || "", 10);
        if (front.action === "android.intent.action.SHOW_ALARMS") {
            tab = 0;
        } else if (front.action === "android.intent.action.SET_ALARM") {
            tab = 0;
            if (!isNaN(given("HOUR")))
                app.setAlarm(app.addAlarm(given("HOUR"), given("MINUTES") || 0),
                    { label: extras["android.intent.extra.alarm.MESSAGE"] || "" });
        } else if (front.action === "android.intent.action.SET_TIMER") {
            tab = 2;
            if (given("LENGTH") > 0)
                app.addTimer(given("LENGTH"));
        }
    }

    Component.onCompleted: follow()
    Connections {
        target: bridge
        ignoreUnknownSignals: true
        function onTasksChanged() {
            Qt.callLater(root.follow);
        }
    }

    TopBar {
        id: bar
        leaves: false
        title: [Tr.t("Alarm"), Tr.t("Clock"), Tr.t("Timer"), Tr.t("Stopwatch")][root.tab]
        rid: "action_bar_title"
    }
    Loader {
        id: pages
        anchors.fill: parent
        anchors.topMargin: bar.height
        anchors.bottomMargin: tabs.height
        sourceComponent: [alarms, clock, timers, stopwatch][root.tab]
    }
    Component {
        id: alarms
        AlarmsTab {
            app: root.app
            stage: root
        }
    }
    Component {
        id: clock
        ClockTab {
            app: root.app
        }
    }
    Component {
        id: timers
        TimersTab {
            app: root.app
        }
    }
    Component {
        id: stopwatch
        StopwatchTab {
            app: root.app
        }
    }
    Tabs {
        id: tabs
        anchors.bottom: parent.bottom
        current: root.tab
        tabs: [
            { icon: "alarm", word: Tr.t("Alarm"), rid: "tab_menu_alarm" },
            { icon: "clock-outline", word: Tr.t("Clock"), rid: "tab_menu_clock" },
            { icon: "timer-sand", word: Tr.t("Timer"), rid: "tab_menu_timer" },
            { icon: "timer-outline", word: Tr.t("Stopwatch"), rid: "tab_menu_stopwatch" },
        ]
        package_: "com.google.android.deskclock"
        onChosen: index => root.tab = index
    }
}
