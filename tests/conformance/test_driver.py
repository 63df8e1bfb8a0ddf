"""Our driver on the built-in phone: eyes, fingers, keys, applications."""

import re
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.actions import (
    Answer,
    Click,
    DoubleTap,
    Drag,
    Hotkey,
    LongPress,
    OpenApp,
    Press,
    Scroll,
    Swipe,
    Tap,
    Wait,
)
from agent.errors import CaptureFailed, DeviceNotFound
from agent.protocols import Device
from agent.settle import changed_box, settle
from agent.types import Box, Size
from devices.android import KIND
from devices.android.link import Link
from devices.android.server import Server

SIZE = Size(1080, 2400)
SETTINGS = "com.android.settings"


def _find(device, text):
    """Where it is, once it shows."""
    limit = time.monotonic() + 60
    while not (found := [e for e in device.elements() if text in {e.text, e.description}]):
        assert time.monotonic() < limit, [e.text for e in device.elements() if e.text]
    return found[0].box.center


def _open_settings(device):
    """Settings, drawn to the end."""
    result = device.perform(OpenApp(name="Settings"))
    assert result.ok, result.said
    _find(device, "Display")
    settle(device)


def _texts(device):
    """Of the application; the status bar's clock goes on."""
    return [e.text for e in device.elements() if e.package == SETTINGS]


def test_it_is_a_device(device, phone):
    assert isinstance(device, Device)
    assert device.serial == phone.serial
    info = device.info()
    assert (info.kind, info.serial, info.size) == ("android", phone.serial, SIZE)
    assert info.model
    assert info.os.startswith("Android 1")
    assert {"tap", "type_text", "open_app"} <= info.actions


def test_what_is_listed_can_be_opened(phone):
    assert [(found.serial, found.state) for found in KIND.list()] == [(phone.serial, "device")]
    assert KIND.open().serial == phone.serial
    with pytest.raises(DeviceNotFound, match=phone.serial):
        KIND.open("emulator-9998")


def test_every_route_takes_the_same_picture(device, fresh):
    _open_settings(device)
    camera = device._camera
    pictures = {route: camera._by(route, 20) for route in ("raw", "gzip", "png")}
    assert {frame.size for frame in pictures.values()} == {SIZE}
    for frame in pictures.values():
        assert changed_box(pictures["raw"], frame) is None
    opaque = np.frombuffer(pictures["raw"].data, np.uint8).reshape(-1, 4)
    assert (opaque[:, 3] == 255).all()
    assert len(np.unique(opaque[::97, :3], axis=0)) > 10


@pytest.mark.parametrize(
    "name", ["Settings", "settings", "设置", SETTINGS, f"{SETTINGS}/.Settings", " Settings "]
)
def test_an_application_by_any_of_its_names(device, fresh, name):
    result = device.perform(OpenApp(name=name))
    assert result.ok, result.said
    assert device.observe().app.startswith(f"{SETTINGS}/")


@pytest.mark.parametrize("label", ["Contacts", "Clock", "Notes", "Calculator"])
def test_the_other_applications(device, fresh, label):
    result = device.perform(OpenApp(name=label))
    assert result.ok, result.said
    assert label in result.said


def test_an_application_that_is_not_there(device, fresh):
    result = device.perform(OpenApp(name="Setings"))
    assert not result.ok
    assert "did you mean Settings" in result.said
    result = device.perform(OpenApp(name="Zzyzx'; rm -r /sdcard/*; echo '"))
    assert not result.ok
    assert "no installed application" in result.said
    assert not device.perform(OpenApp(name="no.such.app")).ok
    result = device.perform(OpenApp(name="no.such/.App"))
    assert not result.ok


def test_taps_reach_what_is_there(device, fresh):
    _open_settings(device)
    before = device.capture()
    assert device.perform(Tap(at=_find(device, "Display"))).ok
    frame, _, still = settle(device, before=before)
    assert still
    box = changed_box(before, frame)
    assert box is not None
    assert box.bottom - box.top > 800
    assert device.perform(Press(key="back")).ok
    settle(device, before=frame)
    assert _find(device, "Display")


