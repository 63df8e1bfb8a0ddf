"""The published JSON Schema is what the models give, and what is written follows it."""

import json
import time
from pathlib import Path

import jsonschema
import pytest

from agent import actions as act
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter
from agent.trajectory.published import FILES, json_schema
from agent.types import Decision, Episode, Outcome, Step, Task, Timings, Verdict

PUBLISHED = Path(__file__).parents[2] / "docs" / "recording.schema.json"


@pytest.fixture
def run(tmp_path) -> Path:
    """A recording with one of everything."""
    device = switch_phone()
    run = RunWriter(tmp_path, "it", RunRecord(started=time.time(), device=device.info(), seed=3))
    seen = device.observe(elements=True)
    unread = Decision(action=None, error="no call", raw="hm")
    tap = Decision(
        action=act.Tap(at=(230, 180)), raw="<tool_call>", repairs=("a brace",), prompt="p"
    )
    with run.episode(task=Task(goal="it", checks=("settings:global/wifi_on=1",))) as writer:
        writer.prepare(seen.frame)
        writer.write(
            Step(0, seen, tap, device.perform(tap.action), Timings(), 1.0, (unread,), "nudge",
                 Verdict(allowed=True))
        )  # fmt: skip
        writer.end(Episode(Task(goal="it"), Outcome.GAVE_UP, claimed=False, steps=1), seen.frame)
    return run.path


def test_the_published_schema_is_that_of_the_models():
    """If not: python -m agent.trajectory.published > docs/recording.schema.json."""
    assert json.loads(PUBLISHED.read_text()) == json_schema()


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_a_recording_follows_the_schema(name, run):
    schema = json_schema()
    folder = run if name == "run.json" else run / "episodes" / "0001"
    text = (folder / name).read_text()
    read = [json.loads(one) for one in (text.split("\n")[:-1] if name.endswith("l") else [text])]

    assert read
    for content in read:
        wanted = schema["properties"][name] | {"$defs": schema["$defs"]}
        jsonschema.Draft202012Validator(wanted).validate(content)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(wanted).validate({"nothing": 1})
