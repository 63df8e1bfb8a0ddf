"""A built-in phone of our own behind an adb server of our own."""

import pytest

from agent import registry
from agent.flows.assistant import Assistants
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

    return Assistants(policy).for_device


@pytest.fixture(scope="module")
def fleet(adb_apart, tmp_path_factory):
    """The phones of this module's own home, which all that it starts will see."""
    with adb_apart(tmp_path_factory.mktemp("home")) as port:
        yield Fleet(AdbServer("127.0.0.1", port))


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