def test_a_scroll_reveals_what_lies_below(device, fresh):
    _open_settings(device)
    texts = _texts(device)
    assert device.perform(Scroll(direction="down", amount=0.5)).ok
    settle(device)
    assert set(_texts(device)) - set(texts)
    assert device.perform(Scroll(direction="up", amount=3)).ok
    settle(device)
    assert _texts(device) == texts


@pytest.mark.parametrize(
    "action",
    [
        DoubleTap(at=(540, 1200)),
        LongPress(at=(540, 1200), seconds=0.6),
        Swipe(start=(540, 1500), end=(540, 1200), seconds=0.1),
        Drag(start=(540, 1500), end=(540, 1200), seconds=0.6),
        Click(at=(540, 1200)),
        Press(key="volume_up"),
        Hotkey(keys=("ctrl", "a")),
        Wait(seconds=0.01),
    ],
    ids=lambda action: action.type,
)
def test_every_action_is_performed(device, fresh, action):
    assert device.perform(action).ok


def test_outside_of_the_screen_is_clipped_and_said(device, fresh):
    result = device.perform(Tap(at=(5000, 1200)))
    assert result.ok
    assert "outside" in result.said


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Press(key="hoem"), "did you mean home"),
        (Hotkey(keys=("ctrl", "nonsense")), "nonsense"),
        (Click(at=(1, 1), button="right"), "click"),
        (Answer(text="x"), "answer"),
    ],
    ids=lambda value: getattr(value, "type", None),
)
def test_what_a_phone_cannot_do_is_said(device, action, said):
    result = device.perform(action)
    assert not result.ok
    assert said in result.said


def test_elements_are_what_is_seen(device, fresh):
    _open_settings(device)
    observation = device.observe(elements=True)
    assert observation.elements
    screen = Box(0, 0, *SIZE)
    for element in observation.elements:
        assert screen.contains(element.box.center)
    assert any(element.clickable for element in observation.elements)
    assert any(element.scrollable for element in observation.elements)


def test_a_dark_screen_is_an_error_and_not_a_picture(device, fresh):
    assert device.perform(Press(key="sleep")).ok
    with pytest.raises(CaptureFailed, match="screen is off") as caught:
        device.capture()
    assert "WAKEUP" in caught.value.hint
    assert device.perform(Press(key="wakeup")).ok
    settle(device)
    assert "the screen is off" not in device.observe().notes


def test_a_locked_phone_says_so(device, fresh):
    device.perform(Press(key="sleep"))
    device.perform(Press(key="wakeup"))
    frame = settle(device).frame
    locked = re.search("mDreamingLockscreen=true", device.shell(["dumpsys", "window"])[1])
    assert ("the phone is locked" in device.observe(frame).notes) == bool(locked)


def test_words_for_the_shell_arrive_as_given(device):
    words = [
        "a b",
        "$HOME",
        "`id`",
        "it's",
        '"q"',
        "\\",
        "*",
        "",
        "-n",
        "~",
        "a\nb",
        "你好",
        ";&|<>",
    ]
    status, out = device.shell(["printf", "%s\\037", *words])
    assert status == 0
    assert out.split("\037")[:-1] == words
    assert device.shell(["nosuch"])[0] == 127


WORDS = st.text(st.characters(exclude_characters="\0\037", exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=25, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=10))
def test_any_words_come_back_from_the_phones_own_shell(phone, words):
    link = Link(Server.from_environment(), phone.serial)
    assert link.run(["printf", "%s\\037", *words]).out.split("\037")[:-1] == words


def test_two_clients_at_once(device, phone, fresh):
    other = KIND.open(phone.serial)
    seen = []
    looking = threading.Thread(target=lambda: seen.extend(other.capture() for _ in range(5)))
    looking.start()
    for _ in range(5):
        device.capture()
    looking.join()
    assert len(seen) == 5
