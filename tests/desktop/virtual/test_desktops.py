"""Virtual desktops as users start and stop them: real processes, real X servers."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from agent.actions import OpenApp
from agent.errors import DeviceNotFound, MissingTool, SetupError, UsageError
from devices.desktop import KIND
from devices.desktop.session import Session
from devices.desktop.virtual import Desktops
from devices.desktop.virtual.processes import marked
from devices.desktop.virtual.status import DesktopStatus, claim, desktops_folder, folder_of, is_held
from devices.desktop.x11 import Server

DEADLINE = 30.0


def eventually(condition):
    limit = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def runs(pid):
    """Zombies, whose parent has yet to notice, have ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def held():
    """The folders of the desktops that run."""
    return {place for place in desktops_folder().glob("*") if is_held(place)}


def in_it(desktop, *command):
    return subprocess.run(
        command, env=dict(desktop.environ), capture_output=True, timeout=DEADLINE, text=True,
        check=True,
    ).stdout  # fmt: skip


def stay(desktop):
    """A program on it that belongs to nobody and needs no window."""
    command = ["setsid", "--fork", "sh", "-c", "echo $$; exec sleep 600"]
    with subprocess.Popen(
        command, env=dict(desktop.environ), stdout=subprocess.PIPE, text=True
    ) as started:
        return int(started.stdout.readline())


def test_it_has_the_wanted_size_and_is_not_black(shared):
    frame = Desktops().screenshot(shared.name)
    assert (shared.size, frame.size) == ((640, 480), (640, 480))
    assert set(bytes(frame.data[:3])) == {0x78, 0x62, 0x4A}


def test_a_window_manager_with_one_workspace_is_there(shared):
    server = Server(Session(shared.environ))
    root = server.connection.screen().root
    number = root.get_full_property(server.connection.intern_atom("_NET_NUMBER_OF_DESKTOPS"), 0)
    server.close()
    assert list(number.value) == [1]


def test_its_programs_see_folders_of_their_own_and_nothing_of_the_user(shared):
    seen = dict(line.split("=", 1) for line in in_it(shared, "env").splitlines())
    assert seen["HOME"] == str(shared.home) != os.environ["HOME"]
    assert all(
        Path(seen[name]).is_relative_to(shared.home)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    )
    assert "A_SECRET" not in seen
    assert (shared.home / "Desktop").is_dir()


def test_it_has_a_bus_of_its_own(shared):
    ask = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")
    assert "org.freedesktop.DBus" in in_it(shared, *ask, "org.freedesktop.DBus.ListNames")
    assert shared.environ["XDG_RUNTIME_DIR"] in shared.environ["DBUS_SESSION_BUS_ADDRESS"]


def test_nobody_is_let_in_without_its_cookie(shared):
    assert in_it(shared, "xprop", "-root")
    stranger = dict(shared.environ) | {"XAUTHORITY": "/dev/null"}
    done = subprocess.run(["xprop", "-root"], env=stranger, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Authorization required" in done.stderr


def test_nothing_listens_on_the_network(shared):
    sockets = {
        str(link.readlink())
        for pid in {shared.pid, *marked(folder_of(shared.name))}
        for link in Path(f"/proc/{pid}/fd").iterdir()
    }
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}
    assert any(name.startswith("socket:") for name in sockets)
    assert not sockets & listening


def test_two_have_clipboards_of_their_own(shared):
    other = Desktops().start(size=(320, 240), keep=False)
    subprocess.run(["xclip", "-selection", "c"], input=b"here", env=dict(other.environ), check=True)
    look = ["xclip", "-selection", "c", "-o"]
    # xclip takes the clipboard after it has returned.
    eventually(lambda: subprocess.run(look, env=dict(other.environ), check=False).returncode == 0)
    assert in_it(other, *look) == "here"
    with pytest.raises(subprocess.CalledProcessError):
        in_it(shared, *look)
    Desktops().stop(other.name)
    assert other not in Desktops().list()


def test_started_at_the_same_moment_they_get_names_and_displays_of_their_own(shared):
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: Desktops().start(size=(320, 240)), range(2)))
    assert len({desktop.display for desktop in (*found, shared)}) == 3
    with pytest.raises(UsageError, match="several virtual desktops are running"):
        Desktops().find()
    for desktop in found:
        Desktops().stop(desktop.name)


def test_its_end_ends_every_program_on_it_and_removes_what_they_kept():
    desktop = Desktops().start()
    program = stay(desktop)
    # While a process becomes another program, its environment cannot be read.
    eventually(lambda: program in marked(folder_of(desktop.name)))
    before = marked(folder_of(desktop.name))
    Desktops().stop(desktop.name)
    assert not any(runs(pid) for pid in (*before, desktop.pid))
    assert not desktop.home.exists()
    assert not Path(desktop.environ["XDG_RUNTIME_DIR"]).exists()
    with pytest.raises(DeviceNotFound):
        Desktops().stop(desktop.name)


def test_a_named_home_is_kept(tmp_path):
    desktop = Desktops().start(home=tmp_path / "home", keep=False)
    in_it(desktop, "sh", "-c", "echo kept > ~/Documents/note")
    Desktops().stop(desktop.name)
    assert (tmp_path / "home/Documents/note").read_text() == "kept\n"


def test_killed_it_takes_its_server_along_and_the_next_one_tidies_up():
    desktop = Desktops().start()
    program = stay(desktop)
    parts = marked(folder_of(desktop.name)) - {program}
    os.kill(desktop.pid, signal.SIGKILL)
    eventually(lambda: not any(runs(pid) for pid in parts))
    eventually(lambda: not is_held(folder_of(desktop.name)))
    assert desktop.name not in {each.name for each in Desktops().list()}
    again = Desktops().start()
    assert again.name == desktop.name
    assert not runs(program)
    Desktops().stop(again.name)


