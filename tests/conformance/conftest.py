"""A built-in phone of our own behind a real adb server of our own: no other phone is seen."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import adbutils
import pytest

from devices.android import KIND
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet, PhoneInfo


@dataclass(frozen=True)
class Adb:
    """The real adb binary, speaking to one phone."""

    port: int
    serial: str

    def __call__(self, *arguments, data=None, timeout=60):
        return subprocess.run(
            [adbutils.adb_path(), "-P", str(self.port), "-s", self.serial, *arguments],
            input=data, capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip

    def shell(self, text):
        """Exit status, and both outputs as one text."""
        done = self("shell", text, data=b"")
        return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture(scope="session")
def adb_port(adb_apart, tmp_path_factory) -> Iterator[int]:
    with adb_apart(tmp_path_factory.mktemp("home")) as port:
        yield port


@pytest.fixture(scope="session")
def fleet(adb_port) -> Fleet:
    return Fleet(AdbServer("127.0.0.1", adb_port))


@pytest.fixture(scope="session")
def phone(fleet) -> Iterator[PhoneInfo]:
    phone = fleet.start(seed=7, keep=False)
    yield phone
    fleet.stop(phone.serial)


@pytest.fixture(scope="session")
def adb(adb_port, phone) -> Adb:
    return Adb(adb_port, phone.serial)


@pytest.fixture(scope="module", autouse=True)
def _as_new(fleet, phone) -> None:
    """What one module did to the phone, or to adb, is no business of the next."""
    fleet.reset(phone.serial)
    assert fleet.ensure() == phone.serial


@pytest.fixture
def reachable(fleet, phone) -> None:
    """The adb server runs and knows the phone: a test before may have killed it."""
    assert fleet.ensure() == phone.serial


@pytest.fixture
def fresh(fleet, phone, reachable) -> None:
    """The phone as its seed made it, at home."""
    fleet.reset(phone.serial)


@pytest.fixture
def device(phone, reachable):
    """Our driver on the phone."""
    device = KIND.open(phone.serial)
    yield device
    device.close()


@pytest.fixture
def client(adb_port, phone):
    """adbutils on the phone."""
    return adbutils.AdbClient("127.0.0.1", adb_port).device(phone.serial)
