"""Phones as users start and stop them: real processes, a real adb server, the command line."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import adbutils
import pytest

from agent.errors import DeviceNotFound, SetupError, UsageError
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet
from devices.phone.fleet.info import remembered
from devices.phone.status import PhoneStatus, folder_of, phones_folder


@pytest.fixture(scope="module")
def state_home(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def adb_port(tmp_path_factory):
    """A server of our own that looks for nobody's devices; see tests/phone/adb/conftest.py."""
    home = str(tmp_path_factory.mktemp("home"))
    apart = {"ADB_LOCAL_TRANSPORT_MAX_PORT": "5554", "ADB_USB": "0", "ADB_MDNS_OPENSCREEN": "0"}
    with AdbPort(os.environ | apart | {"HOME": home, "ANDROID_USER_HOME": home}) as port:
        yield port


class AdbPort:
    def __init__(self, environment):
        self.environment = environment
        self.number = free_port()

    def __enter__(self):
        self("start-server")
        return self

    def __exit__(self, *_):
        self("kill-server")

    def __call__(self, *arguments):
        done = subprocess.run(
            [adbutils.adb_path(), "-P", str(self.number), *arguments],
            env=self.environment, capture_output=True, timeout=30, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done
        return done.stdout


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def environment(monkeypatch, state_home, adb_port):
    monkeypatch.setenv("XDG_STATE_HOME", str(state_home))
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(adb_port.number))
    monkeypatch.delenv("ANDROID_ADB_SERVER_HOST", raising=False)
    monkeypatch.delenv("ANDROID_ADB_SERVER_ADDRESS", raising=False)


@pytest.fixture
def fleet():
    return Fleet()


@pytest.fixture(scope="module", autouse=True)
def nothing_left_over(state_home, adb_port):
    yield
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(state_home))
        fleet = Fleet(AdbServer("127.0.0.1", adb_port.number))
        for phone in fleet.list():
            fleet.stop(phone.serial)


