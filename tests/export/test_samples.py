"""Samples: what the model was asked, word for word, and a reply that means the action."""

import json
from collections import Counter

import numpy as np
import pytest

from agent import actions as act
from agent import registry
from agent.errors import UnknownDialect
from agent.export import Filter, collect
from agent.export.pictures import as_image
from agent.export.samples import samples, turns
from agent.trajectory import RunRecord, RunWriter
from agent.trajectory.schema import ModelRecord
from agent.types import (
    ActionResult,
    Decision,
    DeviceInfo,
    Episode,
    Frame,
    Observation,
    Outcome,
    Picture,
    Size,
    Step,
    Task,
    Timings,
)

from .conftest import DONE, OPEN, SWITCH


def texts(prompt):
    return [
        [part for part in message.parts if isinstance(part, str)] for message in prompt.messages
    ]


@pytest.mark.parametrize("dialect", ["qwen3-vl", "qwen2.5-vl", "ui-tars-1.5", "opencua", "mai-ui"])
def test_the_prompt_is_what_the_model_was_asked(dialect, record):
    made = record(OPEN, SWITCH, SWITCH, SWITCH, DONE, dialect=dialect)

    found = list(samples(made.episodes[0], None, Counter()))

    assert [sample.step.index for sample in found] == [0, 1, 2, 3, 4]
    for sample, asked in zip(found, made.model.prompts, strict=True):
        assert texts(sample.prompt) == texts(asked)
        for mine, theirs in zip(pictures(sample.prompt), pictures(asked), strict=True):
            assert pixels(mine) == pixels(theirs)
            assert mine.seen == theirs.seen
        assert sample.prompt.digest == asked.digest == sample.step.decision.prompt


def pictures(prompt):
    return [part for m in prompt.messages for part in m.parts if isinstance(part, Picture)]


def pixels(picture):
    # The fourth byte of a pixel is not kept.
    return np.frombuffer(picture.frame.data, np.uint8).reshape(-1, 4)[:, :3].tobytes()


def test_what_the_loop_told_the_model_is_told_again(record):
    made = record("no grammar at all", OPEN, act.Tap(at=(5, 5)), SWITCH, DONE)

    found = list(samples(made.episodes[0], None, Counter()))

    said = [str(texts(sample.prompt)) for sample in found]
    assert "Your last reply could not be used" in said[0]
    assert "Nothing changed on the screen" in said[2]
    asked = made.model.prompts
    assert [texts(sample.prompt) for sample in found] == [
        texts(asked[index]) for index in (1, 2, 3, 4)
    ]


def test_the_reply_is_the_models_own_unless_it_had_to_be_mended(record):
    call = '{"name": "mobile_use", "arguments": {"action":"wait", "time": 0}}'
    own = f"Thought: I see it.\n<tool_call>\n{call}\n</tool_call>"
    made = record(own, call, DONE)

    first, second, _ = samples(made.episodes[0], None, Counter())

    assert first.reply == own
    assert second.step.decision.raw == call
    assert second.reply.startswith("<tool_call>")


@pytest.mark.parametrize("wanted", sorted(set(registry.names("dialects"))))
def test_in_another_family_the_reply_still_means_the_action(wanted, record):
    made = record(OPEN, SWITCH, act.TypeText(text='a "b"\n'), act.Press(key="home"), DONE)
    left_out: Counter[str] = Counter()
    dialect = registry.dialect(wanted)

    found = list(samples(made.episodes[0], wanted, left_out))

    assert len(found) + left_out.total() == 5
    assert found
    for sample in found:
        last = [part for part in sample.prompt.messages[-1].parts if isinstance(part, Picture)][-1]
        space = dialect.space(last.frame.size, last.seen)
        again = dialect.parse(sample.reply, space, observation(last.frame)).action
        assert again is not None
        assert again.type == sample.action.type
        if isinstance(again, act.Tap):
            assert np.abs(np.subtract(again.at, sample.action.at)).max() <= 3
        elif not isinstance(again, act.Finish):
            assert again == sample.action


def observation(frame):
    return Observation(frame=frame, at=0.0)


def test_what_a_family_cannot_say_is_left_out_and_so_is_what_follows(record):
    made = record(OPEN, act.TypeText(text="x"), DONE)
    left_out: Counter[str] = Counter()

    found = list(samples(made.episodes[0], "gta1", left_out))

    assert [sample.action for sample in found] == [OPEN]
    assert left_out.total() == 2
    assert any("follows" in reason for reason in left_out)


