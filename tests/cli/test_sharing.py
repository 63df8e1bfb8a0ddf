"""Where one model is held for several devices, and where each opens its own."""

import pytest

from agent.cli.sharing import one_model
from agent.config import Settings
from agent.errors import UnknownPlugin


@pytest.mark.parametrize(
    ("spec", "devices"), [("pocket", 1), (None, 4), ("scripted:replies.txt", 4), ("server:x", 4)]
)
def test_what_loads_no_weights_twice_is_not_held(spec, devices):
    with one_model(Settings(), spec, devices) as holder:
        assert holder is None


def test_weights_are_held_for_several_devices_until_the_end():
    with one_model(Settings(), "pocket", 2) as holder:
        assert holder.check() == 0
        assert holder.spec == f"shared:{holder.socket}"
    assert not holder.socket.exists()


def test_an_unknown_model_is_said_before_any_device_is_opened():
    with pytest.raises(UnknownPlugin, match="nobody"), one_model(Settings(), "nobody", 2):
        pass
