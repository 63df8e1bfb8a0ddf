"""Pictures come back as they were, from a whole store, a torn one, and none from a hostile one."""

import json
import resource
from contextlib import closing, contextmanager, suppress

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.errors import StorageError, StorageFull, TrajectoryCorrupt
from agent.trajectory import EpisodeWriter, RunRecord, RunWriter, find_episode
from agent.trajectory.pictures import INDEX, SEGMENT, PictureWriter, read_picture
from agent.types import Decision, Frame, Observation, Size, Step, Timings

SIZE = Size(40, 60)


def noise(seed: int, size: Size = SIZE, order="RGBA") -> Frame:
    values = np.random.default_rng(seed).integers(0, 256, size.width * size.height * 4, np.uint8)
    return Frame(size, values.tobytes(), order)


SIDES = st.integers(1, 9)
DRAWN = st.tuples(st.integers(0, 5), SIDES, SIDES, st.sampled_from(["RGBA", "BGRA"]))


@given(drawn=st.lists(DRAWN, min_size=1, max_size=2 * SEGMENT + 3))
@settings(max_examples=15)
def test_every_byte_comes_back(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("screens")
    frames = [noise(seed, Size(width, height), order) for seed, width, height, order in drawn]
    with closing(PictureWriter(folder)) as pictures:
        names = [pictures.add(frame) for frame in frames]

    for frame, name in zip(frames, names, strict=True):
        read = read_picture(folder, name)
        assert (read.size, read.order, read.data) == (frame.size, frame.order, frame.data)
    assert len((folder / INDEX).read_text().splitlines()) == len(set(names))


def test_a_picture_is_read_while_others_are_being_added(tmp_path):
    with closing(PictureWriter(tmp_path)) as pictures:
        for seed in range(3):
            name = pictures.add(noise(seed))
            assert read_picture(tmp_path, name).data == noise(seed).data


def test_a_stream_is_read_by_any_zstandard(tmp_path):
    with closing(PictureWriter(tmp_path)) as pictures:
        pictures.add(noise(1))
        name = pictures.add(noise(2))

    line = json.loads((tmp_path / INDEX).read_text().splitlines()[1])
    assert line["name"] == name
    with (tmp_path / line["file"]).open("rb") as packed:
        whole = zstandard.ZstdDecompressor().stream_reader(packed).read()
    assert whole[line["offset"] :] == noise(2).data


def test_what_was_written_after_a_kill_follows_what_was_before(tmp_path):
    first = PictureWriter(tmp_path)
    name = first.add(noise(1))
    first._index.close()  # as the kernel does for a process that is gone
    with (tmp_path / INDEX).open("ab") as index:
        index.write(b'{"name": "to')

    with closing(PictureWriter(tmp_path)) as second:
        assert second.add(noise(1)) == name
        other = second.add(noise(2))
    assert read_picture(tmp_path, name).data == noise(1).data
    assert read_picture(tmp_path, other).data == noise(2).data
    first.close()


@pytest.mark.parametrize(
    "change",
    [
        {"file": "../../../etc/passwd"}, {"file": "9999.zst"}, {"offset": 40}, {"offset": -1},
        {"offset": 1 << 60}, {"width": 1 << 20}, {"width": 1 << 15, "height": 1 << 15},
        {"width": 0}, {"width": 60, "height": 40}, {"order": "CMYK"}, {"name": 5},
    ],
)  # fmt: skip
def test_an_index_that_lies_is_refused(change, tmp_path):
    with closing(PictureWriter(tmp_path)) as pictures:
        name = pictures.add(noise(1))
    line = json.loads((tmp_path / INDEX).read_text())
    (tmp_path / INDEX).write_text(json.dumps(line | change | {"note": name}) + "\n")

    with pytest.raises(TrajectoryCorrupt):
        read_picture(tmp_path, name)


def test_bytes_that_were_changed_are_noticed(tmp_path):
    with closing(PictureWriter(tmp_path)) as pictures:
        name = pictures.add(noise(1))
    data = bytearray((tmp_path / "0001.zst").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "0001.zst").write_bytes(data)

    with pytest.raises(TrajectoryCorrupt):
        read_picture(tmp_path, name)


@contextmanager
def files_up_to(size: int):
    """The kernel lets no file of this process grow beyond ``size`` bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def step(index: int, frame: Frame) -> Step:
    decision = Decision(action=None, error="none")
    return Step(index, Observation(frame=frame, at=0.0), decision, None, Timings(), 0.0)


@pytest.mark.parametrize("room", [100, 9_700, 15_000, 25_000])
def test_a_disk_that_fills_up_within_a_picture_costs_that_step_alone(room, tmp_path):
    run = RunWriter(tmp_path, "it", RunRecord(started=0.0))
    done = 0
    with run.episode() as writer:
        with files_up_to(room), suppress(StorageFull):
            for index in range(10):
                writer.write(step(index, noise(index)))
                done += 1
        assert done == room // 9_600
        # With room again, what is written follows as if nothing had been.
        writer.write(step(done, noise(done)))

    _, episode = find_episode(run.path)
    assert not episode.is_torn
    assert [one.index for one in episode.steps()] == list(range(done + 1))
    for one in episode.steps():
        assert episode.frame(one).data == noise(one.index).data


def test_an_episode_goes_on_where_its_writer_left_it(tmp_path):
    run = RunWriter(tmp_path, "it", RunRecord(started=0.0))
    with run.episode() as writer:
        writer.await_screen(noise(0))
        writer.write(step(0, noise(0)))
        _, episode = find_episode(run.path)
        assert episode.unfinished == ""
        seen = noise(1)
        writer.await_screen(seen)
        assert episode.screen(episode.unfinished).data == seen.data
        with pytest.raises(StorageError, match="another process is writing it"):
            EpisodeWriter(episode.path, resume=True)
    with (episode.path / "steps.jsonl").open("ab") as steps:
        steps.write(b'{"index": 1, "star')

    with EpisodeWriter(episode.path, resume=True) as writer:
        assert episode.screen(episode.unfinished).data == seen.data
        writer.write(step(1, noise(1)))

    assert [one.index for one in episode.steps()] == [0, 1]
    assert episode.unfinished == ""
