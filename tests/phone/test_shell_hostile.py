"""What a hostile or broken client sends: an answer in bounded time, never a way out, never an end."""

# ruff: noqa: E501, ISC004, PT017, BLE001 - tables, one row a line

import io
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.phone.shell import limits
from devices.phone.shell.limits import COMMAND_CHARS
from devices.phone.shell.patterns import compile_pattern
from devices.phone.shell.session import ShellSession


@pytest.fixture(autouse=True)
def small_budget(monkeypatch):
    """Endless work is to end early here; how early a phone ends it is one constant."""
    monkeypatch.setattr(limits, "STEPS", 4_000)


def alive(shell) -> bool:
    return shell("echo alive").out == "alive\n"


@pytest.mark.parametrize(
    "command",
    [
        "echo " + "a" * COMMAND_CHARS,
        "x" * 100_000_000,
        "(" * 50_000,
        "$(" * 20_000,
        "echo " + "`" * 10_001,
        "if true; then " * 5_000,
        "{ " * 30_000 + "}" * 30_000,
        "echo $((" + "(" * 5_000 + "1" + ")" * 5_000 + "))",
        "echo $((" + "-" * 5_000 + "1))",
        "echo ${x:-" * 3_000 + "}" * 3_000,
        "! " * 40_000 + "true",
        "[ " + "! " * 30_000 + "x ]",
        "case x in " + "a|" * 30_000 + "b) :;; esac",
        "echo " + "{a,b}" * 40,
        "cat <<" + "X" * 60_000,
        "\0" * 1000,
        "echo '" + "\0" + "'",
        ";;;;",
        "&& ||",
        "\udcff\udcfe",
        "echo \ud800",
        "echo > ''",
        "echo $(",
        "\\",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_odd_text_gets_an_answer(shared_shell, command):
    began = time.monotonic()
    answer = shared_shell(command)

    assert 0 <= answer.status <= 255
    assert time.monotonic() - began < 60
    assert alive(shared_shell)


@pytest.mark.parametrize(
    "command",
    [
        "while true; do :; done",
        "until false; do x=$((x+1)); done",
        "f() { f; }; f",
        "f() { f | f; }; f",
        "f() { (f); }; f",
        "f() { x=$(f); }; f",
        "awk 'BEGIN { while (1) x++ }'",
        "x=ab; while true; do x=$x$x; done",
        "echo 'sh /sdcard/self' > /sdcard/self; sh /sdcard/self",
        "eval 'eval x=1'; e='eval $e'; eval $e",
        "sed ':a; ba' <<< x",
        "for i in $(seq 1 1000000); do :; done",
        "sqlite3 :memory: 'with recursive c(x) as (select 1 union all select x+1 from c limit 2000000)"
        " select count(*) from c'",
    ],
)
def test_endless_work_ends(shared_shell, command):
    answer = shared_shell(command)

    assert answer.status >= 0
    assert len(answer.err) < 10_000
    assert alive(shared_shell)


def test_a_fork_bomb_meets_the_bound(shared_shell):
    before = threading.active_count()
    shared_shell("bomb() { bomb | bomb & }; bomb; wait")

    deadline = time.monotonic() + 30
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= before
    assert alive(shared_shell)


@pytest.mark.parametrize("command", ["sleep 1000", "logcat", "cat", "yes", "yes | cat", "sleep 900 | cat",
                                     "while true; do sleep 100; done", "tail -f /sdcard/f", "read x"])  # fmt: skip
def test_a_client_that_leaves_ends_its_command(shared_shell, command):
    shared_shell("echo x > /sdcard/f")
    cancelled = threading.Event()

    class Silent(io.RawIOBase):
        def read(self, _size=-1):
            cancelled.wait()
            return b""

    session = ShellSession(shared_shell.services)
    status: list[int] = []
    worker = threading.Thread(
        target=lambda: status.append(
            session.run(command, Silent(), Discard(), Discard(), cancelled=cancelled)
        )
    )
    worker.start()
    time.sleep(0.1)
    cancelled.set()
    worker.join(timeout=20)

    assert not worker.is_alive()
    assert len(status) == 1


class Discard(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        return len(data)


class Broken(io.RawIOBase):
    """A client whose connection is gone: the first write fails."""

    def writable(self):
        return True

    def write(self, data):
        raise BrokenPipeError


def test_output_to_a_vanished_client_ends_the_run(shared_shell):
    cancelled = threading.Event()
    ShellSession(shared_shell.services).run(
        "yes", io.BytesIO(), Broken(), Broken(), cancelled=cancelled
    )

    assert cancelled.is_set()


def test_a_reader_that_stops_ends_the_writer(shared_shell):
    assert shared_shell.out("yes | head -n 2") == "y\ny\n"


ESCAPES = [
    "cat /etc/passwd",
    "cat /../../../../../../etc/passwd",
    "cat /sdcard/../../../../../../../etc/passwd",
    "cd /; cat ../../../../etc/passwd",
    "ln -s / /sdcard/up; cat /sdcard/up/etc/passwd",
    "ln -s ../../../../../../../../etc /sdcard/etc; cat /sdcard/etc/passwd",
    "ln /etc/passwd /sdcard/hard; cat /sdcard/hard",
    "cp /etc/passwd /sdcard/copied; cat /sdcard/copied",
    "find / -name passwd",
    "cat /proc/self/environ /proc/1/environ",
    "cat /proc/self/root/etc/passwd",
    "cat < /etc/passwd",
    ". /etc/passwd",
    "sh /etc/passwd",
    "sqlite3 /etc/passwd .tables",
    "sqlite3 /sdcard/e.db \"attach '/etc/passwd' as p; select * from p.x\"",
    "sqlite3 :memory: \"select readfile('/etc/passwd')\"",
    "sqlite3 'file:/etc/passwd?mode=ro' .tables",
    "sqlite3 :memory: '.read /etc/passwd'",
    "sqlite3 :memory: '.shell cat /etc/passwd'",
    "awk 'BEGIN { while ((getline l < \"/etc/passwd\") > 0) print l }'",
    "awk 'BEGIN { system(\"cat /etc/passwd\") }'",
    "sed -n 'r /etc/passwd' <<< x",
    "grep -r root /etc",
    "base64 /etc/passwd",
    "dd if=/etc/passwd",
    "tail -n 5 /etc/passwd",
    "echo /etc/pass*",
]


@pytest.mark.parametrize("command", ESCAPES)
def test_nothing_of_the_host_is_reached(shell, command):
    answer = shell(command)

    for secret in ("root:x:", "/bin/bash", "PATH=/usr"):
        assert secret not in answer.out + answer.err
    assert str(shell.files.root) not in answer.out + answer.err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("shift ²", "nothing to shift"),
        ("tail -n +-5 /proc/version", "bad number"),
        ("tail -n ² /proc/version", "bad number"),
        ("find / -perm 9", "bad mode"),
        ("sqlite3 :memory: 'select ²'", "Error: "),
        ("sqlite3 :memory: \udc80", "Error: "),
        ("seq 500 > /sdcard/t.db; sqlite3 /sdcard/t.db .tables", "Error: file is not a database"),
        ("gzip -dk /sdcard/none.gz", "No such file"),
    ],
)
def test_nonsense_is_told_from_a_bug_of_ours(shell, command, says):
    answer = shell(command)
    assert answer.status
    assert says in answer.err
    assert "internal error" not in answer.err


def test_what_is_named_twice_is_listed_twice(shell):
    assert shell.out("ls -t /proc/version /proc/version") == "/proc/version\n" * 2


def test_a_timer_whose_id_is_no_number_is_none(shell):
    timers, path = shell.state.alarms.timers, shell.state.alarms.preferences.file
    timers.create(60)
    path.write_text(path.read_text().replace("<string>0<", "<string>²</string><string>0<"))
    assert [timer.id for timer in timers.list()] == [0]


def test_what_cannot_be_unpacked_leaves_nothing(shell):
    shell("echo plain > /sdcard/plain.gz")
    assert "not gzip data" in shell("gunzip /sdcard/plain.gz").err
    assert shell.out("ls /sdcard/plain*") == "/sdcard/plain.gz\n"


def test_nothing_of_the_host_is_changed(shell, tmp_path):
    (tmp_path / "kept").write_text("kept")
    for command in (
        f"rm -rf {tmp_path}/kept",
        "rm -rf /",
        f"echo gone > {tmp_path}/kept",
        f"ln -s {tmp_path} /sdcard/t; rm -rf /sdcard/t/kept; echo x > /sdcard/t/kept",
        "mv /sdcard /../outside; rm -rf /sdcard/../../../..",
        "reboot; kill -9 1; mount -o remount,rw /; umount /; date 010100001970.00",
    ):
        shell(command)

    assert (tmp_path / "kept").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "root"]
    assert alive(shell)


