"""Hand-written YAML: values as they were typed, faults with their place."""

import pytest
from pydantic import BaseModel, ConfigDict

from agent import documents
from agent.documents import read_documents
from agent.errors import TaskFileError


class Goal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    steps: int = 3


@pytest.fixture
def read(tmp_path):
    """Reads a text as a file."""

    def read(text):
        path = tmp_path / "some.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_documents(path)

    return read


def test_values_stay_as_they_were_typed(read):
    (document,) = read("a: on\nb: 007\nc: 1.10\nd: ~\ne:\nf: 'null'\ng: [2026-01-02, 0x1F]\n")

    assert document.value == {
        "a": "on", "b": "007", "c": "1.10", "d": None, "e": None, "f": "null",
        "g": ["2026-01-02", "0x1F"],
    }  # fmt: skip


def test_every_value_has_a_place(read):
    first, second = read("a: 1\n---\n- b\n- c:\n    d: 2\n")

    assert first.place(("a",)) == (1, 1)
    assert second.place((1, "c", "d")) == (5, 5)
    assert second.place((1, "c", "nowhere")) == (4, 3)


def test_a_value_that_does_not_fit_is_shown_in_its_lines(read):
    (document,) = read("one: 1\ngoal:\n  name: x\n  steps: many\n")

    with pytest.raises(TaskFileError, match=r"some\.yaml:4:3: steps: .*integer") as caught:
        document.read(Goal, document.value["goal"], ("goal",))

    assert caught.value.detail.splitlines() == [
        "2 | goal:",
        "3 |   name: x",
        "4 |   steps: many",
        "  |   ^",
    ]


def test_an_unknown_name_is_told_its_neighbour(read):
    (document,) = read("name: x\nstep: 1\n")

    with pytest.raises(
        TaskFileError, match=r":2:1: 'step' is not known here. Did you mean 'steps'"
    ):
        document.read(Goal, document.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", ":"),
        ("a: 1\na: 2\n", r":2:1: 'a' stands here twice"),
        ("? [x]\n: 1\n", ":1:3: a name must be a plain text"),
        ("a: \t- b", ":1:"),
        (b"a: \xff", "not UTF-8"),
        ("a: \x00", "some.yaml"),
        ("[" * 100, "deeper than"),
        ("a: &x [*x]", "aliases counted"),
    ],
)
def test_what_is_no_document_is_refused(read, text, says):
    with pytest.raises(TaskFileError, match=says):
        read(text)


def test_aliases_cannot_make_it_large(read):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)
    )

    with pytest.raises(TaskFileError, match="aliases counted"):
        read(bomb)


def test_a_large_file_is_not_read(read, tmp_path):
    with pytest.raises(TaskFileError, match="at most"):
        read(b"#" * (documents.LARGEST + 1))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TaskFileError, match=r"none\.yaml cannot be read"):
        read_documents(tmp_path / "none.yaml")
