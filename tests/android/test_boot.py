"""Which boot a link goes on with, at the wire; real phones: tests/conformance/test_recovery.py."""

import pytest

from agent.errors import DeviceLost
from agent.types import Frame, Size
from devices.android.boot import ASK_BOOT, BootChanged, read_boot
from devices.android.driver import AndroidDevice
from devices.android.link import Link

FIRST = "0f0d31c8-9f0c-4b7e-8a43-6a2f0c6a7c11"
SECOND = "7b1f5f0e-2c55-4a0f-9a3e-d3a1f2b4c5d6"
QUESTION = f"shell:{ASK_BOOT}"


@pytest.fixture
def link(wire):
    wire.boot = FIRST
    wire.services["exec:"] = b"done"
    return Link(wire.server, "S")


def run(link):
    with link.open("exec:x") as stream:
        return stream.read_all()


def test_it_is_asked_once_for_as_long_as_the_connection_lasts(wire, link):
    for _ in range(3):
        run(link)
    assert wire.seen.count(QUESTION) == 1
    wire.number += 1
    run(link)
    run(link)
    assert wire.seen.count(QUESTION) == 2


def test_nothing_is_sent_to_another_boot_however_often_it_is_tried(wire, link):
    run(link)
    wire.number, wire.boot, sent = 2, SECOND, wire.seen.count("exec:x")
    for _ in range(2):
        with pytest.raises(BootChanged, match=f"{SECOND}, not {FIRST}"):
            run(link)
    assert wire.seen.count("exec:x") == sent


def test_a_server_that_numbers_no_connections_is_asked_after_a_loss(wire, link):
    wire.version = 40
    run(link)
    wire.away = 1
    run(link)
    assert wire.seen.count(QUESTION) == 2
    wire.away, wire.boot = 1, SECOND
    with pytest.raises(BootChanged):
        run(link)


def test_a_device_that_does_not_tell_is_taken_for_the_same(wire, link):
    wire.boot = ""
    run(link)
    wire.number += 1
    assert run(link) == b"done"


def test_one_that_told_at_first_has_to_tell_again(wire, link, monkeypatch):
    monkeypatch.setattr("devices.android.link.RECONNECT_SECONDS", 0.1)
    run(link)
    wire.number, wire.boot = 2, ""
    with pytest.raises(DeviceLost, match="while it was asked"):
        run(link)


def test_an_observation_sees_what_adb_mends_under_the_old_number(wire):
    wire.boot, size = FIRST, Size(2, 2)
    device = AndroidDevice(wire.server, "S")
    frame = Frame(size, b"\1" * 16)
    said = {"boot": FIRST}
    wire.services["shell:"] = lambda _: f"boot_id={said['boot']}\nfingertip-exit:0\n".encode()
    assert device.observe(frame).frame is frame
    said["boot"] = SECOND
    with pytest.raises(BootChanged):
        device.observe(frame)


@pytest.mark.parametrize(
    "text", ["", "boot_id=\n", "boot_id=sh: can't open\n", f"mCurrentFocus={FIRST}"]
)
def test_what_tells_no_boot(text):
    assert read_boot(text) == ""