@pytest.fixture(scope="module")
def shared(state_home, adb_port):
    """One phone for the tests that only look at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(state_home))
        fleet = Fleet(AdbServer("127.0.0.1", adb_port.number))
        phone = fleet.start(seed=3)
        yield phone
        fleet.stop(phone.serial)


def cli(*arguments, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "agent", "phone", *arguments],
        capture_output=True, timeout=60, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == code, done
    return done


def eventually(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_started_phone_is_there_for_adb(adb_port, shared):
    assert adb_port("-s", shared.serial, "get-state") == "device\n"
    assert adb_port("-s", shared.serial, "shell", "echo hi") == "hi\n"
    assert shared.serial == f"emulator-{shared.port - 1}"
    assert (shared.size, shared.ready) == ((1080, 2400), True)


def test_it_is_listed_with_its_process_and_disk(fleet, shared):
    assert shared in fleet.list()
    assert Path(shared.state_dir, "data/media/0").is_dir()


# adbutils leaves the socket of framebuffer() for the garbage collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_screen_is_whole_by_every_way(fleet, shared, adb_port):
    size, pixels = fleet.screenshot(shared.serial)
    assert (size, len(pixels)) == ((1080, 2400), 1080 * 2400 * 4)
    assert set(pixels[3::4]) == {255}
    device = adbutils.AdbClient(host="127.0.0.1", port=adb_port.number).device(shared.serial)
    assert device.framebuffer().size == (1080, 2400)
    picture = device.screenshot()
    assert picture.size == (1080, 2400)
    assert picture.getextrema() != ((0, 0), (0, 0), (0, 0))


def test_it_survives_the_adb_server(adb_port, shared):
    adb_port("kill-server")
    adb_port("start-server")
    server = AdbServer("127.0.0.1", adb_port.number)
    eventually(lambda: server.state(shared.serial) == "device")
    assert adb_port("-s", shared.serial, "shell", "echo again") == "again\n"


def test_adb_connect_is_another_name_for_it(adb_port, shared):
    address = f"127.0.0.1:{shared.port}"
    assert "connected to" in adb_port("connect", address)
    assert adb_port("-s", address, "shell", "echo two") == "two\n"
    assert adb_port("-s", shared.serial, "shell", "echo one") == "one\n"
    adb_port("disconnect", address)


def test_reset_forgets_what_was_done(fleet, adb_port, shared):
    adb_port("-s", shared.serial, "shell", "echo x > /sdcard/made; settings put global wifi_on 7")
    started = time.monotonic()
    inside = fleet.reset(shared.serial)
    assert inside <= time.monotonic() - started
    left = adb_port("-s", shared.serial, "shell", "ls /sdcard; settings get global wifi_on")
    assert "made" not in left.split()
    assert "7" not in left.split()


def test_reboot_goes_away_and_comes_back(adb_port, shared):
    server = AdbServer("127.0.0.1", adb_port.number)
    adb_port("-s", shared.serial, "reboot")
    eventually(lambda: server.state(shared.serial) != "device")
    eventually(lambda: server.state(shared.serial) == "device")
    assert adb_port("-s", shared.serial, "shell", "getprop sys.boot_completed") == "1\n"


def test_two_phones_at_once_do_not_share_anything(fleet, adb_port, shared):
    other = fleet.start(seed=3, size=(720, 1280), density=320, screen=False)
    try:
        adb_port("-s", other.serial, "shell", "echo x > /sdcard/only-here")
        assert "only-here" not in adb_port("-s", shared.serial, "shell", "ls /sdcard").split()
        assert other.size == (720, 1280)
        with pytest.raises(UsageError, match="several phones are running"):
            fleet.find()
    finally:
        fleet.stop(other.serial)
    assert other not in fleet.list()
    assert "TypeError" not in (folder_of(other.serial) / "phone.log").read_text()


def test_phones_started_at_the_same_moment_get_ports_of_their_own(fleet):
    with ThreadPoolExecutor(3) as pool:
        phones = list(pool.map(lambda _: fleet.start(screen=False), range(3)))
    assert len({phone.port for phone in phones}) == 3
    assert set(phones) <= set(fleet.list())
    for phone in phones:
        fleet.stop(phone.serial)


def test_ensure_uses_a_phone_that_runs(fleet, shared):
    running = {phone.serial for phone in fleet.list()}
    assert fleet.ensure() in running


def test_a_phone_whose_process_died_is_forgotten(fleet):
    phone = fleet.start(screen=False)
    os.kill(phone.pid, 9)
    eventually(lambda: phone not in fleet.list())
    with pytest.raises(DeviceNotFound):
        fleet.stop(phone.serial)


def test_word_of_a_process_that_is_no_phone_is_not_believed():
    folder = phones_folder() / "emulator-9998"
    PhoneStatus("emulator-9998", 9999, os.getpid(), (1, 1), 1, 0, "/x", ready=True).write(folder)
    assert "emulator-9998" not in {phone.serial for phone in remembered()}
    assert PhoneStatus.read(folder) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"size": 3}', '{"size": [1, 2]}'])
def test_a_broken_status_file_is_no_status(tmp_path, text):
    (tmp_path / "status.json").write_text(text)
    assert PhoneStatus.read(tmp_path) is None


def test_a_named_disk_is_kept(fleet, adb_port, tmp_path):
    first = fleet.start(state=tmp_path / "disk", screen=False)
    adb_port("-s", first.serial, "shell", "echo kept > /sdcard/note")
    fleet.stop(first.serial)
    second = fleet.start(state=tmp_path / "disk", screen=False)
    assert adb_port("-s", second.serial, "shell", "cat /sdcard/note") == "kept\n"
    fleet.stop(second.serial)


def test_a_taken_port_is_said_to_be_taken(fleet, shared):
    with pytest.raises(UsageError, match=f"port {shared.port}"):
        fleet.start(port=shared.port)


def test_an_adb_server_elsewhere_cannot_reach_it():
    with pytest.raises(SetupError, match="built-in phones listen on this machine's loopback only"):
        Fleet(AdbServer("198.51.100.7", 5037)).ensure()


def test_a_line_of_twenty_megabytes_is_too_long_and_that_is_all(adb_port, shared):
    done = subprocess.run(
        [adbutils.adb_path(), "-P", str(adb_port.number), "-s", shared.serial, "shell"],
        input=b"x" * 20_000_000, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert b"line too long" in done.stderr
    assert adb_port("-s", shared.serial, "shell", "echo alive") == "alive\n"


@pytest.mark.parametrize("port", [0, 80, 5556, 70001])
def test_an_impossible_port_is_refused(fleet, port):
    with pytest.raises(UsageError, match="has to be odd"):
        fleet.start(port=port)


def test_a_disk_that_cannot_be_used_says_why(fleet, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="built-in phone") as raised:
        fleet.start(state=tmp_path / "file" / "disk")
    assert "phone.log" in raised.value.hint


def test_its_clock_is_set(fleet, adb_port):
    phone = fleet.start(clock=1_777_629_600.0, screen=False)
    assert 0 <= int(adb_port("-s", phone.serial, "shell", "date +%s")) - 1_777_629_600 < 60
    fleet.stop(phone.serial)


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("libEGL.so.1: cannot open shared object file", "apt-get install -y libegl1"),
        ("No module named 'PySide6'", "pip install PySide6-Essentials"),
    ],
)
def test_without_qt_it_says_what_to_install(fleet, tmp_path, monkeypatch, reason, hint):
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6/__init__.py").write_text(f"raise ImportError({reason!r})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SetupError, match="cannot draw") as raised:
        fleet.start()
    assert raised.value.hint.startswith(hint)


def test_a_phone_ends_with_its_owner(adb_port):
    code = (
        "from devices.phone.fleet import Fleet\n"
        "print(Fleet().start(keep=False, screen=False).serial)\n"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    serial = done.stdout.strip()
    eventually(lambda: serial not in {phone.serial for phone in remembered()})


class TestCommandLine:
    def test_start_list_stop_as_json(self):
        started = json.loads(
            cli(
                "start", "--json", "--seed", "5", "--size", "720x1280", "--density", "320",
                "--clock", "2026-05-01T10:00",
            ).stdout
        )  # fmt: skip
        assert started["size"] == [720, 1280]
        assert Fleet().screenshot(started["serial"])[0] == (720, 1280)
        assert Path(started["state_dir"]).is_dir()
        listed = json.loads(cli("list", "--json").stdout)["phones"]
        assert started["serial"] in {phone["serial"] for phone in listed}
        stopped = json.loads(cli("stop", "--json", started["serial"]).stdout)
        assert stopped["stopped"] == [started["serial"]]

    def test_screenshot_and_reset_of_a_named_phone(self, shared, tmp_path):
        from PIL import Image

        path = tmp_path / "screen.png"
        done = cli("screenshot", str(path), "--serial", shared.serial)
        assert done.stdout == f"{path}\n"
        with Image.open(path) as picture:
            assert (picture.size, picture.mode) == ((1080, 2400), "RGB")
        assert cli("reset", shared.serial).stdout == f"{shared.serial}\n"

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("start", "--size", "big"), 2, "is not WIDTHxHEIGHT"),
            (("start", "--size", "1080x9"), 2, "sides have 240 to 4320 pixels"),
            (("start", "--clock", "noon"), 2, "neither epoch seconds nor"),
            (("start", "--port", "5556"), 2, "has to be odd"),
            (("stop", "emulator-1"), 3, "no built-in phone 'emulator-1' is running"),
            (("screenshot", "--serial", "nobody"), 3, "no built-in phone 'nobody' is running"),
            (("screenshot", "--nonsense"), 2, "nonsense"),
            (("screenshot", "emulator-1"), 2, "--serial emulator-1"),
        ],
    )
    def test_what_cannot_be_done_says_why_on_stderr(self, arguments, code, says):
        done = cli(*arguments, code=code)
        assert says in done.stderr
        assert done.stdout == ""
