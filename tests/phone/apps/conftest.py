"""A phone in this process, and a hand that drives it by touch and sees it as its tree."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from devices.phone.state.phone import PhoneState
from devices.phone.ui.scene import Scene

SUNDAY = datetime(2023, 10, 15, 15, 34, tzinfo=UTC).timestamp()
ACTIVITIES = {
    "contacts": "com.google.android.contacts",
    "clock": "com.google.android.deskclock",
    "notes": "net.gsantner.markor",
    "messages": "com.simplemobiletools.smsmessenger",
    "files": "com.google.android.documentsui",
    "calculator": "com.google.android.calculator",
}
KEYBOARD = "com.google.android.inputmethod.latin"


class Hand:
    """Touches the glass and looks at its tree, on Qt's own thread."""

    def __init__(self, scene, state):
        self.scene = scene
        self.state = state

    def settle(self):
        self.scene.pump(0.02)
        self.scene.idle(5.0)

    def open(self, name, **intent):
        self.state.activities.start(ACTIVITIES[name], **intent)
        self.settle()

    def nodes(self):
        return list(self.scene.tree().walk())

    def all(self, **wanted):
        return [n for n in self.nodes() if all(getattr(n, k) == v for k, v in wanted.items())]

    def see(self, within_s=10.0, **wanted):
        """The first node with these values, waited for."""
        end = time.monotonic() + within_s
        while True:
            found = self.all(**wanted)
            if found:
                return found[0]
            if time.monotonic() > end:
                texts = sorted({n.text or n.description for n in self.nodes()})
                raise AssertionError(f"{wanted} is not on the screen: {texts}")
            self.scene.pump(0.01)

    def gone(self, within_s=10.0, **wanted):
        """Wait until no node has these values."""
        end = time.monotonic() + within_s
        while self.all(**wanted):
            assert time.monotonic() < end, f"{wanted} is still on the screen"
            self.scene.pump(0.01)

    def tap(self, **wanted):
        x, y = self.see(**wanted).center
        self.touch((0.0, x, y), (0.05, x, y))

    def hold(self, **wanted):
        x, y = self.see(**wanted).center
        self.touch((0.0, x, y), (0.8, x, y))

    def touch(self, *path):
        self.scene.touch(path)
        self.settle()

    def swipe_up(self):
        width, height = self.scene.size
        points = [(t / 10 * 0.3, width / 2, height * (0.7 - t * 0.04)) for t in range(11)]
        assert all(a[0] < b[0] for a, b in pairwise(points))
        self.touch(*points)

    def type(self, text):
        typed = self.scene.type_text(text)
        self.settle()
        return typed

    def key(self, code):
        self.scene.key(code)
        self.settle()

    def back(self):
        self.key(4)

    def strike(self, *keys):
        """Tap keys of the soft keyboard by what they are called."""
        for key in keys:
            self.tap(description=key, package=KEYBOARD)


@pytest.fixture(scope="module")
def glass(tmp_path_factory) -> Iterator[Scene]:
    """One glass for a module's tests: a process that makes many is not what a phone is."""
    root = tmp_path_factory.mktemp("phone") / "root"
    state = PhoneState.open(root, size=(540, 1200), density=210, now=SUNDAY)
    scene = Scene(state, animations=False)
    yield scene
    scene.close()


@pytest.fixture
def hand(glass) -> Hand:
    """A hand on a phone that is as its seed made it, with its launcher in front."""
    glass.state.reset()
    made = Hand(glass, glass.state)
    made.settle()
    return made
