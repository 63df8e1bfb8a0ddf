"""A pack gives back what was packed, and whoever means harm with one gets nothing written."""

import stat
import struct
import zipfile

import pytest

from agent import actions as act
from agent.errors import StorageError, TrajectoryCorrupt
from agent.testing import paint
from agent.trajectory import RunRecord, RunWriter, open_run
from agent.trajectory.pack import pack, unpack
from agent.types import Decision, Episode, Observation, Outcome, Size, Step, Task, Timings

RUN = b'{"schema_version": 1, "started": 1.0}'


@pytest.fixture
def run(tmp_path):
    writer = RunWriter(tmp_path / "runs", "打开 it", RunRecord(started=1.0))
    with writer.episode() as episode:
        seen = Observation(paint(Size(20, 30), (1, 2, 3)), at=1.0)
        decision = Decision(action=act.Tap(at=(1, 2)))
        episode.write(Step(0, seen, decision, None, Timings(), started=1.0))
        episode.end(Episode(Task(goal="it"), Outcome.SUCCESS, claimed=True, steps=1))
    return open_run(writer.path)


@pytest.fixture
def hostile(tmp_path):
    """Writes a zip with the given entries beside an honest ``run.json``."""

    def write(*entries, honest=True):
        file = tmp_path / "hostile.trace.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            if honest:
                archive.writestr("run.json", RUN)
            for entry, data in entries:
                archive.writestr(entry, data)
        return file

    return write


def refused(file, tmp_path, words):
    target = tmp_path / "inner" / "target"
    target.mkdir(parents=True)
    with pytest.raises(TrajectoryCorrupt, match=words):
        unpack(file, target)
    assert list(target.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


def test_what_was_packed_comes_back(run, tmp_path):
    (run.path / "view.html").write_text("not part of the recording")
    file = pack(run, tmp_path / "it.trace.zip")
    target = tmp_path / "target"
    target.mkdir()
    back = unpack(file, target)

    (episode,) = back.episodes()
    assert [step.decision.action for step in episode.steps()] == [act.Tap(at=(1, 2))]
    assert episode.frame(next(episode.steps())).size == Size(20, 30)
    assert episode.record.outcome is Outcome.SUCCESS
    assert not (target / "view.html").exists()


def test_a_pack_that_cannot_be_written_is_named(run, tmp_path):
    (tmp_path / "file").touch()
    file = tmp_path / "file" / "it.trace.zip"

    with pytest.raises(StorageError, match=f"{file} cannot be written"):
        pack(run, file)


def test_the_same_run_packs_into_the_same_bytes(run, tmp_path):
    one, two = (pack(run, tmp_path / f"{name}.trace.zip") for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_a_link_in_a_run_is_not_followed(run, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (run.path / "episodes" / "secret").symlink_to(tmp_path / "secret")
    with zipfile.ZipFile(pack(run, tmp_path / "it.trace.zip")) as archive:
        assert not any("secret" in name for name in archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "../out", "episodes/../../out", "/etc/out", "C:/out", "C:\\out", "..\\out", "a//b", "./a",
        "a/./b", "~/.x\x1b[31m", "a\n", "con ", "x" * 300, "a/b/c/d/e/f/g/h/i", "episodes/..",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name, hostile, tmp_path):
    refused(hostile((name, b"x")), tmp_path, "is none that a recording has")


def test_a_name_cut_at_a_nul_is_refused(hostile, tmp_path):
    file = hostile(("episodes/aXb", b"x"))
    file.write_bytes(file.read_bytes().replace(b"episodes/aXb", b"episodes/a\x00b"))
    refused(file, tmp_path, "is none that a recording has|no pack")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(kind, hostile, tmp_path):
    entry = zipfile.ZipInfo("episodes/link")
    entry.external_attr = (kind | 0o777) << 16
    refused(hostile((entry, b"/etc/passwd")), tmp_path, "a link or a device")


@pytest.mark.parametrize("again", ["run.json", "RUN.json"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(again, hostile, tmp_path):
    refused(hostile((again, RUN)), tmp_path, "twice")


def test_a_file_inside_of_a_file_is_refused(hostile, tmp_path):
    refused(hostile(("run.json/x", b"x")), tmp_path, "inside of a file")


def test_a_bomb_is_refused_by_its_density(hostile, tmp_path):
    refused(hostile(("episodes/zeros", bytes(5 << 20))), tmp_path, "would grow from")


def test_a_bomb_is_refused_by_its_number_of_files(tmp_path, monkeypatch, hostile):
    monkeypatch.setattr("agent.trajectory.pack._FILES", 50)
    refused(hostile(*((f"episodes/{n}", b"") for n in range(60))), tmp_path, "more than 50 files")


def test_a_bomb_is_refused_by_its_total(tmp_path, hostile, monkeypatch):
    monkeypatch.setattr("agent.trajectory.pack._TOTAL", 1 << 20)
    entries = ((f"episodes/{n}", bytes(300_000)) for n in range(5))
    refused(hostile(*entries), tmp_path, "it would take more")


def test_an_entry_that_lies_about_its_size_is_refused(hostile, tmp_path):
    file = hostile(("episodes/x", bytes(1000)), honest=False)
    data = bytearray(file.read_bytes())
    place = data.rindex(b"PK\x01\x02") + 24  # the size in the directory, little-endian
    data[place : place + 4] = struct.pack("<I", 500)
    file.write_bytes(data)
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(TrajectoryCorrupt):
        unpack(file, target)
    assert all(path.stat().st_size <= 500 for path in target.rglob("*") if path.is_file())


def test_an_encrypted_entry_is_refused(hostile, tmp_path):
    file = hostile(("episodes/x", b"x"), honest=False)
    data = bytearray(file.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + offset] |= 1
    file.write_bytes(data)
    refused(file, tmp_path, "encrypted")


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    file = tmp_path / "shared.trace.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("episodes/a", bytes(4000))
    data = file.read_bytes()
    begin, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entries = b"".join(
        data[begin:end].replace(b"episodes/a", b"episodes/%c" % letter) for letter in b"abcdefgh"
    )
    tail = bytearray(data[end:])
    tail[8:16] = struct.pack("<HHI", 8, 8, len(entries))
    file.write_bytes(data[:begin] + entries + bytes(tail))

    refused(file, tmp_path, "share bytes")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 nonsense", b"<html>", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_pack_is_said_to_be_none(data, tmp_path):
    file = tmp_path / "x.trace.zip"
    file.write_bytes(data)
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(TrajectoryCorrupt):
        unpack(file, target)
