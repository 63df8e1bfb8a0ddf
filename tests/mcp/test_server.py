"""``agent mcp``, spoken to by the SDK's own client over stdio."""

import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest
from PIL import Image

from agent import actions as act
from agent.errors import DeviceError, UnknownDevice
from agent.trajectory import find_episode
from devices.android import KIND
from devices.phone.fleet import Fleet

pytestmark = pytest.mark.timeout(300)  # a phone and an adb server start, on a busy machine slowly

MESSAGES = "com.simplemobiletools.smsmessenger"
ACTING = {"tap", "swipe", "type_text", "press", "run_goal", "run_flow"}


@pytest.fixture(scope="module", params=["legacy", "auto"])
def client(request, talk, tmp_path_factory):
    """Of both protocols: one asks in the middle of a call, the other by a second call.

    Its model's replies and its flows are still to be written into its folder.
    """
    folder = tmp_path_factory.mktemp("given")
    words = ("--model", f"scripted:{folder / 'replies.txt'}", "--flows", str(folder))
    with talk(request.param, *words) as one:
        one.given = folder
        one.asks_meanwhile = request.param == "legacy"
        yield one


@pytest.fixture
def conversation(device):
    """A conversation is open. Gives the middle of its Delete, and whether it is still there."""
    bind = ("--bind", "address:s:24273", "--bind", "body:s:keep me")
    device.shell(["content", "insert", "--uri", "content://sms/inbox", *bind])
    device.shell(["am", "force-stop", MESSAGES])
    device.shell(["am", "start", "-W", "-n", f"{MESSAGES}/.activities.MainActivity"])
    device.perform(act.Tap(at=wait_for(device, "24273")))
    yield (
        wait_for(device, "Delete"),
        lambda: "keep me" in device.shell(["content", "query", "--uri", "content://sms"])[1],
    )
    device.shell(["content", "delete", "--uri", "content://sms", "--where", "address='24273'"])
    device.shell(["am", "force-stop", MESSAGES])


def wait_for(device, text) -> tuple[int, int]:
    """The middle of what says ``text``, once it stands still."""
    last = None
    for _ in range(200):
        found = next(
            (one.box for one in device.elements() if text in {one.text, one.description}), None
        )
        if found is not None and found == last:
            return found.center
        last = found
    raise AssertionError(f"{text} has not come")


def wait_until(so) -> None:
    deadline = time.monotonic() + 60
    while not so():
        assert time.monotonic() < deadline, "it has not become so"
        time.sleep(0.01)


def text_of(result) -> str:
    return result.content[0].text


def session(folder):
    """What single calls did on the device: one recording."""
    (path,) = (folder / "runs").glob("*-mcp")
    return find_episode(path)[1]


def test_the_tools_say_what_they_may_do(client):
    tools = {tool.name: tool for tool in client.tools()}

    assert set(tools) == ACTING | {"list_devices", "screenshot", "elements", "open_app"}
    assert {name for name, one in tools.items() if one.annotations.read_only_hint} == {
        "list_devices",
        "screenshot",
        "elements",
    }
    assert {name for name, one in tools.items() if one.annotations.destructive_hint} == ACTING
    assert all(tool.description for tool in tools.values())


def test_a_client_sees_the_device(client, phone):
    devices = json.loads(text_of(client("list_devices")))
    said, picture = client("screenshot").content
    elements = json.loads(text_of(client("elements", device=f"android:{phone.serial}")))

    assert f"android:{phone.serial}" in {one["device"] for one in devices}
    size = Image.open(io.BytesIO(base64.b64decode(picture.data))).size
    assert said.text == f"{size[0]}x{size[1]} pixels"
    assert any(one.get("clickable") for one in elements)


def test_a_client_acts(client, device):
    device.shell(["am", "force-stop", "com.android.settings"])

    opened = client("open_app", name="Settings")
    searching = wait_for(device, "Search Settings")
    client("tap", x=searching[0], y=searching[1])
    typed = client("type_text", text="Über 显示")
    wait_for(device, "Über 显示")
    back = client("press", key="home")

    assert "com.android.settings" in text_of(opened)
    assert not typed.is_error
    assert "com.google.android.apps.nexuslauncher" in text_of(back)
    assert not client("swipe", from_x=500, from_y=1500, to_x=500, to_y=600).is_error
    client("press", key="home")


def test_what_needs_permission_is_asked_of_the_clients_person(client, device, conversation):
    (x, y), is_there = conversation
    client.person.asked.clear()

    client.person.allow = False
    denied = client("tap", x=x, y=y)
    client.person.allow = True
    allowed = client("tap", x=x, y=y)

    assert denied.is_error
    assert "did not allow tap" in text_of(denied)
    assert not allowed.is_error, text_of(allowed)
    wait_for(device, "Delete conversation?")
    assert is_there()
    assert len(client.person.asked) == 2
    assert "'Delete'" in client.person.asked[0]
    verdicts = [step.verdict for step in session(client.folder).steps()][-2:]
    assert [(one.allowed, one.by, one.rule) for one in verdicts] == [
        (False, "person", "delete"),
        (True, "person", "delete"),
    ]


def test_what_cannot_be_done_is_an_error_with_a_hint(client):
    nobody = client("screenshot", device="android:nobody")
    no_app = client("open_app", name="No Such App")
    outside = client("tap", x=-1, y=5)

    assert nobody.is_error
    assert "try:" in text_of(nobody)
    assert no_app.is_error
    assert outside.is_error


def test_who_cannot_ask_is_denied(talk, conversation):
    (x, y), is_there = conversation

    with talk("legacy", asks=False) as client:
        denied = client("tap", x=x, y=y)

    assert denied.is_error
    assert "nobody could be asked" in text_of(denied)
    assert is_there()


