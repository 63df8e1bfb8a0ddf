import socket
import struct
import subprocess
import sys
import textwrap

import pytest

from agent.errors import DeviceError, DeviceLost, DeviceNotFound, DeviceTimeout
from devices.android.link import Link
from devices.android.server import Attached, Server


def test_devices_are_read_with_their_facts(wire):
    wire.devices = (
        "emulator-5554          device product:sdk model:Pixel_8 device:emu transport_id:1\n"
        "R9                     unauthorized usb:1-1 transport_id:4\n"
        "0123                   no permissions (missing udev rules? user is in the plugdev group); "
        "see [http://developer.android.com/tools/device.html] usb:1-2\n"
        "10.0.0.2:5555          offline transport_id:7\n"
    )
    assert wire.server.devices() == (
        Attached("emulator-5554", "device", "sdk", "Pixel_8"),
        Attached("R9", "unauthorized"),
        Attached("0123", "no permissions"),
        Attached("10.0.0.2:5555", "offline"),
    )


def test_the_environment_names_the_server():
    assert Server.from_environment({}) == Server("127.0.0.1", 5037)
    named = {"ANDROID_ADB_SERVER_HOST": "farm", "ANDROID_ADB_SERVER_PORT": "5040"}
    assert Server.from_environment(named) == Server("farm", 5040)
    with pytest.raises(DeviceError, match="no port"):
        Server.from_environment({"ANDROID_ADB_SERVER_PORT": "many"})


def test_a_server_elsewhere_is_never_started_here():
    with pytest.raises(DeviceLost, match="192"):
        Server("192.0.2.1", 1).start()


def test_something_else_on_the_port_is_named_as_such():
    with socket.create_server(("127.0.0.1", 0)) as other:
        stream = Server("127.0.0.1", other.getsockname()[1]).connect()
        peer, _ = other.accept()
        with stream, peer:
            peer.sendall(b"SSH-2.0")
            with pytest.raises(DeviceError, match="does not speak adb"):
                stream.request("host:version")


def test_reasons_of_the_server_become_errors_with_a_cure(wire):
    wire.services["exec:x"] = b""
    with pytest.raises(DeviceError, match="unknown service"):
        Link(wire.server, "S").open("nothing:")
    with pytest.raises(DeviceNotFound) as caught:
        _refuse("device unauthorized.\nThis adb server's ...")
    assert "USB debugging" in caught.value.hint


def _refuse(reason: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = Server("127.0.0.1", listening.getsockname()[1]).connect()
        peer, _ = listening.accept()
        with stream, peer:
            peer.sendall(b"FAIL" + f"{len(reason):04x}{reason}".encode())
            stream.request("host:transport:S")


def _packets(*parts: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<BI", kind, len(data)) + data for kind, data in parts)


def test_shell_v2_keeps_outputs_apart_and_tells_the_status(wire):
    wire.features = "cmd,shell_v2"
    wire.services["shell,v2,raw:"] = _packets((1, b"o"), (2, b"e"), (1, "ü".encode()), (3, b"\7"))
    answer = Link(wire.server, "S").run(["x", "a b"])
    assert (answer.status, answer.out, answer.err) == (7, "oü", "e")
    assert wire.seen[-1] == "shell,v2,raw:x 'a b'"


def test_an_old_phone_is_asked_for_the_status(wire):
    wire.services["shell:"] = b"out\r\nfingertip-exit:3\r\n"
    assert Link(wire.server, "S").run(["x"]) == (3, "out\n", "")


@pytest.mark.parametrize("features", ["shell_v2", "cmd"])
def test_a_command_that_is_cut_off_is_a_lost_device(wire, features):
    wire.features = features
    wire.services["shell"] = b"\1\4"
    with pytest.raises(DeviceLost):
        Link(wire.server, "S").run(["x"])


def test_a_device_that_is_away_for_a_moment_is_waited_for(wire):
    wire.away = 2
    wire.services["exec:"] = b"here"
    with Link(wire.server, "S").open("exec:x") as stream:
        assert stream.read_all() == b"here"


def test_a_silent_device_is_a_timeout():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("127.0.0.1", silent.getsockname()[1])
        with server.connect(timeout=0.05) as stream, pytest.raises(DeviceTimeout, match=r"0\.05 s"):
            stream.request("host:version")


def test_listing_imports_nothing_heavy():
    script = """
        import sys
        from devices.android import KIND
        from devices.android.server import Server
        heavy = {"adbutils", "numpy", "tenacity", "PIL", "torch", "PySide6"} & set(sys.modules)
        assert not heavy, heavy
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)
