"""The adb binary's own verbs."""

import io
import os
import subprocess

import adbutils
from PIL import Image


def test_it_is_listed_as_an_emulator_is(adb, phone):
    done = subprocess.run(
        [adbutils.adb_path(), "-P", str(adb.port), "devices", "-l"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("emulator-")]
    assert line.split()[:2] == [phone.serial, "device"]
    assert "model:" in line
    assert adb("get-state").stdout == b"device\n"
    assert b"shell_v2" in adb("features").stdout


def test_push_and_pull_keep_bytes_and_mode(adb, tmp_path):
    data = os.urandom(300_000)
    (tmp_path / "out.bin").write_bytes(data)
    done = adb("push", str(tmp_path / "out.bin"), "/sdcard/new/deep/in.bin")
    assert done.returncode == 0, done.stderr
    assert adb("pull", "/sdcard/new/deep/in.bin", str(tmp_path / "back.bin")).returncode == 0
    assert (tmp_path / "back.bin").read_bytes() == data
    missing = adb("pull", "/sdcard/none", str(tmp_path / "none"))
    assert missing.returncode == 1
    assert b"No such file" in missing.stderr


def test_a_folder_goes_both_ways(adb, tmp_path):
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(name)
    assert adb("push", str(tmp_path / "tree"), "/sdcard/").returncode == 0
    assert adb("pull", "/sdcard/tree", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back" / "sub" / "b.txt").read_text() == "sub/b.txt"


def test_exec_out_gives_raw_bytes(adb):
    picture = Image.open(io.BytesIO(adb("exec-out", "screencap", "-p").stdout))
    assert picture.size == (1080, 2400)
    raw = adb("exec-out", "screencap").stdout
    assert len(raw) - 1080 * 2400 * 4 in {12, 16}
    assert adb("exec-out", "printf 'a\\r\\n\\0b'").stdout == b"a\r\n\0b"


def test_exec_in_and_standard_input(adb):
    assert adb("shell", "cat", data=b"\0\xff\n").stdout == b"\0\xff\n"
    assert adb("exec-in", "cat > /sdcard/in.txt", data=b"text").returncode == 0
    assert adb("shell", "cat /sdcard/in.txt", data=b"").stdout == b"text"


def test_outputs_and_status_are_kept_apart(adb):
    done = adb("shell", "echo out; echo err >&2; exit 9", data=b"")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", 9)


def test_shell_v1(adb):
    assert adb("shell", "-x", "echo a; exit 3", data=b"").stdout == b"a\n"


def test_a_terminal(adb):
    words = [adbutils.adb_path(), "-P", str(adb.port), "-s", adb.serial, "shell", "-tt"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        shell.stdin.write(b"echo in$((40+2))\n")
        shell.stdin.flush()
        seen = b""
        while b"in42" not in seen:
            part = os.read(shell.stdout.fileno(), 4096)
            assert part, seen
            seen += part
        shell.stdin.write(b"exit 5\n")
        shell.stdin.flush()
        assert shell.wait(30) == 5


def test_root_and_remount_answer_in_words(adb):
    assert b"already running as root" in adb("root").stdout
    assert adb("remount").returncode == 0


def test_console(adb):
    done = adb("emu", "avd", "name")
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith(b"OK")


def test_install_and_uninstall_end_in_a_word(adb, tmp_path):
    apk = tmp_path / "broken.apk"
    apk.write_bytes(b"no zip at all")
    done = adb("install", str(apk))
    assert b"Success" in done.stdout + done.stderr or b"Failure" in done.stdout + done.stderr
    gone = adb("uninstall", "no.such.app")
    assert b"Success" in gone.stdout or b"Failure" in gone.stdout


def test_logcat_that_ends(adb):
    assert adb("logcat", "-d").returncode == 0
