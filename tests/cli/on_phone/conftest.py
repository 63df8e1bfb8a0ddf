"""The program on a built-in phone behind an adb server, both of the module's own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import adbutils
import pytest


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """What a module wants to have in the environment besides."""
    return {}


@pytest.fixture(scope="module")
def world(tmp_path_factory, environ) -> Iterator[dict[str, str]]:
    """The environment of all that runs here: a home and an adb server of its own."""
    home = str(tmp_path_factory.mktemp("home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FINGERTIP_", "ANDROID_"))}
    yield (
        kept
        | environ
        | {
            "HOME": home,
            "XDG_STATE_HOME": f"{home}/state",
            "ANDROID_ADB_SERVER_PORT": port,
            "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
            "ADB_USB": "0",
            "ADB_MDNS_OPENSCREEN": "0",
            "NO_COLOR": "1",
        }
    )
    kill = [adbutils.adb_path(), "-P", port, "kill-server"]
    subprocess.run(kill, check=False, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def agent(world, tmp_path_factory):
    """``agent(*words)``: the finished process, in a folder that all of them share."""
    folder = tmp_path_factory.mktemp("work")

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "agent", *words],
            env=world | more,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    run.folder = folder
    return run


@pytest.fixture(scope="module")
def serial(agent) -> Iterator[str]:
    # A small screen: its pictures are written and searched in a quarter of the time.
    started = agent("phone", "start", "--size", "540x1200", "--density", "210")
    assert started.returncode == 0, started.stderr
    yield started.stdout.split()[0]
    agent("phone", "stop", "--all")


@pytest.fixture(scope="module")
def query(world, serial):
    """What the phone itself says."""

    def ask(*words: str) -> str:
        line = " ".join(words)
        adb = [adbutils.adb_path(), "-P", world["ANDROID_ADB_SERVER_PORT"], "-s", serial]
        return subprocess.run(
            [*adb, "shell", line], capture_output=True, text=True, check=True, timeout=60
        ).stdout

    return ask