def test_it_ends_with_its_owner():
    code = (
        "import os, signal\n"
        "from devices.desktop.virtual import Desktops\n"
        "print(Desktops().start(keep=False).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    pid = int(done.stdout)
    eventually(lambda: not runs(pid))


def test_a_desktop_without_its_x_server_is_none():
    desktop = Desktops().start()
    (server,) = [
        pid
        for pid in marked(folder_of(desktop.name))
        if Path(f"/proc/{pid}/comm").read_text() == "Xvfb\n"
    ]
    os.kill(server, signal.SIGKILL)
    eventually(lambda: desktop not in Desktops().list())
    assert "X server" in DesktopStatus.read(folder_of(desktop.name)).error
    # It is no longer listed, yet keeps its name until its last program has ended.
    eventually(lambda: not is_held(folder_of(desktop.name)))


def test_what_is_missing_is_named_with_the_command(tmp_path, monkeypatch):
    (tmp_path / "openbox").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool, match="Xvfb and dbus-daemon") as raised:
        Desktops().start()
    assert raised.value.hint.startswith("apt-get install -y --no-install-recommends xvfb dbus")


@pytest.mark.parametrize("broken", ["Xvfb", "dbus-daemon"])
def test_what_does_not_start_says_so_and_where_to_look(tmp_path, monkeypatch, broken):
    (tmp_path / broken).symlink_to("/bin/false")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SetupError, match=f"does not start: {broken}") as raised:
        Desktops().start()
    assert "desktop.log" in raised.value.hint


def test_a_start_that_is_interrupted_leaves_no_desktop(tmp_path, monkeypatch):
    go = tmp_path / "go"
    manager = tmp_path / "openbox"
    real = shutil.which("openbox")
    wait = f"while ! [ -e {go} ]; do sleep 0.05; done"
    manager.write_text(f'#!/bin/sh\n{wait}\nexec {real} "$@"\n')
    manager.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    before = held()

    def interrupt():
        eventually(lambda: any(map(DesktopStatus.read, held() - before)))
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    hand = threading.Thread(target=interrupt)
    hand.start()
    with pytest.raises(KeyboardInterrupt):
        Desktops().start()
    hand.join()
    go.touch()

    eventually(lambda: held() == before)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"size": 3}', '{"size": [1, 2]}'])
def test_a_broken_status_file_is_no_status(tmp_path, text):
    (tmp_path / "status.json").write_text(text)
    assert DesktopStatus.read(tmp_path) is None


def test_word_of_a_process_that_holds_no_lock_is_not_believed():
    folder = desktops_folder() / "virtual-99"
    os.close(claim(folder))
    DesktopStatus("virtual-99", os.getpid(), (1, 1), "/x", ready=True).write(folder)
    assert "virtual-99" not in {desktop.name for desktop in Desktops().list()}


class TestDevice:
    def test_it_is_started_for_the_device_and_ends_with_it(self):
        device = KIND.open("virtual=800x600")
        assert device.info().size == (800, 600)
        assert device.serial in {desktop.name for desktop in Desktops().list()}
        device.close()
        device.close()
        assert device.serial not in {desktop.name for desktop in Desktops().list()}

    def test_one_that_runs_is_used_and_left_running(self, shared):
        device = KIND.open(shared.name)
        assert device.capture().size == (640, 480)
        assert device.shell(["sh", "-c", "echo $HOME"]) == (0, f"{shared.home}\n")
        assert device.perform(OpenApp(name="no such program")).ok is False
        device.close()
        assert Desktops().find(shared.name) == shared

    @pytest.mark.parametrize(
        ("serial", "error", "says"),
        [
            ("virtual-77", DeviceNotFound, "no virtual desktop 'virtual-77' is running"),
            ("virtual=big", UsageError, "is not the size of a desktop"),
            ("virtual=100x100", UsageError, "sides have 240 to 8192"),
        ],
    )
    def test_what_cannot_be_opened_says_why(self, serial, error, says):
        with pytest.raises(error, match=says):
            KIND.open(serial)


class TestCommandLine:
    def cli(self, *arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "agent", "desktop", *arguments],
            capture_output=True, timeout=60, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == code, done
        return done

    def test_start_list_look_stop(self, tmp_path):
        name = self.cli("start", "--size", "400x300").stdout.strip()
        assert f"{name}  :" in self.cli("list").stdout
        picture = tmp_path / "screen.png"
        assert self.cli("screenshot", str(picture), "--name", name).stdout == f"{picture}\n"
        with Image.open(picture) as image:
            assert (image.size, image.getpixel((0, 0))) == ((400, 300), (0x4A, 0x62, 0x78))
        assert self.cli("stop", name).stdout == f"{name}\n"
        assert f"{name}  :" not in self.cli("list").stdout

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("start", "--size", "big"), 2, "is not WIDTHxHEIGHT"),
            (("start", "--size", "9x9"), 2, "sides have 240 to 8192"),
            (("stop", "virtual-77"), 3, "no virtual desktop 'virtual-77' is running"),
            (("screenshot", "--name", "nobody"), 3, "no virtual desktop 'nobody' is running"),
        ],
    )
    def test_what_cannot_be_done_says_why_on_stderr(self, arguments, code, says):
        done = self.cli(*arguments, code=code)
        assert says in done.stderr
        assert done.stdout == ""
