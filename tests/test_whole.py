"""A file is there whole, or as it was before."""

import pytest

from agent.whole import write_whole


def test_what_was_there_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "a.json"
    for data in (b"first", b"second, and longer"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_take_its_place_leaves_nothing(tmp_path):
    (tmp_path / "a" / "full").mkdir(parents=True)

    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_first_error_is_the_one_that_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError) as caught:
        write_whole(tmp_path / "file" / "a", b"x")
    assert caught.value.__context__ is None
