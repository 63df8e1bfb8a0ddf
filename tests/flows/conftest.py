"""A built-in phone of our own behind an adb server of our own."""

import os
import socket
import subprocess

import adbutils
import pytest

from agent import registry
from agent.flows.assistant import Helpers
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.types import Decision
from devices.android import KIND
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet


def scripted(size, *said):
    """A model that says these actions on a screen of ``size``, for ``Trial.run`` to ask."""
    dialect = registry.dialect("qwen3-vl")

    def policy(device):
        seen = ScriptedModel([], name="", factor=28).geometry(size)
        space = dialect.space(size, seen)
        replies = [dialect.render(Decision(action=one, summary="so"), space) for one in said]
        model = ScriptedModel(replies, name="scripted", dialect="qwen3-vl", factor=28)
        return Policy(model, dialect, device.info())

    return Helpers(policy).assistant


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """The phones of this module's own home, which all that it starts will see."""
    home = str(tmp_path_factory.mktemp("home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = {
        "HOME": home,
        "ANDROID_USER_HOME": home,
        "XDG_STATE_HOME": home,
        "ANDROID_ADB_SERVER_PORT": str(port),
        # No scan of other phones' ports, no USB, no network search.
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
def device(phone):
    """Our driver on the phone."""
    device = KIND.open(phone.serial)
    yield device
    device.close()
