"""A stand-in checkout of AndroidWorld over a built-in phone, behind an adb server of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import adbutils
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
def fleet(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = {
        "HOME": home,
        "ANDROID_USER_HOME": home,
        "XDG_STATE_HOME": home,
        "ANDROID_ADB_SERVER_PORT": str(port),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        "ADB_USB": "0",
        "ADB_MDNS_OPENSCREEN": "0",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        patch.delenv("ANDROID_SERIAL", raising=False)
        own = {name: value for name, value in os.environ.items() if "ANDROID_ADB" not in name}
        start = [adbutils.adb_path(), "-P", str(port), "start-server"]
        subprocess.run(start, env=own, check=True, capture_output=True)
        yield Fleet(AdbServer("127.0.0.1", port))
        subprocess.run([adbutils.adb_path(), "-P", str(port), "kill-server"], check=False)


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
        """The index of the first that reads ``label`` or is of that class, waited for."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            elements = self._env.controller.get_ui_elements()
            for index, one in enumerate(elements):
                if label in {one.text, one.content_description, one.class_name}:
                    return index
        shown = [one.text or one.content_description for one in elements]
        raise AssertionError(f"{label!r} is none of {list(filter(None, shown))}")


@pytest.fixture
def hand(checkout, env):
    return Hand(checkout, env)