@pytest.mark.parametrize(
    "command",
    [
        "cat /dev/zero > /sdcard/full",
        "cat /dev/zero | tee /sdcard/full >&-",
        "head -c 300000 /dev/zero | tr '\\0' x | sort -o /sdcard/full",
        "for i in 1 2 3; do timeout 50 sh -c 'head -c 90000 /dev/zero >> /sdcard/full'; done",
    ],
)
def test_a_disk_is_not_filled(shared_shell, monkeypatch, command):
    monkeypatch.setattr(limits, "WRITTEN_BYTES", 100_000)
    shared_shell("rm -f /sdcard/full")
    answer = shared_shell(command)

    assert "No space left on device" in answer.err
    assert shared_shell.files.stat("/sdcard/full").size <= 200_000


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 60 + "b"),
        ("a?" * 30 + "a" * 30 + "$", "a" * 29 + "b"),
        ("^(.*,)*x", "a," * 3000),
    ],
)
def test_patterns_do_not_explode(pattern, text):
    began = time.monotonic()
    try:
        compile_pattern(pattern, extended=True).search(text)
    except Exception as error:
        assert "too complex" in str(error)

    assert time.monotonic() - began < 90


ATOMS = st.sampled_from(
    ["echo", "a", "$x", "'", '"', "`", "$(", ")", "(", "{", "}", ";", "&", "&&", "||", "|", "<", ">",
     ">>", "<<", "X", "\n", "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "while",
     "true", "false", "$((", "))", "*", "?", "[", "]", "\\", "#", "!", "=", "x=1", "${", ":-", "2>&1",
     "/sdcard", "cat", "exit", "break", "return", "f()", "set -e", "~", "\t", " ", "é"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ATOMS, max_size=24), st.booleans())
def test_any_words_in_any_order_get_an_answer(shared_shell, words, spaced):
    answer = shared_shell((" " if spaced else "").join(words))

    assert 0 <= answer.status <= 255
    assert "internal error" not in answer.err


def test_the_bounds_are_said(shared_shell):
    assert "stopped after 4000 commands" in shared_shell("while :; do :; done").err
