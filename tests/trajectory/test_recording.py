"""What is written is what is read, whole steps only."""

import errno
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from agent import actions as act
from agent.errors import StorageError, StorageFull, TrajectoryCorrupt, TrajectoryTooNew
from agent.testing import paint, switch_phone
from agent.trajectory import RunRecord, RunWriter, find_episode, open_run, png
from agent.trajectory.writer import slug
from agent.types import (
    ActionResult,
    Decision,
    Element,
    Episode,
    Frame,
    Observation,
    Outcome,
    Size,
    Step,
    Task,
    Timings,
)

SIZE = Size(60, 120)


def step(index: int, colour=(9, 9, 9), **changes) -> Step:
    observation = Observation(
        frame=paint(SIZE, colour),
        at=5.0,
        app="a/b",
        elements=(Element(box=(1, 2, 3, 4), text="OK\u2028"),),
        notes=("secure window",),
    )
    parts = {
        "decision": Decision(action=act.Tap(at=(1, 2)), thought="思", raw="x\ny", repairs=("r",)),
        "result": ActionResult(ok=True, said="done"),
        "timings": Timings(think=1.25),
        "started": 4.5,
    }
    return Step(index, observation, **(parts | changes))


def begin(folder, title="a goal") -> RunWriter:
    return RunWriter(folder, title, RunRecord(started=time.time()))


def test_a_step_comes_back_as_it_was(tmp_path):
    run = begin(tmp_path)
    failed = Decision(action=None, error="no grammar")
    with run.episode() as writer:
        writer.write(step(0, attempts=(failed,), nudge="do something else"))
        writer.write(step(1, decision=failed, result=None))

    _, episode = find_episode(run.path)
    first, second = episode.steps()
    assert first.decision == step(0).decision
    assert first.result == ActionResult(ok=True, said="done")
    assert first.elements[0].text == "OK\u2028"
    assert (first.timings.think, first.started, first.captured) == (1.25, 4.5, 5.0)
    assert (first.attempts, first.nudge) == ((failed,), "do something else")
    assert (second.decision.error, second.result) == ("no grammar", None)
    assert bytes(episode.frame(first).data) == step(0).observation.frame.data


def test_each_distinct_screen_is_stored_once(tmp_path):
    run = begin(tmp_path)
    with run.episode() as writer:
        for index, colour in enumerate([(1, 1, 1), (2, 2, 2), (1, 1, 1)]):
            writer.write(step(index, colour))

    index = run.path / "episodes" / "0001" / "screens" / "index.jsonl"
    assert len(index.read_text().splitlines()) == 2


def test_a_step_is_on_disk_when_write_returns(tmp_path):
    run = begin(tmp_path)
    with run.episode() as writer:
        writer.write(step(0))

        _, episode = find_episode(run.path)
        assert [found.index for found in episode.steps()] == [0]
        assert episode.frame(next(episode.steps())).size == SIZE
        assert episode.record is None


def test_the_end_is_written_last_and_says_how(tmp_path):
    run = begin(tmp_path)
    ended = Episode(Task(goal="g"), Outcome.GAVE_UP, False, steps=3, seconds=1.5, error="no")
    with run.episode() as writer:
        writer.end(ended)

    _, episode = find_episode(run.path / "episodes" / "0001")
    assert episode.record.outcome is Outcome.GAVE_UP
    assert (episode.record.confirmed, episode.record.error) == (None, "no")


@given(cut=st.integers(1, 200))
@settings(max_examples=25, deadline=None)
def test_a_torn_last_line_is_left_out(cut, tmp_path_factory):
    run = begin(tmp_path_factory.mktemp("runs"))
    with run.episode() as writer:
        writer.write(step(0))
        writer.write(step(1))
    file = run.path / "episodes" / "0001" / "steps.jsonl"
    os.truncate(file, file.stat().st_size - cut)

    _, episode = find_episode(run.path)
    assert [found.index for found in episode.steps()] == [0]
    assert episode.is_torn


