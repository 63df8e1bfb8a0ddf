"""A stand-in checkout of AndroidWorld over a built-in phone, behind an adb server of its own."""

import sys
import time
from pathlib import Path

import pytest

from agent.evals.android_world import Adb, Checkout, Screen, open_env
from devices.android import KIND
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet

CHECKOUT = Path(__file__).parent / "checkout"


@pytest.fixture(scope="session")
def checkout():
    """Imported for this folder's tests, and forgotten again."""
    before = list(sys.path)
    yield Checkout(CHECKOUT)
    sys.path[:] = before
    for name in [one for one in sys.modules if one.partition(".")[0] == "android_world"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def fleet(adb_apart, tmp_path_factory):
    with adb_apart(tmp_path_factory.mktemp("home")) as port:
        yield Fleet(AdbServer("127.0.0.1", port))


@pytest.fixture(scope="module")
def phone(fleet):
    phone = fleet.start(seed=0, keep=False)
    yield phone
    fleet.stop(phone.serial)


@pytest.fixture(scope="module")
def screen(phone):
    return Screen(Adb(KIND.adb(phone.serial)))


@pytest.fixture(scope="module")
def env(checkout, screen):
    return open_env(checkout, screen)


class Hand:
    """Acts in AndroidWorld's words on what the UI tree shows."""

    def __init__(self, checkout, env):
        self._env = env
        self._action = checkout.module("android_world.env.json_action").JSONAction

    def open(self, app):
        self._env.execute_action(self._action(action_type="open_app", app_name=app))

    def tap(self, label, how="click"):
        self._env.execute_action(self._action(action_type=how, index=self.find(label)))

    def type(self, text):
        """Into the first text field there is; Enter follows, as in their space."""
        index = self.find("android.widget.EditText")
        action = self._action(action_type="input_text", index=index, text=text)
        self._env.execute_action(action)

    def find(self, label):
        """The index of the first that reads ``label`` or is of that class, on a still screen."""
        shown = self.until(lambda shown: any(label in _said(one) for one in shown))
        return next(index for index, one in enumerate(shown) if label in _said(one))

    def until(self, holds):
        """The elements when ``holds`` of them, seen twice: between two looks a page may turn."""
        deadline, before = time.monotonic() + 60, None
        while time.monotonic() < deadline:
            shown = self._env.controller.get_ui_elements()
            if shown == before and holds(shown):
                return shown
            before = shown
        raise AssertionError(f"not on {[one.text or one.content_description for one in before]}")


def _said(element):
    return {element.text, element.content_description, element.class_name}


@pytest.fixture
def hand(checkout, env):
    return Hand(checkout, env)
