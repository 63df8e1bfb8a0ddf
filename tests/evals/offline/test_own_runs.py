"""What the pocket model did on the built-in phone: exported, done again, asked again."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import adbutils
import pytest

from agent.export import Filter, collect
from agent.export.pictures import as_png
from agent.json_actions import as_json

from . import tensorflow_bytes as tf

pytestmark = pytest.mark.timeout(600)  # a phone and an adb server start, on a busy machine slowly


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def agent(home):
    """The program in a home and with an adb server of its own; both are ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("FINGERTIP_", "ANDROID_"))}
    own = {
        "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "NO_COLOR": "1",
        # A scan of other ports would find the phones of other tests, and run on one of those.
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554", "ADB_USB": "0", "ADB_MDNS_OPENSCREEN": "0",
    }  # fmt: skip

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "agent", *map(str, words)],
            env=environ | own | {"ANDROID_ADB_SERVER_PORT": port},
            cwd=home,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    yield run
    run("phone", "stop", "--all")
    subprocess.run(
        [adbutils.adb_path(), "-P", port, "kill-server"],
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.fixture(scope="module")
def recording(agent, home) -> Path:
    done = agent("run", "turn on bluetooth", "--check", "settings:global/bluetooth_on=1", "--json")
    assert done.returncode == 0, done.stderr
    return home / json.loads(done.stdout)["path"]


def test_every_prompt_comes_out_as_the_pocket_model_saw_it(agent, home, recording):
    (episode,) = collect([recording], Filter())

    done = agent("export", recording, "-f", "ms-swift", "-o", home / "swift", "--json")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # A step whose prompt had another digest than the recorded one would be left out.
    assert (told["rows"], told["left_out"]) == (len(episode.steps), {})
    assert all(step.decision.prompt for step in episode.steps)


def test_the_flow_of_a_run_does_it_again_on_a_fresh_phone(agent, home, recording):
    flow = home / "bluetooth.yaml"
    assert agent("export", recording, "-f", "flow", "-o", flow).returncode == 0
    flow.write_text(flow.read_text() + "- check: settings:global/bluetooth_on=1\n")
    assert agent("phone", "reset").returncode == 0

    done = agent("test", flow)

    assert done.returncode == 0, done.stdout + done.stderr


def test_asked_again_offline_the_pocket_model_says_the_same(agent, home, recording):
    (episode,) = collect([recording], Filter())
    *acted, last = episode.steps
    frames = [episode.frame(step) for step in (*acted, last)]
    actions = [as_json(step.decision.action) for step in acted]
    tf.write(
        home / "data" / "android_control-00000-of-00001",
        [
            tf.example(
                episode_id=[1],
                goal=[episode.goal.encode()],
                screenshots=[as_png(frame) for frame in frames],
                accessibility_trees=[tf.forest([])] * len(frames),
                screenshot_widths=[frame.size.width for frame in frames],
                screenshot_heights=[frame.size.height for frame in frames],
                actions=[json.dumps(action).encode() for action in actions],
                step_instructions=[step.decision.summary.encode() for step in acted],
            )
        ],
    )

    done = agent(
        "eval", "offline", "androidcontrol-high", home / "data", "--model", "pocket", "--json"
    )

    assert done.returncode == 0, done.stderr
    whole = json.loads(done.stdout)["scores"][-1]
    assert (whole["right"], whole["count"]) == (len(acted), len(acted))
    assert whole["whole_episodes"] == 1
