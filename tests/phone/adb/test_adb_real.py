"""The real adb binary and adbutils against the protocol, with a stand-in for the shell."""

import os
import time

import adbutils
import pytest

from devices.phone.adb.wire import Profile

OLD = Profile(version=0x01000000, max_payload=4096, features=())


@pytest.fixture(params=["current", "old"])
def phone(request, connected):
    return connected(OLD if request.param == "old" else None)


def test_the_server_lists_it_with_its_model(adb, phone):
    listing = adb("devices", "-l").stdout.decode()
    line = next(line for line in listing.splitlines() if line.startswith(phone.serial))
    assert " device " in line
    assert "model:Fingertip_Phone" in line


def test_a_command_runs(adb, phone):
    done = adb("-s", phone.serial, "shell", "echo", "hi", "'a b'")
    assert (done.returncode, done.stdout) == (0, b"hi 'a b'\n")


def test_output_of_many_small_writes_arrives_whole(adb, phone):
    done = adb("-s", phone.serial, "shell", "lines 20000")
    assert done.stdout.split() == [b"%d" % number for number in range(20000)]


def test_exec_out_is_binary_clean(adb, phone):
    assert adb("-s", phone.serial, "exec-out", "noise 12000").stdout == bytes(range(256)) * 12000


def test_exec_in_sends_binary(adb, phone):
    blob = os.urandom(300_000)
    done = adb("-s", phone.serial, "exec-in", "cat", data=blob)
    assert done.returncode == 0


@pytest.mark.parametrize("size", [0, 1, 65536, 300_000])
def test_push_and_pull_give_the_same_bytes(adb, phone, tmp_path, size):
    source, back = tmp_path / "source", tmp_path / "back"
    source.write_bytes(os.urandom(size))
    os.utime(source, (1_700_000_000, 1_700_000_000))
    target = "/sdcard/a/b c/ü/file.bin"
    pushed = adb("-s", phone.serial, "push", str(source), target)
    assert pushed.returncode == 0, pushed
    pulled = adb("-s", phone.serial, "pull", target, str(back))
    assert pulled.returncode == 0, pulled
    assert back.read_bytes() == source.read_bytes()
    assert (
        phone.files.stat("/storage/emulated/0/a/b c/ü/file.bin").mtime_ns == 1_700_000_000 * 10**9
    )


def test_a_directory_goes_both_ways(adb, phone, tmp_path):
    tree = tmp_path / "tree"
    (tree / "deep/er").mkdir(parents=True)
    (tree / "deep/er/x").write_text("x")
    (tree / "y").write_text("y")
    assert adb("-s", phone.serial, "push", str(tree), "/sdcard/").returncode == 0
    assert adb("-s", phone.serial, "pull", "/sdcard/tree", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back/deep/er/x").read_text() == "x"
    listing = adb("-s", phone.serial, "ls", "/sdcard/tree").stdout.decode()
    assert {line.split()[-1] for line in listing.splitlines()} == {".", "..", "deep", "y"}


def test_what_is_not_there_cannot_be_pulled(adb, phone, tmp_path):
    done = adb("-s", phone.serial, "pull", "/sdcard/nothing", str(tmp_path / "x"))
    assert done.returncode == 1
    assert b"nothing" in done.stderr + done.stdout


def test_nothing_outside_of_the_root_is_reached(adb, phone, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for path in (str(secret), "/sdcard/../../../../../.." + str(secret), "/proc/self/environ"):
        assert adb("-s", phone.serial, "pull", path, str(tmp_path / "out")).returncode == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("root", b"already running as root"), ("unroot", b"cannot run as non root"), ("usb", b"USB")],
)
def test_verbs_of_one_line(adb, phone, verb, answer):
    assert answer in adb("-s", phone.serial, verb).stdout


def test_reverse_lists_nothing_and_refuses(adb, phone):
    assert adb("-s", phone.serial, "reverse", "--list").returncode == 0
    done = adb("-s", phone.serial, "reverse", "tcp:7000", "tcp:7001")
    assert done.returncode == 1
    assert b"does not forward" in done.stderr


def test_reboot_reaches_the_phone(adb, phone):
    adb("-s", phone.serial, "reboot")
    assert phone.rebooted.wait(5)


def adbutils_device(adb, phone):
    return adbutils.AdbClient(host="127.0.0.1", port=adb.port).device(phone.serial)


def test_adbutils_shell_and_sync(adb, phone, tmp_path):
    device = adbutils_device(adb, phone)
    assert device.shell(["echo", "a  b"]) == "'a  b'"
    blob = os.urandom(300_000)
    device.sync.push(blob, "/data/local/tmp/blob")
    assert device.sync.read_bytes("/data/local/tmp/blob") == blob
    assert device.sync.exists("/data/local/tmp/blob")
    assert not device.sync.exists("/data/local/tmp/missing")
    assert device.sync.stat("/data/local/tmp/blob").size == 300_000
    assert "blob" in {found.path for found in device.sync.list("/data/local/tmp")}


class TestSecondShellProtocol:
    @pytest.fixture
    def phone(self, connected):
        return connected()

    @pytest.mark.parametrize("status", [0, 1, 42, 127, 255])
    def test_exit_status(self, adb, phone, status):
        assert adb("-s", phone.serial, "shell", f"exit {status}").returncode == status

    def test_stderr_is_apart(self, adb, phone):
        done = adb("-s", phone.serial, "shell", "err oh")
        assert (done.stdout, done.stderr) == (b"", b"oh\n")

    @pytest.mark.parametrize("size", [0, 5, 300_000])
    def test_stdin_arrives_whole(self, adb, phone, size):
        blob = os.urandom(size)
        assert adb("-s", phone.serial, "shell", "cat", data=blob).stdout == blob

    def test_adbutils_second_protocol(self, adb, phone):
        done = adbutils_device(adb, phone).shell2("exit 3", v2=True)
        assert done.returncode == 3

    def test_typing_at_a_prompt(self, adb, phone):
        done = adb("-s", phone.serial, "shell", "-tt", data=b"echo hallX\x7fo\r\x04", timeout=20)
        assert b"hallo\r\n" in done.stdout


def test_several_clients_at_once(adb, connected):
    from concurrent.futures import ThreadPoolExecutor

    phones = [connected(), connected()]
    with ThreadPoolExecutor(8) as pool:
        done = list(
            pool.map(
                lambda number: adb("-s", phones[number % 2].serial, "shell", f"exit {number}"),
                range(16),
            )
        )
    assert [one.returncode for one in done] == list(range(16))


def test_the_emulators_way_of_registering(adb, wire_phone):
    phone = wire_phone()
    adb.server.register(phone.port)
    serial = f"emulator-{phone.port - 1}"
    deadline = time.monotonic() + 10
    while adb.server.state(serial) != "device" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert adb("-s", serial, "shell", "echo there").stdout == b"there\n"
