"""Phones with a screen, made on the test's own thread."""

import pytest

from devices.phone.state.phone import PhoneState
from devices.phone.ui.scene import Scene

NOW = 1_789_000_000.0  # a Thursday in September 2026, 00:26 UTC


@pytest.fixture(scope="module")
def lit(tmp_path_factory):
    """A phone and its glass without animations, shared by a module's tests."""
    state = PhoneState.open(tmp_path_factory.mktemp("phone"), now=NOW)
    scene = Scene(state, animations=False)
    yield scene
    scene.close()


@pytest.fixture
def scene(lit):
    """The module's phone, at home and as its seed made it."""
    lit.state.reset()
    lit.pump()
    return lit
