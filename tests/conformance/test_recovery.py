"""What happens when adb or the phone goes away in the middle."""

import os
import socket
import threading
import time
from contextlib import closing

import pytest

from agent.actions import Press
from agent.errors import DeviceError, DeviceLost, UnknownDevice
from devices.android import KIND
from devices.android.boot import BootChanged
from devices.phone.adb.host import AdbServer


def test_the_adb_server_is_killed_between_two_actions(device, adb, fresh):
    assert device.capture()
    adb("kill-server")
    assert device.capture()
    assert device.perform(Press(key="home")).ok
    adb("kill-server")
    assert device.shell(["echo", "back"]) == (0, "back\n")
    assert any("started one" in note for note in device.info().notes)


def test_the_adb_server_is_killed_under_a_running_command(device, adb, fresh):
    limit = time.monotonic() + 60

    def kill():
        while adb.shell("test -e /sdcard/begun")[0] and time.monotonic() < limit:
            pass
        adb("kill-server")

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises(DeviceLost):
        device.shell(["sh", "-c", "touch /sdcard/begun; sleep 100"], timeout=100)
    killing.join()
    assert device.capture()


def test_a_device_that_vanishes_is_lost_in_the_end(fleet, phone):
    other = fleet.start(seed=1, keep=False)
    gone = KIND.open(other.serial)
    assert gone.capture()
    fleet.stop(other.serial)
    # Else another phone of this machine may take the port, and with it the serial.
    with socket.create_server(("127.0.0.1", other.port)), pytest.raises(DeviceLost):
        gone.capture()
    gone.close()


@pytest.fixture
def bare(fleet, reachable):
    """A phone of its own without glass, on a port that no other phone of this machine takes."""
    port = 23001 + os.getpid() % 2000 * 2
    bare = fleet.start(seed=1, port=port, keep=False, screen=False)
    yield bare
    fleet.stop(bare.serial)


def test_another_phone_of_the_same_serial_is_not_taken_for_the_old_one(fleet, bare):
    device = KIND.open(bare.serial)
    assert device.shell(["echo", "here"]) == (0, "here\n")
    fleet.stop(bare.serial)
    fleet.start(seed=2, port=bare.port, keep=False, screen=False)

    for _ in range(2):
        with pytest.raises(BootChanged, match=f"{bare.serial} has been started since") as caught:
            device.shell(["touch", "/sdcard/acted"])
        assert "begin again" in caught.value.hint
    device.close()
    assert KIND.open(bare.serial).shell(["ls", "/sdcard/acted"])[0] != 0


def boot_of(serial):
    """As a client sees it that comes just now; empty where the phone is between two boots."""
    try:
        with closing(KIND.open(serial)) as device:
            return device.shell(["cat", "/proc/sys/kernel/random/boot_id"])[1]
    except (DeviceError, UnknownDevice):
        return ""


def test_a_phone_that_was_restarted_is_no_longer_the_one_of_the_episode(bare):
    device = KIND.open(bare.serial)
    before = boot_of(bare.serial)
    assert device.shell(["reboot"])[0] == 0

    limit = time.monotonic() + 60
    while boot_of(bare.serial) in {"", before}:
        assert time.monotonic() < limit
    with pytest.raises(BootChanged):
        device.shell(["echo", "here"])
    device.close()


def test_a_connection_that_adb_makes_anew_to_the_same_boot_is_gone_on_with(bare, adb):
    device = KIND.open(bare.serial)
    assert device.shell(["touch", "/sdcard/begun"])[0] == 0
    adb("kill-server")
    assert device.shell(["ls", "/sdcard/begun"])[0] == 0
    device.close()


def test_a_network_serial_is_dialled_and_dialled_again(fleet, phone, adb, fresh):
    serial = f"127.0.0.1:{phone.port}"
    device = KIND.open(serial)
    assert device.serial == serial
    assert device.capture()
    adb("kill-server")
    assert device.capture()
    server = AdbServer("127.0.0.1", adb.port)
    server.ask(f"host:disconnect:{serial}")


def test_several_devices_and_no_choice_are_listed(fleet, phone):
    other = fleet.start(seed=2, keep=False)
    try:
        with pytest.raises(UnknownDevice) as caught:
            KIND.open()
        assert phone.serial in str(caught.value)
        assert other.serial in str(caught.value)
        assert KIND.open(other.serial).serial == other.serial
    finally:
        fleet.stop(other.serial)
