"""The adb server as the phone sees it: real requests, refusals, and where it is looked for."""

import subprocess

import pytest

from agent.errors import DeviceLost, MissingTool
from devices.phone.adb.host import DEFAULT_PORT, AdbServer, RefusedError, adb_binary

NAMES = ("ANDROID_ADB_SERVER_HOST", "ANDROID_ADB_SERVER_ADDRESS", "ANDROID_ADB_SERVER_PORT")


@pytest.mark.parametrize(
    ("variables", "server"),
    [
        ({}, AdbServer("127.0.0.1", DEFAULT_PORT)),
        ({"ANDROID_ADB_SERVER_PORT": "5999"}, AdbServer("127.0.0.1", 5999)),
        ({"ANDROID_ADB_SERVER_PORT": "x"}, AdbServer("127.0.0.1", DEFAULT_PORT)),
        ({"ANDROID_ADB_SERVER_HOST": "box"}, AdbServer("box", DEFAULT_PORT)),
        ({"ANDROID_ADB_SERVER_ADDRESS": "box"}, AdbServer("box", DEFAULT_PORT)),
    ],
)
def test_the_environment_says_where_the_server_is(monkeypatch, variables, server):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert AdbServer.from_environment() == server
    assert server.is_local == (server.host == "127.0.0.1")


def test_what_it_tells_another_process_finds_the_same_server(monkeypatch):
    server = AdbServer("127.0.0.1", 5998)
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    assert AdbServer.from_environment() == server


def test_a_running_server_answers(adb):
    assert adb.server.running()
    adb.server.start()
    assert int(adb.server.ask("host:version"), 16) >= 41


def test_an_adb_that_cannot_be_run_is_said_so(unused_port, tmp_path, monkeypatch):
    broken = tmp_path / "adb"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool, match="could not run adb"):
        AdbServer("127.0.0.1", unused_port).start()


def test_one_that_does_not_start_a_server_is_quoted(unused_port, tmp_path, monkeypatch):
    broken = tmp_path / "adb"
    broken.write_text("#!/bin/sh\necho no room >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceLost, match="adb start-server failed: no room"):
        AdbServer("127.0.0.1", unused_port).start()


def test_nobody_there(unused_port):
    assert not AdbServer("127.0.0.1", unused_port).running()


def test_a_refusal_is_told_apart_from_a_lost_server(adb):
    with pytest.raises(RefusedError, match="unknown host service"):
        adb.server.ask("host:nonsense")
    assert adb.server.state("emulator-1") == ""


def test_a_service_of_a_device(adb, connected):
    phone = connected()
    with adb.server.service(phone.serial, "exec:echo hi", timeout=10) as stream:
        assert stream.recv(10) == b"hi\n"
    with (
        pytest.raises(RefusedError, match="closed"),
        adb.server.service(phone.serial, "jdwp:1", timeout=10),
    ):
        pass


def test_there_is_an_adb_to_run():
    done = subprocess.run([adb_binary(), "version"], capture_output=True, text=True, check=True)
    assert "Android Debug Bridge" in done.stdout
