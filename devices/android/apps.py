"""Applications by label, package or activity: found on the device, started, seen in front."""

import difflib
import re
import time
from dataclasses import dataclass, field

from agent.errors import AppNotFound
from agent.types import ActionResult
from devices.android.labels import LABELS
from devices.android.link import Link

__all__ = ["App", "Apps", "in_front"]

_LAUNCHER = ("-a", "android.intent.action.MAIN", "-c", "android.intent.category.LAUNCHER")
_COMPONENT = re.compile(r"^[\w.]+/[\w.$]+$")
_PACKAGE = re.compile(r"^[A-Za-z]\w*(\.\w+)+$")
_FOCUS = re.compile(r"(?:mCurrentFocus|mFocusedApp)=.*?\s([\w.]+)/([\w.$]+)")
FRONT_SECONDS = 8.0


@dataclass(frozen=True)
class App:
    """Something that can be started. ``component`` is ``package/activity``."""

    component: str
    labels: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        return self.component.partition("/")[0]


@dataclass
class Apps:
    """The launchable applications of one device; looked up once, and again when a name fails."""

    link: Link
    _known: tuple[App, ...] = field(default=(), init=False)

    def open(self, name: str) -> ActionResult:
        """Start it and wait until it is in front.

        Raises ``AppNotFound`` with the nearest names. One that does not come up is a result.
        """
        app = self.find(name)
        answer = self.link.run(["am", "start", "-W", "-n", app.component])
        if "does not exist" in answer.text:
            self._known = self._query()
            raise self._nothing_called(name)
        if answer.status != 0 or re.search(r"\bError\b|Exception", answer.text):
            # Activities that are not exported can still be reached the launcher's way.
            answer = self.link.run(
                ["monkey", "-p", app.package, "-c", "android.intent.category.LAUNCHER", "1"]
            )
            if answer.status != 0 or "No activities found" in answer.text:
                said = f"{app.component} did not start: {answer.text[-300:]}"
                return ActionResult(ok=False, said=said)
        front = self._wait_for(app.package)
        label = app.labels[0] if app.labels else app.component
        if front.partition("/")[0] != app.package:
            said = f"started {label}, but {front or 'nothing'} is in front"
            return ActionResult(ok=False, said=said)
        return ActionResult(ok=True, said=f"opened {label} ({front})")

    def find(self, name: str) -> App:
        """The application that answers to a label, a package or a component."""
        wanted = name.strip()
        if _COMPONENT.match(wanted):
            return App(wanted)
        for fresh in (False, True):
            if fresh or not self._known:
                self._known = self._query()
            found = _match(self._known, wanted)
            if found is not None:
                return found
        if _PACKAGE.match(wanted) and (found := self._resolve(wanted)):
            return found
        raise self._nothing_called(name)

    def _nothing_called(self, name: str) -> AppNotFound:
        return AppNotFound(
            f"no installed application is called {name!r}{_suggest(self._known, name)}",
            hint="adb shell cmd package query-activities --brief "
            "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
        )

    def _query(self) -> tuple[App, ...]:
        answer = self.link.run(["cmd", "package", "query-activities", *_LAUNCHER])
        apps = _activities(answer.out)
        if apps:
            return apps
        # Before Android 7 there is no query: packages alone, their activities resolved on use.
        packages = self.link.run(["pm", "list", "packages"]).out.split()
        return tuple(
            App(package, _labels(package, ""))
            for line in packages
            if (package := line.removeprefix("package:"))
        )

    def _resolve(self, package: str) -> App | None:
        answer = self.link.run(
            ["cmd", "package", "resolve-activity", "--brief", *_LAUNCHER, package]
        )
        last = answer.out.strip().rpartition("\n")[2].strip()
        return App(last) if _COMPONENT.match(last) and last.startswith(package) else None

    def _wait_for(self, package: str) -> str:
        deadline = time.monotonic() + FRONT_SECONDS
        while True:
            front = in_front(
                self.link.script("dumpsys window | grep -E 'mCurrentFocus|mFocusedApp'").out
            )
            if front.partition("/")[0] == package or time.monotonic() > deadline:
                return front
            time.sleep(0.05)


def in_front(dump: str) -> str:
    """``package/activity`` (written out in full) of ``dumpsys window``'s focus, or ''."""
    found = _FOCUS.search(dump)
    if found is None:
        return ""
    package, activity = found.groups()
    return f"{package}/{package}{activity}" if activity.startswith(".") else f"{package}/{activity}"


def _activities(text: str) -> tuple[App, ...]:
    """The long form of ``query-activities``: blocks with packageName=, name= and labels."""
    apps: dict[str, App] = {}
    for block in re.split(r"(?m)^\s*Activity #\d+:", text)[1:]:
        name = re.search(r"(?m)^\s*name=(\S+)", block)
        package = re.search(r"packageName=(\S+)", block)
        if name is None or package is None:
            continue
        spoken = re.findall(r"nonLocalizedLabel=(.+?)(?: icon=|\s*$)", block, re.MULTILINE)
        label = next((text for text in spoken if text != "null"), "")
        component = f"{package[1]}/{name[1]}"
        apps.setdefault(component, App(component, _labels(package[1], label)))
    return tuple(apps.values())


def _labels(package: str, label: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (label, *LABELS.get(package, ())) if text))


def _match(apps: tuple[App, ...], wanted: str) -> App | None:
    plain = _plain(wanted)
    if not plain:
        return None
    tests = (
        lambda app: wanted == app.package,
        lambda app: plain in {_plain(label) for label in app.labels},
        lambda app: plain == _plain(app.package.rpartition(".")[2]),
        lambda app: any(_plain(label).startswith(plain) for label in app.labels),
        lambda app: len(plain) > 3 and plain in _plain(app.package),
    )
    for test in tests:
        found = [app for app in apps if test(app)]
        # Several activities of one package: the first is the launcher's own choice.
        if found and len({app.package for app in found}) == 1:
            return found[0]
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _suggest(apps: tuple[App, ...], wanted: str) -> str:
    names = {label.casefold(): label for app in apps for label in (*app.labels[:2], app.package)}
    near = difflib.get_close_matches(wanted.casefold(), names, n=3, cutoff=0.5)
    if near:
        return f"; did you mean {', '.join(names[text] for text in near)}?"
    known = [app.labels[0] if app.labels else app.package for app in apps]
    return f"; there are {', '.join(sorted(known)[:12])}" if known else ""
