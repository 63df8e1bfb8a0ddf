"""What all tests share: property tests are judged by their properties, not by a busy machine."""

import gc
import os
import signal
import socket
import subprocess
from contextlib import contextmanager

import adbutils
import pytest
from hypothesis import HealthCheck, settings

# On a loaded machine the default deadline of 200 ms fails examples that take 2 ms on an idle one.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")


@pytest.fixture(scope="module", autouse=True)
def _swept():
    """What a module forgot to close is its own fault, not that of a test somewhere behind it."""
    yield
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def _hears_interrupts():
    """A shell lets what it runs behind it (``pytest &``) ignore Ctrl-C, and a child inherits it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def _adb_apart(home):
    """Inside, an adb server runs that sees no other's phones: its port. All is kept in ``home``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = {
        "HOME": str(home),
        "ANDROID_USER_HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "ANDROID_ADB_SERVER_PORT": str(port),
        # No scan of other phones' ports, no USB, no network search.
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        "ADB_USB": "0",
        "ADB_MDNS_OPENSCREEN": "0",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name == "ANDROID_SERIAL" or name.startswith("FINGERTIP_"):
                patch.delenv(name)
        for name, value in names.items():
            patch.setenv(name, value)
        # A server's own environment must not name a server.
        own = {name: value for name, value in os.environ.items() if "ANDROID_ADB" not in name}
        adb = [adbutils.adb_path(), "-P", str(port)]
        subprocess.run([*adb, "start-server"], env=own, check=True, capture_output=True)
        try:
            yield port
        finally:
            subprocess.run([*adb, "kill-server"], check=False, capture_output=True)


@pytest.fixture(scope="session")
def adb_apart():
    """``adb_apart(home)``: a context, in which an adb server of our own runs; gives its port."""
    return _adb_apart