@pytest.mark.parametrize("line", ["{}", "nonsense", '{"index": "x"}', "[]", "\x00"])
def test_a_line_that_is_wrong_in_the_middle_is_named(line, tmp_path):
    run = begin(tmp_path)
    with run.episode() as writer:
        writer.write(step(0))
    file = run.path / "episodes" / "0001" / "steps.jsonl"
    file.write_text(f"{line}\n" + file.read_text())

    _, episode = find_episode(run.path)
    with pytest.raises(TrajectoryCorrupt, match=r"steps\.jsonl:1"):
        list(episode.steps())


def test_a_newer_recording_is_refused_and_a_strange_one_named(tmp_path):
    run = begin(tmp_path)
    file = run.path / "run.json"
    content = json.loads(file.read_text())

    file.write_text(json.dumps(content | {"schema_version": 99}))
    with pytest.raises(TrajectoryTooNew, match="99"):
        open_run(run.path)
    file.write_text(json.dumps(content | {"something": "more"}))
    assert open_run(run.path).record.started == content["started"]
    file.write_text("nonsense")
    with pytest.raises(TrajectoryCorrupt, match=r"run\.json"):
        open_run(run.path)
    with pytest.raises(TrajectoryCorrupt, match="no recording"):
        open_run(tmp_path)


def test_a_picture_outside_of_the_recording_is_not_read(tmp_path):
    run = begin(tmp_path)
    with run.episode() as writer:
        writer.write(step(0))
    _, episode = find_episode(run.path)
    bad = next(episode.steps()).model_copy(update={"screen": "../../../run.json"})

    with pytest.raises(TrajectoryCorrupt, match="outside"):
        episode.frame(bad)


def test_runs_of_the_same_second_do_not_share_a_folder(tmp_path):
    record = RunRecord(started=0.0)
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: RunWriter(tmp_path, "Goal!", record).path, range(8)))

    assert len(set(made)) == 8
    assert min(path.name for path in made) == "19700101-000000-goal"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("open Settings, and enable Wi-Fi!", "open-settings-and-enable-wi-fi"),
        ("打开 蓝牙", "打开-蓝牙"),
        ("../../etc/passwd", "etc-passwd"),
        ("...", "run"),
        ("x" * 100, "x" * 40),
    ],
)
def test_a_slug_is_a_plain_part_of_a_file_name(title, name):
    assert slug(title) == name


def test_a_full_disk_takes_back_what_it_had_begun(tmp_path, monkeypatch):
    run = begin(tmp_path)
    real = os.write

    def short(file: int, data: bytes) -> int:
        return real(file, data[:10])

    with run.episode() as writer:
        writer.write(step(0))
        monkeypatch.setattr(os, "write", short)
        with pytest.raises(StorageFull, match="intact"):
            writer.write(step(1))
        monkeypatch.undo()

    _, episode = find_episode(run.path)
    assert [found.index for found in episode.steps()] == [0]
    assert not episode.is_torn


def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError) as caught:
        begin(tmp_path / "file")

    assert os.strerror(errno.ENOTDIR) in str(caught.value)
    assert "--record" in caught.value.hint


@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
    order=st.sampled_from(["RGBA", "BGRA"]),
)
@settings(max_examples=40, deadline=None)
def test_a_png_has_every_pixel(width, height, seed, order, tmp_path_factory):
    data = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    path = tmp_path_factory.mktemp("png") / "x.png"

    path.write_bytes(png.encode(Frame(Size(width, height), data.tobytes(), order)))

    wanted = data[..., :3] if order == "RGBA" else data[..., 2::-1]
    with Image.open(path) as image:
        image.load()
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), wanted)


def test_a_picture_that_is_no_picture_is_a_corrupt_recording(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(png.encode(switch_phone().capture())[:200])

    with pytest.raises(TrajectoryCorrupt, match=r"x\.png"):
        png.read(path)
