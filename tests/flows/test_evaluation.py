"""``agent eval`` on built-in phones with the pocket model: tried, counted, compared."""

import json

import pytest

from agent.cli import app
from agent.evals.results import Evaluation, Results

TASKS = "wi-fi,bold-text,roaming"


def words(folder, *more, tasks=TASKS):
    return ["eval", "phone-settings", "--tasks", tasks, *folder, "--max-steps", "8", *more]


def test_a_suite_is_tried_on_two_phones_and_counted(fleet, tmp_path, capsys):
    out = tmp_path / "out"
    code = app.run(words(["--out", str(out)], "--devices", "2", "--json"))

    said = json.loads(capsys.readouterr().out)
    results = Results(out).read()
    assert code == 0
    assert {one.task for one in results} == set(TASKS.split(","))
    assert len({one.device for one in results}) == 2
    assert said["groups"][-1]["trials"] == 3
    assert all(one.oracle_steps and one.seconds and one.tokens_out for one in results)
    for one in results:
        assert (out / one.recording / "episode.json").exists()
    assert (out / "index.html").stat().st_size > 1000
    assert fleet.list() == []  # the phones that it started have ended


def test_what_holds_no_evaluation_is_not_compared(tmp_path, capsys):
    code = app.run(["eval", "compare", str(tmp_path), str(tmp_path)])

    assert code == 3
    assert f"{tmp_path / 'evaluation.json'} cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ([], 2, "--out DIR"),
        (["--out", "x", "--tasks", "nothing"], 2, "has no task nothing"),
        (["--out", "x", "--tag", "nothing"], 5, "no task was chosen"),
        (["--resume", "x"], 3, "cannot be read"),
        (["--out", "file", "--serial", "nobody"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_evaluated_is_said(more, code, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")

    assert app.run(["eval", "phone-settings", *more]) == code
    assert says in capsys.readouterr().err


def test_another_suite_is_not_what_a_folder_goes_on_with(tmp_path, capsys):
    begun = Evaluation(suite="phone-smoke", seed=30, epochs=1, model="pocket")
    Results(tmp_path).begin(begun, resume=False)

    assert app.run(["eval", "phone-settings", "--resume", str(tmp_path)]) == 2
    assert "an evaluation of phone-smoke, not of phone-settings" in capsys.readouterr().err
