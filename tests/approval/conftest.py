"""Screens in memory with things on them, and a built-in phone of our own."""

import pytest

from agent import actions as act
from agent.approval.aim import Aim
from agent.testing import FakeDevice, FakeScreen, paint
from agent.types import Box, Element, Size
from devices.android import KIND
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet

SIZE = Size(400, 800)
MIDDLE = Box(100, 300, 300, 360)


@pytest.fixture
def shown():
    """``shown(element, ...)``: a device that shows these."""

    def show(*elements: Element, app: str = "com.example.notes/.Editor") -> FakeDevice:
        screen = FakeScreen(paint(SIZE, (9, 9, 9)), app=app, elements=elements)
        return FakeDevice({"only": screen}, "only")

    return show


@pytest.fixture
def button():
    """``button("Delete")``: a button in the middle of the screen; further fields as given."""

    def make(text: str = "", box: Box = MIDDLE, **fields) -> Element:
        return Element(box=box, text=text, **{"clickable": True, **fields})

    return make


@pytest.fixture
def tap():
    """A touch in the middle of that button."""
    return act.Tap(at=(200, 330))


@pytest.fixture
def aim():
    def aim_at(device: FakeDevice, action) -> Aim:
        return Aim(action, device.observe(), device)

    return aim_at


@pytest.fixture(scope="module")
def phone(adb_apart, tmp_path_factory):
    """A built-in phone, behind an adb server of our own."""
    with adb_apart(tmp_path_factory.mktemp("home")) as port:
        fleet = Fleet(AdbServer("127.0.0.1", port))
        phone = fleet.start(seed=0, keep=False)
        try:
            yield phone
        finally:
            fleet.stop(phone.serial)


@pytest.fixture(scope="module")
def device(phone):
    """Our driver on the phone."""
    device = KIND.open(phone.serial)
    yield device
    device.close()
