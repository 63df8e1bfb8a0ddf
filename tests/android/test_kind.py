"""Opening a device while the adb server is still finding out what is attached."""

import pytest

from agent.errors import DeviceNotFound
from devices.android import KIND, link


@pytest.fixture
def server(wire, monkeypatch):
    monkeypatch.setenv("ANDROID_ADB_SERVER_HOST", wire.server.host)
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(wire.server.port))
    monkeypatch.delenv("ANDROID_SERIAL", raising=False)
    return wire


@pytest.mark.parametrize("named", [None, "emulator-5554"])
def test_a_device_that_is_just_connecting_is_waited_for(server, named):
    server.devices = [
        "emulator-5554 offline\n",
        "emulator-5554 authorizing\n",
        "emulator-5554 device\n",
    ]

    assert KIND.open(named).serial == "emulator-5554"


def test_one_that_stays_offline_is_an_error_with_its_cure(server, monkeypatch):
    monkeypatch.setattr(link, "RECONNECT_SECONDS", 0.2)
    server.devices = "emulator-5554 offline\n"

    with pytest.raises(DeviceNotFound, match="emulator-5554 is offline") as caught:
        KIND.open("emulator-5554")

    assert "adb reconnect offline" in caught.value.hint
    assert server.seen.count("host:devices-l") > 1


def test_a_network_device_that_adb_cannot_reach_is_told_in_its_words(server):
    said = "failed to connect to '10.0.0.2:5555': Connection refused"
    server.services["host:connect:"] = f"{len(said):04x}{said}".encode()

    with pytest.raises(DeviceNotFound, match=r"no device 10\.0\.0\.2:5555.*Connection refused"):
        KIND.open("10.0.0.2:5555")


def test_one_that_is_not_there_is_not_waited_for(server):
    server.devices = "emulator-5554 device\n"

    with pytest.raises(DeviceNotFound, match="no device R5CT"):
        KIND.open("R5CT")

    assert server.seen == ["host:devices-l"]