def test_failed_actions_are_told_but_not_taught(record):
    made = record(act.OpenApp(name="Radio"), OPEN, DONE)
    left_out: Counter[str] = Counter()

    first, _ = samples(made.episodes[0], None, left_out)

    assert first.action == OPEN
    assert "failed" in str(texts(first.prompt))
    assert left_out == {"the action failed": 1}


def test_text_that_training_programs_would_misread_is_left_out(record):
    made = record(OPEN, DONE, goal="type <image> there")
    left_out: Counter[str] = Counter()

    assert not list(samples(made.episodes[0], None, left_out))
    assert left_out == {"its text holds a placeholder of training programs": 2}


def test_a_recording_without_a_model_wants_a_dialect(record):
    made = record(OPEN, DONE)
    run = (made.path / "run.json").read_text()
    start = run.index('"model": {')
    (made.path / "run.json").write_text(
        run[:start] + '"model": null' + run[run.index("}", start) + 1 :]
    )

    with pytest.raises(UnknownDialect, match="without a model"):
        list(samples(made.episodes[0], None, Counter()))
    assert len(list(samples(made.episodes[0], "qwen3-vl", Counter()))) == 2


def test_a_prompt_that_comes_out_otherwise_is_left_out_unless_todays_words_will_do(record):
    made = record(OPEN, DONE)
    steps = made.path / "episodes" / "0001" / "steps.jsonl"
    steps.write_text(steps.read_text().replace('"prompt":"', '"prompt":"0', 1))
    left_out: Counter[str] = Counter()

    found = list(samples(made.episodes[0], None, left_out))

    assert [sample.step.index for sample in found] == [1]
    assert left_out == {"its prompt does not come out as it was; try --dialect": 1}
    assert len(list(samples(made.episodes[0], "qwen3-vl", Counter()))) == 2


def test_a_screen_keeps_its_name_whatever_the_order_of_its_bytes_was(tmp_path):
    dialect, size = registry.dialect("qwen3-vl"), Size(60, 120)
    frame = Frame(size, bytes([1, 2, 3, 0]) * (60 * 120), "BGRA")
    info = DeviceInfo(kind="desktop", serial="x", size=size, actions=frozenset({"click"}))
    seen = Observation(frame=frame, at=0.0)
    asked = dialect.prompt("g", [], seen, seen=Size(64, 128), device=info)
    raw = dialect.render(Decision(action=DONE), dialect.space(size, Size(64, 128)))
    decision = Decision(action=DONE, raw=raw, prompt=asked.digest, seen=Size(64, 128))
    model = ModelRecord(name="m", dialect="qwen3-vl")
    writer = RunWriter(tmp_path, "x", RunRecord(started=0.0, device=info, model=model))
    with writer.episode() as episode:
        episode.write(Step(0, seen, decision, ActionResult(ok=True), Timings(), 0.0))
        episode.end(Episode(Task(goal="g"), Outcome.SUCCESS, True, steps=1))
    left_out: Counter[str] = Counter()

    (sample,) = samples(collect([writer.path], Filter())[0], None, left_out)

    assert not left_out
    assert sample.prompt.digest == asked.digest
    assert as_image(pictures(sample.prompt)[0].frame).getpixel((0, 0)) == (3, 2, 1)


def test_a_step_that_was_shown_as_a_clip_is_left_out(record):
    made = record(OPEN, DONE)
    steps = made.path / "episodes" / "0001" / "steps.jsonl"
    first, *others = map(json.loads, steps.read_text().splitlines())
    first["clip"] = [first["screen"]]
    steps.write_text("".join(json.dumps(step) + "\n" for step in (first, *others)))
    left_out: Counter[str] = Counter()

    found = list(samples(made.episodes[0], None, left_out))

    assert [sample.step.index for sample in found] == [1]
    assert next(iter(left_out)).startswith("it was shown a clip")
    assert len(list(samples(made.episodes[0], "qwen3-vl", Counter()))) == 2


def test_turns_alternate_and_hold_a_placeholder_for_each_picture(record):
    made = record(*[SWITCH] * 4, Decision(action=DONE), dialect="opencua")

    for sample in samples(made.episodes[0], None, Counter()):
        told = turns(sample)
        roles = [turn.role for turn in told if turn.role != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert told[-1].text == sample.reply
        assert all(turn.text.count("<image>") == len(turn.pictures) for turn in told)
