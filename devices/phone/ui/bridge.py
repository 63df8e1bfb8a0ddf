"""What the system's QML sees of the phone: properties that follow the state, and verbs."""

import random
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from devices.phone.state import catalog
from devices.phone.state.packages import LAUNCHER, Package
from devices.phone.state.phone import PhoneState
from devices.phone.state.ringing import Ringing
from devices.phone.ui.apps.table import ui_of
from devices.phone.ui.pages import page_json, search_json, summary_of
from devices.phone.ui.qt import glyphs

__all__ = ["Bridge"]


class Bridge(QObject):
    """The context property `bridge`. State changes on any thread; signals are told on Qt's."""

    settingsChanged = Signal()  # noqa: N815 - Qt's naming
    languageChanged = Signal()  # noqa: N815 - Qt's naming
    tasksChanged = Signal()  # noqa: N815 - Qt's naming
    powerChanged = Signal()  # noqa: N815 - Qt's naming
    noticesChanged = Signal()  # noqa: N815 - Qt's naming
    timeChanged = Signal()  # noqa: N815 - Qt's naming
    toasted = Signal(str)
    textTyped = Signal(str)  # noqa: N815 - Qt's naming
    keyTyped = Signal(str)  # noqa: N815 - Qt's naming
    _settings_heard = Signal()
    _tasks_heard = Signal()
    _power_heard = Signal()
    _notices_heard = Signal()

    def __init__(self, state: PhoneState, *, animations: bool = True) -> None:
        super().__init__()
        self._state = state
        self._animations = animations
        self._revision = 0
        self._language = self._words()
        self._apps: dict[tuple[str, int], QObject] = {}  # a task is one run of a package
        self._shown = ("", 0)
        self._unwatch = (
            state.settings.watch(lambda ns, key, value: self._settings_heard.emit()),
            state.activities.watch(self._tasks_heard.emit),
            state.power.watch(self._power_heard.emit),
            state.notifications.watch(self._notices_heard.emit),
        )
        self._settings_heard.connect(self._on_settings)
        self._tasks_heard.connect(self._on_tasks)
        self._power_heard.connect(self.powerChanged)
        self._notices_heard.connect(self.noticesChanged)
        self._ringing = Ringing(state.alarms, state.notifications)
        self._ticks = QTimer(self)
        self._ticks.setInterval(500)
        self._ticks.timeout.connect(self.tick)
        self._ticks.start()

    def close(self) -> None:
        """Stop following the state."""
        self._ticks.stop()
        for unwatch in self._unwatch:
            unwatch()

    @Slot()
    def _on_settings(self) -> None:
        self._revision += 1
        language, self._language = self._language, self._words()
        self.settingsChanged.emit()
        if language != self._language:
            self.languageChanged.emit()
            self.noticesChanged.emit()
        self.tick()

    @Property(int, notify=settingsChanged)
    def revision(self) -> int:
        """Grows with every change of a setting."""
        return self._revision

    @Property(bool, notify=settingsChanged)
    def dark(self) -> bool:
        """Whether the dark theme is on."""
        return self._state.settings.get("secure", "ui_night_mode") == "2"

    @Property(bool, notify=settingsChanged)
    def animate(self) -> bool:
        """Whether things move; off = they jump."""
        scale = self._state.settings.get("global", "animator_duration_scale") or "1"
        return self._animations and scale not in {"0", "0.0"}

    @Property(float, notify=settingsChanged)
    def fontScale(self) -> float:  # noqa: N802 - QML's naming
        """How much larger than usual texts are, 0.5..3."""
        try:
            return min(3.0, max(0.5, float(self._state.settings.get("system", "font_scale") or 1)))
        except ValueError:
            return 1.0

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        """The language: "en" or "zh"."""
        return self._words()

    def _words(self) -> str:
        locale = self._state.settings.get("system", "system_locales") or ""
        return "zh" if locale.startswith("zh") else "en"

    @Slot(str, str, result=str)
    def get(self, ns: str, key: str) -> str:
        """A setting's value; empty where it has none."""
        return (self._state.settings.get(ns, key) if key else None) or ""

    @Slot(str, str, str)
    def put(self, ns: str, key: str, value: str) -> None:
        """Change a setting."""
        self._state.settings.put(ns, key, value)

    @Slot(str, result=bool)
    def isOn(self, setting: str) -> bool:  # noqa: N802 - QML's naming
        """Whether the switch over "ns:key" is on."""
        ns, _, key = setting.partition(":")
        row = catalog.by_setting(ns, key)
        value = self._state.settings.get(ns, key)
        return row.is_on(value) if row else value == "1"

    @Slot(str)
    def flip(self, setting: str) -> None:
        """Change the switch over "ns:key" to what it is not."""
        ns, _, key = setting.partition(":")
        row = catalog.by_setting(ns, key)
        on, off = (row.on, row.off) if row else ("1", "0")
        self._state.settings.put(ns, key, off if self.isOn(setting) else on)

    @Slot(str, result=str)
    def page(self, route: str) -> str:
        """A page of Settings as JSON."""
        return page_json(self._state, route, self._words())

    @Slot(str, result=str)
    def search(self, query: str) -> str:
        """The rows of Settings that a query finds, as JSON."""
        return search_json(query, self._words())

    @Slot(str, result=str)
    def summary(self, row: str) -> str:
        """The second line of a row."""
        return summary_of(self._state, row, self._words())

    @Slot()
    def _on_tasks(self) -> None:
        activities = self._state.activities
        # The QML of an app that has ended goes first, then what it looked at. It may have seen
        # either list: tasks come and go on other threads.
        before = activities.running()
        self.tasksChanged.emit()
        for ended in self._apps.keys() - before - activities.running():
            self._apps.pop(ended).deleteLater()
        shown = activities.foreground()
        front = ("", 0) if activities.recents else (shown.package, shown.task_id)
        if front != self._shown:
            for task, on in ((self._shown, False), (front, True)):
                follow = getattr(self._apps.get(task), "follow", None)
                if follow is not None:
                    follow(on)
            self._shown = front

    def _package(self, name: str) -> dict[str, Any]:
        package = self._state.packages.get(name)
        return _app(package, self._words()) if package else {}

    @Property(list, notify=languageChanged)
    def apps(self) -> list[dict[str, Any]]:
        """What the launcher shows, in its order."""
        packages = list(self._state.packages.launchable())
        if self._state.seed:
            random.Random(f"icons {self._state.seed}").shuffle(packages)
        return [_app(package, self._words()) for package in packages]

    @Property("QVariantMap", notify=tasksChanged)  # type: ignore[arg-type] # a Qt type's name
    def front(self) -> dict[str, Any]:
        """The screen in front."""
        activities = self._state.activities
        shown = activities.foreground()
        return {
            "package": shown.package, "route": shown.route, "extras": dict(shown.extras),
            "serial": shown.serial, "depth": len(activities.stack()), "task": shown.task_id,
            "home": shown.package == LAUNCHER, "action": shown.action, "data": shown.data,
        }  # fmt: skip

    @Property(list, notify=tasksChanged)
    def tasks(self) -> list[dict[str, Any]]:
        """The tasks of apps, the front one first."""
        return [
            {**self._package(task.package), "task": task.task_id, "qml": ui_of(task.package).qml}
            for task in self._state.activities.tasks()
            if task.package != LAUNCHER
        ]

    @Property(bool, notify=tasksChanged)
    def recents(self) -> bool:
        """Whether the overview is shown."""
        return self._state.activities.recents

    @Property(str, notify=tasksChanged)
    def shade(self) -> str:
        """What is pulled down: "", "notifications" or "settings"."""
        return self._state.activities.shade

    @Slot(str, result="QVariant")
    def appOf(self, package: str) -> QObject | None:  # noqa: N802 - QML's naming
        """The app's own bridge; made when first asked for."""
        make = ui_of(package).make
        activities = self._state.activities
        task = (package, dict(activities.running()).get(package, 0))
        if task not in self._apps and make is not None:
            made = make(self._state, self)
            problem = getattr(made, "problem", None)
            if problem is not None:
                problem.connect(self.toasted)
            follow = getattr(made, "follow", None)
            if follow is not None and package == activities.foreground().package:
                follow(True)  # noqa: FBT003 - a Qt slot
                self._shown = task
            self._apps[task] = made
        return self._apps.get(task)

    @Slot(str)
    def open(self, component: str) -> None:
        """Start an activity."""
        self._state.activities.start(component)

    @Slot(str, str)
    def openRoute(self, component: str, route: str) -> None:  # noqa: N802 - QML's naming
        """Start an activity at a route."""
        self._state.activities.start(component, route=route)

    @Slot(str, str)
    def write(self, package: str, address: str) -> None:
        """Have an app write to a number ("smsto:..." as data, as an intent says it)."""
        action = "android.intent.action.SENDTO"
        self._state.activities.start(package, action=action, data=f"smsto:{quote(address)}")

    @Slot(str)
    def navigate(self, route: str) -> None:
        """Go on to another page of the app in front."""
        self._state.activities.navigate(route)

    @Slot(str, str)
    def point(self, route: str, row: str) -> None:
        """Go on to a page of Settings and point out one of its rows ("" for none)."""
        self._state.activities.navigate(route, mark=row)

    @Slot()
    def back(self) -> None:
        """Leave the screen in front."""
        self._state.activities.back()

    @Slot()
    def home(self) -> None:
        """Show the launcher."""
        self._state.activities.home()

    @Slot()
    def overview(self) -> None:
        """Show recent apps."""
        self._state.activities.show_recents()

    @Slot(int)
    def bring(self, task: int) -> None:
        """Bring a task to the front."""
        self._state.activities.bring(task)

    @Slot(int)
    def removeTask(self, task: int) -> None:  # noqa: N802 - QML's naming
        """End a task."""
        self._state.activities.remove(task)

    @Slot(str)
    def pull(self, shade: str) -> None:
        """Pull the shade to "", "notifications" or "settings"."""
        self._state.activities.set_shade(
            "settings" if shade == "settings" else "notifications" if shade else ""
        )

    @Property(bool, notify=powerChanged)
    def screenOn(self) -> bool:  # noqa: N802 - QML's naming
        """Whether the screen is lit."""
        return self._state.power.screen_on

    @Property(bool, notify=powerChanged)
    def locked(self) -> bool:
        """Whether the keyguard is shown."""
        return self._state.power.locked

    @Property(int, notify=powerChanged)
    def battery(self) -> int:
        """Percent."""
        return self._state.power.battery

    @Property(bool, notify=powerChanged)
    def charging(self) -> bool:
        """Whether power comes in."""
        return self._state.power.charging

    @Slot()
    def unlock(self) -> None:
        """Dismiss the keyguard."""
        self._state.power.unlock()

    @Slot()
    def sleep(self) -> None:
        """Turn the screen off."""
        self._state.power.sleep()

    @Property(list, notify=noticesChanged)
    def notices(self) -> list[dict[str, Any]]:
        """The notifications, newest first."""
        return [
            {
                **self._package(n.package),
                "id": n.id,
                "title": n.title,
                "text": n.text,
                "route": n.route,
            }
            for n in self._state.notifications.list()
        ]

    @Slot(int)
    def dismiss(self, number: int) -> None:
        """Remove a notification."""
        self._state.notifications.dismiss(number)

    @Slot()
    def dismissAll(self) -> None:  # noqa: N802 - QML's naming
        """Remove all notifications."""
        self._state.notifications.clear()

    @Slot()
    def tick(self) -> None:
        """Look at the clock, and at what it makes ring."""
        for words in self._ringing.look():
            self.toasted.emit(words)
        self.timeChanged.emit()

    @Property(str, notify=timeChanged)
    def time(self) -> str:
        """As the status bar shows it."""
        now = datetime.fromtimestamp(self._state.clock.now(), UTC)
        if self._state.settings.get("system", "time_12_24") == "24":
            return f"{now:%H:%M}"
        return f"{now.hour % 12 or 12}:{now:%M}"

    @Property(str, notify=timeChanged)
    def date(self) -> str:
        """Weekday, month and day."""
        now = datetime.fromtimestamp(self._state.clock.now(), UTC)
        if self._words() == "zh":
            return f"{now.month}月{now.day}日 周{'一二三四五六日'[now.weekday()]}"
        return f"{now:%a}, {now:%b} {now.day}"

    @Property(int, constant=True)
    def seed(self) -> int:
        """What the phone was made from."""
        return self._state.seed

    @Slot(str, result=str)
    def glyph(self, name: str) -> str:
        """The character of an icon."""
        return glyphs().get(name, "")

    @Slot(str)
    def toast(self, text: str) -> None:
        """Show a short message."""
        self.toasted.emit(text)

    @Slot(str)
    def commitText(self, text: str) -> None:  # noqa: N802 - QML's naming
        """A key of the soft keyboard that writes."""
        self.textTyped.emit(text)

    @Slot(str)
    def commitKey(self, name: str) -> None:  # noqa: N802 - QML's naming
        """A key of the soft keyboard that acts: "erase", "enter" or "hide"."""
        self.keyTyped.emit(name)


def _app(package: Package, language: str) -> dict[str, Any]:
    return {
        "package": package.name, "component": package.component,
        "label": package.labels.get(language, package.label),
        "icon": package.icon, "color": package.color, "ink": package.ink,
    }  # fmt: skip
