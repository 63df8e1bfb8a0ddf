"""Which app is in front, what lies behind it, and where in it the person is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from devices.phone.state import catalog
from devices.phone.state.changes import Changes
from devices.phone.state.packages import (
    LAUNCHER,
    SETTINGS,
    Packages,
    UnknownActivityError,
)

__all__ = ["MARK", "Activities", "Activity", "Shade", "UnknownActivityError"]

Shade = Literal["", "notifications", "settings"]
MARK = ":settings:fragment_args_key"
"""The extra that names the row for a page of Settings to point out, as on Android."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One screen of an app.

    Attributes:
        activity: the class in full.
        route: where in the app; for Settings a route of the catalogue.
        serial: grows with every `start`, so that a second start of the same screen is seen.
    """

    package: str
    activity: str
    task_id: int
    route: str = ""
    action: str = ""
    data: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    serial: int = 0


class Activities:
    """Tasks, each a stack of screens; thread-safe. The launcher is a task that never ends."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._lock = threading.RLock()
        self._changes = Changes()
        self._next = 2
        self._serial = 0
        self._tasks: list[list[Activity]] = []
        self._recents = False
        self._shade: Shade = ""
        self.reset()

    def reset(self) -> None:
        """Nothing but the launcher. No task's number comes back: whoever shows them goes by it."""
        with self._lock:
            launcher = self._packages.get(LAUNCHER)
            assert launcher is not None
            self._serial += 1
            self._tasks = [[Activity(LAUNCHER, launcher.activity, 1, serial=self._serial)]]
            self._recents = False
            self._shade = ""
        self._changes.touch()

    @property
    def recents(self) -> bool:
        """Whether the overview of recent apps is on the screen."""
        return self._recents

    @property
    def shade(self) -> Shade:
        """What is pulled down over the app: nothing, notifications, or quick settings."""
        return self._shade

    def set_shade(self, shade: Shade) -> None:
        """Pull the shade down or up."""
        self._change(shade=shade)

    def start(
        self, component: str = "", *, action: str = "", data: str = "",
        extras: Mapping[str, str] | None = None, route: str = "",
    ) -> Activity:  # fmt: skip
        """Bring an activity to the front, in its app's task.

        Args:
            component: `package/.Activity`; may be empty where `action` says enough.
            action: the intent's action.
            data: the intent's data URI.
            extras: the intent's extras.
            route: page of Settings; overrides what action and activity say. `extras["route"]`
                does the same.

        Raises:
            UnknownActivityError: nothing of this name is installed.
        """
        given = dict(extras or {})
        if not component:
            component = self._component_for(action)
        package, activity = self._packages.resolve(component)
        route = route or given.get("route", "") or package.activities.get(activity, "")
        if package.name == SETTINGS:
            route = self._settings_route(route, activity, action)
        with self._lock:
            self._serial += 1
            task = self._task_of(package.name)
            number = self._new_number() if task is None else task[0].task_id
            shown = Activity(
                package.name, activity, number, route, action, data, given, self._serial
            )
            plain = not (route or given or data) and activity == package.activity
            launched = action in {"", "android.intent.action.MAIN"}
            if task is None:
                task = [shown]
                self._tasks.append(task)
            elif not (plain and launched):
                # A direct way to a page starts a fresh stack, so that one BACK leaves it.
                task[:] = [shown]
            self._raise(task)
        self._changes.touch()
        return self.foreground()

    def navigate(self, route: str, *, mark: str = "") -> None:
        """Open another page of the app in front, on top of the one that is shown.

        Args:
            route: the page.
            mark: the row that the page is to point out.
        """
        extras = {MARK: mark} if mark else {}
        with self._lock:
            task = self._tasks[0]
            self._serial += 1
            task.append(replace(task[-1], route=route, extras=extras, serial=self._serial))
        self._changes.touch()

    def back(self) -> None:
        """One screen back; the last screen of an app ends its task and shows the launcher."""
        with self._lock:
            if self._shade or self._recents:
                self._shade, self._recents = "", False
            elif len(self._tasks[0]) > 1:
                self._tasks[0].pop()
            elif self._tasks[0][0].package != LAUNCHER:
                del self._tasks[0]
                self._raise(self._launcher())
        self._changes.touch()

    def home(self) -> None:
        """Show the launcher."""
        with self._lock:
            self._raise(self._launcher())
            self._serial += 1
            home = self._tasks[0]
            home[:] = [replace(home[0], serial=self._serial)]
        self._changes.touch()

    def show_recents(self) -> None:
        """Show the overview; a second call goes to the app before this one, as on a phone."""
        with self._lock:
            others = [task for task in self._tasks if task[0].package != LAUNCHER]
            if self._recents and others:
                self._raise(others[min(1, len(others) - 1)])
            else:
                self._recents, self._shade = True, ""
        self._changes.touch()

    def bring(self, task_id: int) -> bool:
        """Bring a task to the front; False where it is gone."""
        with self._lock:
            for task in self._tasks:
                if task[0].task_id == task_id:
                    self._raise(task)
                    break
            else:
                return False
        self._changes.touch()
        return True

    def force_stop(self, package: str) -> None:
        """End an app: its task goes, the launcher comes where it was in front."""
        with self._lock:
            front = self._tasks[0]
            self._tasks = [
                task for task in self._tasks if task[0].package != package or package == LAUNCHER
            ]
            if front not in self._tasks:
                self._raise(self._launcher())
        self._changes.touch()

    def remove(self, task_id: int) -> bool:
        """End a task; False where it is gone already."""
        with self._lock:
            found = next((task for task in self._tasks if task[0].task_id == task_id), None)
            if found is None or found[0].package == LAUNCHER:
                return False
            front = self._tasks[0] is found
            self._tasks.remove(found)
            if front and not self._recents:
                self._raise(self._launcher())
        self._changes.touch()
        return True

    def foreground(self) -> Activity:
        """The screen in front (while the overview is shown: the launcher, whose it is)."""
        with self._lock:
            return self._launcher()[-1] if self._recents else self._tasks[0][-1]

    def tasks(self) -> list[Activity]:
        """The top screen of every task, the front one first; the launcher's is among them."""
        with self._lock:
            return [task[-1] for task in self._tasks]

    def running(self) -> set[tuple[str, int]]:
        """Package and number of every task."""
        return {(task.package, task.task_id) for task in self.tasks()}

    def stack(self) -> tuple[Activity, ...]:
        """The screens of the front task, its first one first."""
        with self._lock:
            return tuple(self._tasks[0])

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change; returns what ends that."""
        return self._changes.watch(callback)

    def _change(self, *, shade: Shade) -> None:
        with self._lock:
            changed = shade != self._shade
            self._shade = shade
        if changed:
            self._changes.touch()

    def _component_for(self, action: str) -> str:
        if action in catalog.ACTIONS:
            return f"{SETTINGS}/.Settings"
        by_action = {
            "android.intent.action.SHOW_ALARMS": "com.google.android.deskclock",
            "android.intent.action.SET_ALARM": "com.google.android.deskclock",
            "android.intent.action.SET_TIMER": "com.google.android.deskclock",
            "android.intent.action.DIAL": "com.google.android.dialer",
            "android.intent.action.INSERT": "com.google.android.contacts",
            "android.media.action.IMAGE_CAPTURE": "com.android.camera2",
            "android.media.action.STILL_IMAGE_CAMERA": "com.android.camera2",
        }
        try:
            return by_action[action]
        except KeyError:
            raise UnknownActivityError(
                f"Activity not started, unable to resolve Intent {{ act={action} flg=0x10000000 }}"
            ) from None

    def _settings_route(self, route: str, activity: str, action: str) -> str:
        route = route or catalog.ACTIVITIES.get(activity, "") or catalog.ACTIONS.get(action, "")
        if route not in catalog.PAGES:
            raise UnknownActivityError(f"Settings has no page {route!r}")
        return route

    def _new_number(self) -> int:
        number, self._next = self._next, self._next + 1
        return number

    def _task_of(self, package: str) -> list[Activity] | None:
        return next((task for task in self._tasks if task[0].package == package), None)

    def _launcher(self) -> list[Activity]:
        task = self._task_of(LAUNCHER)
        assert task is not None
        return task

    def _raise(self, task: list[Activity]) -> None:
        self._tasks.remove(task)
        self._tasks.insert(0, task)
        self._recents, self._shade = False, ""
