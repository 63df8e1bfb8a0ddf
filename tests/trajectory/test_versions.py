"""Recordings of the first version: a PNG file for each screen, and no task before the end."""

import base64
import json

import pytest

from agent import actions as act
from agent.cli import app
from agent.cli.resuming import reopen
from agent.errors import UsageError
from agent.evals.offline.recorded import questions
from agent.replay import replay
from agent.testing import switch_phone
from agent.trajectory import find_episode, png
from agent.trajectory.pack import unpack
from agent.view import pictures


@pytest.fixture
def old(tmp_path):
    """As ``agent run`` wrote it then, field by field."""
    device = switch_phone()
    run = tmp_path / "19700101-000000-it"
    episode = run / "episodes" / "0001"
    (episode / "screens").mkdir(parents=True)
    about = {
        "schema_version": 1, "started": 0.0, "argv": ["agent", "run", "it"],
        "device": device.info().model_dump(mode="json"),
        "model": {"name": "scripted:it", "dialect": "qwen2.5-vl"},
    }  # fmt: skip
    (run / "run.json").write_text(json.dumps(about))
    with (episode / "steps.jsonl").open("w") as steps:
        for index, action in enumerate([act.Tap(at=(135, 300)), act.Finish()]):
            frame = device.capture()
            (episode / "screens" / f"{frame.digest}.png").write_bytes(png.encode(frame))
            step = {
                "index": index, "started": 1.0, "screen": f"{frame.digest}.png",
                "size": list(frame.size), "captured": 1.0, "app": "", "cursor": None, "notes": [],
                "decision": {"action": action.model_dump(mode="json"), "raw": "<tool_call>"},
                "result": {"ok": True},
            }  # fmt: skip
            steps.write(json.dumps(step) + "\n")
            if index == 0:
                device.perform(action)
    end = {
        "schema_version": 1, "id": "0001", "task": {"goal": "it"}, "outcome": "success",
        "claimed": True, "steps": 2, "seconds": 2.0,
    }  # fmt: skip
    (episode / "episode.json").write_text(json.dumps(end))
    return run


def test_its_screens_are_read(old):
    run, episode = find_episode(old)
    first, second = episode.steps()

    assert run.record.schema_version == 1
    assert episode.task.goal == "it"
    assert episode.unfinished == ""
    device = switch_phone()
    assert episode.frame(first).data == device.capture().data
    assert episode.after(0) == second.screen


def test_it_is_viewed_packed_exported_replayed_and_asked_about(old, tmp_path):
    page, packed, out = tmp_path / "it.html", tmp_path / "it.trace.zip", tmp_path / "out"
    for words in (
        ["view", str(old), "--no-open", "--output", str(page)],
        ["view", str(old), "--pack", str(packed)],
        ["export", str(packed), "--format", "androidcontrol", "--out", str(out)],
    ):
        assert app.run(words) == 0

    shown = base64.b64encode(pictures.full(switch_phone().capture())).decode()
    assert shown in page.read_text()
    run, episode = find_episode(unpack(packed, tmp_path / "unpacked").path)
    assert [drift.same for drift in replay(switch_phone(), episode)] == [True, True]
    (asked, *_) = questions(run, episode)
    assert asked.screen().size == switch_phone().info().size


def test_one_that_was_killed_is_not_resumed(old):
    (old / "episodes" / "0001" / "episode.json").unlink()

    with pytest.raises(UsageError, match="does not say what was to be done"):
        reopen(old)
