"""``agent export``: what it writes, what it says, what it refuses."""

import json

import pytest

from agent import registry
from agent.cli.app import run
from agent.trajectory import open_run
from agent.trajectory.pack import pack

from .conftest import DONE, OPEN, SWITCH


def export(*words) -> int:
    return run(["export", *map(str, words)])


def test_one_line_says_what_was_written(record, tmp_path, capsys):
    made, out = record(OPEN, SWITCH, DONE), tmp_path / "out"

    assert export(made.path, "--format", "ms-swift", "--out", out) == 0
    assert capsys.readouterr().out == f"ms-swift: 3 samples of 1 episode: {out}\n"
    assert export(made.path, "--format", "ms-swift", "--out", out) == 2
    assert "--force" in capsys.readouterr().err
    assert export(made.path, "-f", "ms-swift", "-o", out, "--force", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["unit"], told["path"]) == (3, "samples", str(out))
    assert json.loads((out / "export.json").read_text())["format"] == "ms-swift"


def test_what_is_left_out_is_counted(record, tmp_path, capsys):
    made = record(OPEN, DONE)

    assert export(made.path, "-f", "ms-swift", "-o", tmp_path / "out", "--dialect", "gta1") == 0
    assert "1 sample of 1 episode (1 left out: 1 gta1 has no word" in capsys.readouterr().out


def test_nothing_is_written_where_nothing_is_left(record, tmp_path, capsys):
    made = record(DONE)

    assert export(made.path, "-f", "androidcontrol", "-o", tmp_path / "out") == 5
    assert "(1 left out: 1 nothing was done)" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_only_what_succeeded_or_was_confirmed(record, tmp_path, capsys):
    good = record(OPEN, DONE, score=1.0, name="good")
    claimed = record(DONE, name="claimed")
    bad = record(DONE, score=0.0, name="bad")
    paths = (good.path, claimed.path, bad.path)

    for words, names in (
        ((), 3),
        (("--outcome", "success"), 2),
        (("--confirmed",), 1),
        (("--outcome", "failure", "--outcome", "stuck"), 1),
    ):
        out = tmp_path / f"out{'-'.join(words)}"
        assert export(*paths, "-f", "ms-swift", "-o", out, "--json", *words) == 0
        assert len(json.loads(capsys.readouterr().out)["episodes"]) == names

    assert export(bad.path, "-f", "ms-swift", "-o", tmp_path / "none", "--confirmed") == 5
    assert not (tmp_path / "none").exists()


def test_the_same_episode_twice_is_exported_once(record, tmp_path, capsys):
    made = record(OPEN, DONE)
    paths = (made.path, made.path / "episodes" / "0001")

    assert export(*paths, "-f", "ms-swift", "-o", tmp_path / "out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2


def test_a_folder_of_runs_is_all_of_them_and_a_page_among_them_is_none(record, tmp_path, capsys):
    first, second = record(OPEN, DONE, name="runs"), record(DONE, name="runs")
    folder, page = first.path.parent, tmp_path / "runs" / "view.html"
    page.write_text("<!doctype html>")
    assert folder == second.path.parent == page.parent

    for name, paths in (("all", [folder]), ("each", sorted(folder.iterdir()))):
        assert export(*paths, "-f", "ms-swift", "-o", tmp_path / name, "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["episodes"]) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--out"),
        (("-f", "ms-swfit", "-o", "x"), 2, "Did you mean 'ms-swift'?"),
        (("-f", "ms-swift", "-o", "x", "--dialect", "latin"), 2, "latin"),
        (("-f", "ms-swift", "-o", "x", "--outcome", "triumph"), 2, "triumph"),
    ],
)
def test_wrong_usage(words, code, said, record, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    made = record(OPEN, DONE)

    assert export(made.path, *words) == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_pack_is_as_good_as_its_folder(record, tmp_path, capsys):
    made = record(OPEN, SWITCH, DONE)
    packed = pack(open_run(made.path), tmp_path / "shared.trace.zip")

    for name, path in (("folder", made.path), ("pack", packed)):
        assert export(path, "-f", "ms-swift", "-o", tmp_path / name, "--json") == 0
        assert json.loads(capsys.readouterr().out)["rows"] == 3
    rows = [(tmp_path / name / "train.jsonl").read_text() for name in ("folder", "pack")]
    assert rows[0] == rows[1]

    packed.write_bytes(packed.read_bytes()[:100])
    assert export(packed, "-f", "ms-swift", "-o", tmp_path / "bad") == 3
    assert "shared.trace.zip" in capsys.readouterr().err
    assert not (tmp_path / "bad").exists()


def test_what_is_no_recording_is_named(tmp_path, capsys):
    assert export(tmp_path, "-f", "ms-swift", "-o", tmp_path / "x") == 3
    assert "no recording" in capsys.readouterr().err


def test_every_format_is_listed(capsys):
    assert export("--list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["formats"]
    assert [one["name"] for one in listed] == registry.names("exports")
    assert all(one["about"] for one in listed)
