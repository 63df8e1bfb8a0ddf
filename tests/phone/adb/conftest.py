"""A real adb server of our own, and phones that have a disk and a protocol but no glass."""

import os
import socket
import subprocess
import threading
from dataclasses import dataclass

import adbutils
import pytest

from devices.phone.adb.host import AdbServer
from devices.phone.adb.listener import Listener, bind_loopback
from devices.phone.adb.router import PhoneRouter
from devices.phone.adb.wire import Profile
from devices.phone.phone import Phone
from devices.phone.state.files import FileRoot


class TinyShell:
    """Enough of a shell to look at the protocol: ``echo``, ``err``, ``exit``, ``cat``..."""

    def run(self, command, stdin, stdout, stderr, *, cancelled=None, prompt=False):
        if not command:
            while line := stdin.readline():
                self.run(line.decode().rstrip("\n") or "echo", stdin, stdout, stderr)
            return 0
        word, _, rest = command.partition(" ")
        if word == "echo":
            stdout.write(rest.encode("utf-8", "surrogateescape") + b"\n")
        elif word == "err":
            stderr.write(rest.encode() + b"\n")
        elif word == "cat":
            while data := stdin.read1(65536):
                stdout.write(data)
        elif word == "noise":
            stdout.write(bytes(range(256)) * int(rest))
        elif word == "lines":
            for number in range(int(rest)):
                stdout.write(b"%d\n" % number)
        elif word == "wait":
            stdout.write(b"waiting\n")
            cancelled.wait(60)
            LEFT.set()
        return int(rest) if word == "exit" else 0


LEFT = threading.Event()


@dataclass
class Adb:
    """The adb binary against one server."""

    port: int

    @property
    def server(self):
        return AdbServer("127.0.0.1", self.port)

    def __call__(self, *arguments, data=None, timeout=30):
        return subprocess.run(
            [adbutils.adb_path(), "-P", str(self.port), *arguments],
            input=data, capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def adb(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    command = Adb(free_port())
    # Other people's phones and emulators on this machine are not ours to test: no scan, no USB.
    apart = {"ADB_LOCAL_TRANSPORT_MAX_PORT": "5554", "ADB_USB": "0", "ADB_MDNS_OPENSCREEN": "0"}
    environment = os.environ | apart | {"HOME": str(home), "ANDROID_USER_HOME": str(home)}
    subprocess.run(
        [adbutils.adb_path(), "-P", str(command.port), "start-server"],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    yield command
    command("kill-server")


@dataclass
class WirePhone:
    listener: Listener
    port: int
    files: FileRoot
    rebooted: threading.Event

    @property
    def serial(self):
        return f"127.0.0.1:{self.port}"


@pytest.fixture
def wire_phone(tmp_path):
    """Makes phones without a glass; call it with a `Profile` for an old one."""
    made = []

    def make(profile=None):
        rebooted = threading.Event()
        files = FileRoot(tmp_path / f"root{len(made)}")
        services = Phone(None, None, files, rebooted.set)
        listening = bind_loopback(0)
        port = listening.getsockname()[1]
        listener = Listener(listening, profile or Profile(), PhoneRouter(services, TinyShell))
        listener.start()
        made.append(listener)
        return WirePhone(listener, port, files, rebooted)

    yield make
    for listener in made:
        listener.close()


@pytest.fixture
def connected(adb, wire_phone):
    """Makes a phone that the adb server has connected to."""
    made = []

    def make(profile=None):
        phone = wire_phone(profile)
        done = adb("connect", phone.serial)
        assert b"connected to" in done.stdout, done
        made.append(phone)
        return phone

    yield make
    for phone in made:
        adb("disconnect", phone.serial)


@pytest.fixture
def left():
    """Set once a ``wait`` of the tiny shell has seen its client leave."""
    LEFT.clear()
    return LEFT


@pytest.fixture
def unused_port():
    return free_port()
