"""The main job on the built-in phone, by the real adb server: started by itself, run, replayed."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import adbutils
import pytest

from agent import registry
from agent.testing.chat_server import ChatServer, Drip, Hang
from agent.trajectory import find_episode

pytestmark = pytest.mark.timeout(600)  # a phone and an adb server start, on a busy machine slowly

GOAL = "open settings and enable wifi"
CALL = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'
DONE = CALL % json.dumps({"action": "terminate", "status": "success"})


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def variables(home) -> dict[str, str]:
    """A home and an adb server of our own; both are ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "ANDROID_ADB_SERVER_PORT": port,
        # A scan of other ports would find the phones of other tests, and run on one of those.
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        "ADB_USB": "0",
        "ADB_MDNS_OPENSCREEN": "0",
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="module")
def environ(variables):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FINGERTIP_", "ANDROID_"))}
    return kept | variables


@pytest.fixture
def start(environ, home):
    """``start(*words)``: the running process, which is killed in the end if need be."""
    with ExitStack() as running:

        def run(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "agent", *words],
                env=environ,
                cwd=home,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            running.enter_context(process)
            running.callback(process.kill)
            return process

        yield run


@pytest.fixture(scope="module")
def main_job(environ, variables, home):
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "agent", *words],
            env=environ | more,
            cwd=home,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    yield run
    run("phone", "stop", "--all")
    subprocess.run(
        [adbutils.adb_path(), "-P", variables["ANDROID_ADB_SERVER_PORT"], "kill-server"],
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.fixture(scope="module")
def first(main_job, home):
    """A run that finds no device; its model only claims to be done."""
    script = home / "claims.txt"
    script.write_text(f"# dialect: qwen3-vl\n{DONE}\n")
    return main_job("run", GOAL, "--model", f"scripted:{script}", "--json")


@pytest.fixture
def phone(first, variables, monkeypatch):
    """The phone that the first run started, with Wi-Fi off again."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    kind = registry.device_kind("android")
    (listed,) = kind.list()
    device = kind.open(listed.serial)
    device.shell(["settings", "put", "global", "wifi_on", "0"])
    yield device
    device.close()


def test_without_a_device_the_built_in_phone_is_started_and_one_line_says_so(first):
    said = [line for line in first.stderr.splitlines() if "built-in phone" in line]

    assert len(said) == 1
    assert "emulator-" in said[0]


def test_a_mere_claim_is_contradicted_by_the_check_of_the_shipped_task(first):
    result = json.loads(first.stdout)

    assert first.returncode == 1, first.stderr
    assert (result["outcome"], result["claimed"], result["confirmed"]) == ("failure", True, False)
    assert result["extras"] == {"task": "enable-wifi"}
    assert [check["name"] for check in result["checks"]] == ["settings:global/wifi_on=1,2"]


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_a_named_serial_never_falls_back(way, main_job, first):
    words = ("--serial", "nobody") if way == "flag" else ()
    more = {"ANDROID_SERIAL": "nobody"} if way == "variable" else {}

    done = main_job("run", GOAL, "--model", "scripted:claims.txt", *words, **more)

    assert done.returncode == 3
    assert "nobody" in done.stderr
    assert "built-in" not in done.stderr.splitlines()[0]


def test_a_tap_turns_wifi_on_and_its_replay_does_so_again(phone, main_job, home):
    assert phone.shell(["settings", "get", "global", "wifi_on"]) == (0, "0\n")
    phone.shell(["am", "start", "-W", "-a", "android.settings.WIFI_SETTINGS"])
    switch = next(
        element
        for element in phone.observe(elements=True).elements
        if element.checkable and element.box.right - element.box.left > 0
    )
    x, y = switch.box.center
    (home / "tap.txt").write_text(
        '# dialect: qwen2.5-vl\n<tool_call>\n{"name": "mobile_use", "arguments":'
        f' {{"action": "click", "coordinate": [{x}, {y}]}}}}\n</tool_call>\n---\n<tool_call>\n'
        '{"name": "mobile_use", "arguments": {"action": "terminate", "status": "success"}}\n'
        "</tool_call>\n"
    )

    ran = main_job("run", GOAL, "--serial", phone.serial, "--model", "scripted:tap.txt", "--json")

    result = json.loads(ran.stdout)
    assert ran.returncode == 0, ran.stderr
    assert (result["outcome"], result["claimed"], result["confirmed"]) == ("success", True, True)
    assert phone.shell(["settings", "get", "global", "wifi_on"]) == (0, "1\n")

    phone.shell(["settings", "put", "global", "wifi_on", "0"])
    again = main_job("replay", result["path"], "--json")

    report = json.loads(again.stdout)
    assert again.returncode == 0, again.stderr
    assert report["serial"] == phone.serial
    assert [step["same"] for step in report["steps"]] == [True, True]
    assert phone.shell(["settings", "get", "global", "wifi_on"]) == (0, "1\n")

    phone.shell(["settings", "put", "global", "wifi_on", "0"])
    phone.shell(["cmd", "uimode", "night", "yes"])
    mended = main_job("replay", result["path"], "--anchored", "--save", "mended", "--json")

    report = json.loads(mended.stdout)
    assert mended.returncode == 0, mended.stderr
    assert report["without_model"] == 1
    assert report["steps"][0]["found"] == "id and text"
    assert report["steps"][0]["difference"] > 0.5
    assert phone.shell(["settings", "get", "global", "wifi_on"]) == (0, "1\n")
    _, episode = find_episode(home / report["saved"])
    assert [step.decision.action.type for step in episode.steps()] == ["tap", "finish"]

    with another_phone(main_job) as other:
        other.shell(["settings", "put", "global", "wifi_on", "0"])
        other.shell(["am", "start", "-W", "-a", "android.settings.WIFI_SETTINGS"])
        moved = main_job("replay", result["path"], "--anchored", "--serial", other.serial, "--json")
        assert moved.returncode == 0, moved.stderr
        assert json.loads(moved.stdout)["steps"][0]["found"] == "id and text"
        assert other.shell(["settings", "get", "global", "wifi_on"]) == (0, "1\n")


def test_a_killed_run_is_resumed_on_the_screen_that_it_was_on(phone, main_job, start, home):
    wifi = ("am", "start", "-W", "-a", "android.settings.WIFI_SETTINGS")
    phone.shell(wifi)
    switch = next(one for one in phone.elements() if one.checkable)
    with ChatServer([call_at(switch, phone), DONE], models=["Qwen/Qwen3-VL-2B-Instruct"]) as server:
        server.next(Drip(0), Hang())
        process = start("run", GOAL, "--serial", phone.serial, "--model", server.url)
        wait_until(lambda: len(server.asked) == 2)
        (path,) = (one.parent for one in home.glob("runs/*/run.json") if killed(one.parent))
        busy = main_job("run", "--resume", str(path))
        process.kill()
        process.communicate()

        phone.shell(["input", "keyevent", "HOME"])
        elsewhere = main_job("run", "--resume", str(path))
        phone.shell(wifi)
        done = main_job("run", "--resume", str(path), "--json")
        again = main_job("run", "--resume", str(path))

    assert (busy.returncode, elsewhere.returncode, again.returncode) == (3, 2, 2)
    assert "another process is writing it" in busy.stderr
    assert "does not show what it showed" in elsewhere.stderr
    assert "ended as success" in again.stderr
    result = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (result["outcome"], result["confirmed"], result["steps"]) == ("success", True, 2)
    assert result["extras"] == {"task": "enable-wifi", "resumed": "1"}
    _, episode = find_episode(path)
    assert [step.index for step in episode.steps()] == [0, 1]
    assert all(episode.frame(step).size == step.size for step in episode.steps())
    # The model's earlier turn is in what it was asked by the second process, as by the first.
    assert words_of(server.asked[-1]) == words_of(server.asked[1])


def words_of(question) -> list[str]:
    """What is asked, each picture as one word: the phone's clock may have gone on between two."""
    contents = [message["content"] for message in question["messages"]]
    parts = [part for one in contents for part in ([one] if isinstance(one, str) else one)]
    return [part if isinstance(part, str) else part.get("text", "PICTURE") for part in parts]


def call_at(element, phone) -> str:
    """Of Qwen3-VL, whose screens are 1000 wide and high."""
    point = [
        round(1000 * at / side)
        for at, side in zip(element.box.center, phone.info().size, strict=True)
    ]
    return CALL % json.dumps({"action": "click", "coordinate": point})


def killed(run: Path) -> bool:
    return not list(run.glob("episodes/*/episode.json"))


@contextmanager
def another_phone(main_job):
    """One of other data and another screen, dark; it is alone again when this ends."""
    shape = ("--seed", "5", "--size", "720x1600", "--density", "300")
    started = main_job("phone", "start", *shape, "--json")
    assert started.returncode == 0, started.stderr
    serial = json.loads(started.stdout)["serial"]
    try:
        with closing(registry.device_kind("android").open(serial)) as device:
            device.shell(["cmd", "uimode", "night", "yes"])
            yield device
    finally:
        main_job("phone", "stop", serial)
        wait_until_gone(serial)


def wait_until_gone(serial: str) -> None:
    wait_until(lambda: all(one.serial != serial for one in registry.device_kind("android").list()))


def wait_until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
