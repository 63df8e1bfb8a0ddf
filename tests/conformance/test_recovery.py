"""What happens when adb or the phone goes away in the middle."""

import socket
import threading
import time

import pytest

from agent.actions import Press
from agent.errors import DeviceLost, UnknownDevice
from devices.android import KIND
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
