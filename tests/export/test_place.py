"""Nothing is overwritten, nothing half-written is left, and nobody's folder is removed."""

import pytest

from agent.errors import StorageError, UsageError
from agent.export import placed
from agent.export.place import MARK


def put(path, text, **how):
    with placed(path, "folder", **how) as folder:
        (folder / MARK).write_text(text)


def test_a_folder_appears_whole(tmp_path):
    out = tmp_path / "new" / "out"
    with placed(out, "folder") as folder:
        (folder / "a").write_text("a")
        assert not out.exists()

    assert (out / "a").read_text() == "a"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("shape", ["folder", "file"])
def test_what_fails_leaves_nothing(shape, tmp_path):
    def fail(place):
        (place / "half" if shape == "folder" else place).write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError), placed(tmp_path / "new" / "out", shape) as place:
        fail(place)

    assert list(tmp_path.iterdir()) == []


def test_force_replaces_an_export_and_keeps_it_when_the_new_one_fails(tmp_path):
    out = tmp_path / "out"
    put(out, "old")

    with pytest.raises(UsageError, match="there already") as refused:
        put(out, "new")
    assert refused.value.hint == "add --force"
    with pytest.raises(RuntimeError), placed(out, "folder", force=True):
        raise RuntimeError
    assert (out / MARK).read_text() == "old"
    put(out, "new", force=True)
    assert (out / MARK).read_text() == "new"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_of_somebody_elses_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(UsageError, match="not written by agent export"):
        put(tmp_path, "x", force=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_may_be_filled(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    put(out, "x")
    assert (out / MARK).read_text() == "x"


def test_a_file_is_replaced_only_by_force(tmp_path):
    out = tmp_path / "film.mp4"
    out.write_text("old")

    with pytest.raises(UsageError, match="there already"), placed(out, "file"):
        raise AssertionError("not reached")
    with placed(out, "file", force=True) as place:
        place.write_text("new")
    assert out.read_text() == "new"
    with pytest.raises(UsageError, match="is a file"), placed(out, "folder", force=True):
        raise AssertionError("not reached")
    with pytest.raises(UsageError, match="is a folder"), placed(tmp_path, "file", force=True):
        raise AssertionError("not reached")


def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match="cannot be written"):
        put(tmp_path / "file" / "out", "x")