def test_a_goal_is_pursued_by_the_model_under_the_same_rules(client, conversation):
    (x, y), is_there = conversation
    call = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'
    tap = call % json.dumps({"action": "click", "coordinate": [x, y]})
    done = call % json.dumps({"action": "terminate", "status": "failure"})
    script = client.given / "replies.txt"
    script.write_text(f"# dialect: qwen2.5-vl\n{tap}\n---\n{done}\n")
    client.person.asked.clear()
    client.person.allow = False
    client.progress.clear()

    told = json.loads(text_of(client("run_goal", goal="tidy up")))

    assert (told["outcome"], told["steps"]) == ("denied", 2)
    assert len(client.person.asked) == client.asks_meanwhile
    wait_until(lambda: len(client.progress) == 2)
    assert sorted(client.progress) == [1.0, 2.0]
    assert is_there()
    _, episode = find_episode(client.folder / told["recording"])
    assert [step.verdict.rule for step in episode.steps() if step.verdict] == ["delete"]


def test_a_flow_is_run_under_the_same_rules(client, conversation):
    _, is_there = conversation
    flows = {"good": "assertVisible: keep me", "bad": "tapOn: Delete", "worse": "clearState"}
    for name, command in flows.items():
        (client.given / f"{name}.yaml").write_text(f"appId: {MESSAGES}\n---\n- {command}\n")
    client.person.allow = False

    good, bad, worse = (
        json.loads(text_of(client("run_flow", path=f"{name}.yaml"))) for name in flows
    )
    outside = client("run_flow", path="../outside.yaml")

    assert good["passed"], good
    assert (bad["passed"], worse["passed"], outside.is_error) == (False, False, True)
    assert "tap" in bad["because"]
    assert "not allowed here" in worse["because"]
    assert is_there()


HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


@contextmanager
def started(phone, folder, *words):
    """The server alone, for who speaks the protocol by hand: it has been greeted."""
    with subprocess.Popen(
        [sys.executable, "-m", "agent", "mcp", "--serial", phone.serial, *words],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        say(server, {"id": 1, "method": "initialize", "params": HELLO})
        assert json.loads(server.stdout.readline())["id"] == 1
        say(server, {"method": "notifications/initialized"})
        yield server


def say(server, message):
    server.stdin.write(json.dumps({"jsonrpc": "2.0"} | message) + "\n")
    server.stdin.flush()


def call(server, tool, **arguments):
    params = {"name": tool, "arguments": arguments}
    say(server, {"id": 2, "method": "tools/call", "params": params})


def test_stdout_is_the_protocols_alone_and_the_end_is_recorded(phone, tmp_path):
    with started(phone, tmp_path, "-v") as server:
        call(server, "press", key="home")
        answer = json.loads(server.stdout.readline())
        server.stdin.close()
        rest = server.stdout.read()

    assert answer["id"] == 2
    assert rest == ""
    assert server.returncode == 0
    assert session(tmp_path).record.outcome == "interrupted"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_and_what_is_recorded_is_whole(number, phone, tmp_path):
    call_of = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'
    taps = [json.dumps({"action": "click", "coordinate": [x, 5]}) for x in range(200)]
    script = tmp_path / "replies.txt"
    script.write_text("# dialect: qwen2.5-vl\n" + "\n---\n".join(call_of % tap for tap in taps))

    with started(phone, tmp_path, "--model", f"scripted:{script}") as server:
        call(server, "run_goal", goal="wander", max_steps=200)
        wait_until(lambda: any(tmp_path.glob("runs/*-wander/episodes/*/screens/*")))
        server.send_signal(number)
        server.stdout.read()

    assert server.returncode == 130
    (path,) = (tmp_path / "runs").glob("*-wander")
    _, episode = find_episode(path)
    assert episode.record.outcome == "interrupted"
    assert episode.record.steps == len(list(episode.steps()))


@pytest.mark.parametrize(
    ("code", "exit_code", "says"),
    [
        ("sys.modules['mcp'] = None; words = ['mcp']", 3, "pip install 'fingertip[mcp]'"),
        ("words = ['mcp', '--approve', 'no.toml']", 2, "no.toml cannot be read"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_served(code, exit_code, says, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; {code}; from agent.cli.app import run; exit(run(words))",
        ],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == exit_code, done.stderr
    assert says in done.stderr
    assert done.stdout == ""


@pytest.fixture
def restless(phone):
    """A second phone, and a function that starts it anew."""
    fleet = Fleet()
    # On a port that no other phone of this machine takes while it is away.
    other = fleet.start(seed=1, port=27001 + os.getpid() % 2000 * 2, keep=False)

    def boot() -> str:
        """Empty where the phone is between two boots."""
        try:
            with closing(KIND.open(other.serial)) as device:
                return device.shell(["cat", "/proc/sys/kernel/random/boot_id"])[1]
        except (DeviceError, UnknownDevice):
            return ""

    def restart() -> None:
        before = boot()
        with closing(KIND.open(other.serial)) as device:
            device.shell(["reboot"])
        wait_until(lambda: boot() not in {"", before})

    yield other.serial, restart
    fleet.stop(other.serial)


def test_a_phone_that_was_restarted_is_told_of_and_then_looked_at_anew(talk, restless):
    serial, restart = restless
    with talk() as one:
        assert not one("elements", device=f"android:{serial}").is_error
        restart()
        said = one("elements", device=f"android:{serial}")
        assert said.is_error
        assert "has been started since" in text_of(said)
        assert not one("elements", device=f"android:{serial}").is_error
