"""Evaluations: what is planned, what is kept, what it comes to."""

import csv
import io
from contextlib import closing

import pytest

from agent.errors import StorageError, UsageError
from agent.evals.comparing import compare
from agent.evals.page import page
from agent.evals.plan import instance_seed, plan
from agent.evals.results import Evaluation, Result, Results, as_csv, group, groups, groups_csv
from agent.tasks import suite
from agent.trajectory.appending import AppendOnly

BEGUN = Evaluation(suite="phone", seed=30, epochs=1, model="pocket")


def result(task, success, *, epoch=0, **more):
    facts = {
        "key": f"{task}-{epoch}", "task": task, "seed": epoch, "epoch": epoch, "goal": f"do {task}",
        "outcome": "success" if success else "failure", "success": success, "score": float(success),
    }  # fmt: skip
    return Result(**{**facts, **more})


def test_a_plan_is_the_same_each_time_and_ends_with_whole_epochs():
    templates = suite("phone")
    trials = plan("phone", templates, epochs=2, seed=30)

    assert trials == plan("phone", templates, epochs=2, seed=30)
    assert [trial.epoch for trial in trials] == [0] * len(templates) + [1] * len(templates)
    assert len({trial.key for trial in trials}) == len(trials)
    assert {trial.seed for trial in trials}.isdisjoint(
        {trial.seed for trial in plan("phone", templates, epochs=2, seed=31)}
    )


def test_an_instance_seed_is_androidworlds():
    # The last 32 bits of `printf 30_ContactsAddContact_0 | sha256sum`.
    assert instance_seed("ContactsAddContact", 0, 30) == 1155463587


def test_what_was_finished_is_read_again(tmp_path):
    results = Results(tmp_path / "out")
    results.begin(BEGUN, resume=False)
    results.add(result("a", True))
    results.add(result("b", False))

    again = Results(tmp_path / "out")
    again.begin(BEGUN, resume=True)
    assert [one.key for one in again.read()] == ["a-0", "b-0"]


def test_a_torn_line_is_no_result_and_spoils_none_after_it(tmp_path):
    results = Results(tmp_path / "out")
    results.begin(BEGUN, resume=False)
    results.add(result("a", True))
    path = tmp_path / "out" / "results.jsonl"
    path.write_bytes(path.read_bytes() + b'{"key": "b')

    assert [one.key for one in results.read()] == ["a-0"]
    results.add(result("c", True))
    assert [one.key for one in results.read()] == ["a-0", "c-0"]


def test_a_first_line_that_is_torn_leaves_nothing(tmp_path):
    results = Results(tmp_path)
    (tmp_path / "results.jsonl").write_bytes(b'{"key"')

    assert results.read() == []
    results.add(result("a", True))
    assert len(results.read()) == 1


def test_a_broken_line_is_an_error(tmp_path):
    (tmp_path / "results.jsonl").write_bytes(b"nonsense\n")

    with pytest.raises(StorageError, match=r"results\.jsonl is broken"):
        Results(tmp_path).read()


@pytest.mark.parametrize("resume", [False, True])
def test_a_broken_evaluation_is_named(tmp_path, resume):
    (tmp_path / "evaluation.json").write_text("")

    with pytest.raises(StorageError, match=r"evaluation\.json cannot be read: it is no evaluation"):
        Results(tmp_path).begin(BEGUN, resume=resume)


def test_what_cannot_be_kept_leaves_what_was_kept(tmp_path):
    results = Results(tmp_path)
    results.add(result("a", True))
    with (
        closing(AppendOnly(tmp_path / "results.jsonl")),
        pytest.raises(StorageError, match="another process is writing it") as caught,
    ):
        results.add(result("b", True))
    assert caught.value.hint
    assert [one.key for one in results.read()] == ["a-0"]


def test_a_folder_is_of_one_evaluation(tmp_path):
    Results(tmp_path).begin(BEGUN, resume=False)

    with pytest.raises(UsageError, match="holds an evaluation already"):
        Results(tmp_path).begin(BEGUN, resume=False)
    with pytest.raises(UsageError, match="not what is asked for"):
        Results(tmp_path).begin(BEGUN.model_copy(update={"seed": 1}), resume=True)
    with pytest.raises(UsageError, match="holds no evaluation"):
        Results(tmp_path / "other").begin(BEGUN, resume=True)


def test_shares_by_hand():
    told = group(
        "all",
        [
            result("a", True, steps=4, oracle_steps=2),
            result("a", True, epoch=1, steps=6, oracle_steps=2),
            result("b", True, steps=9),
            result("b", False, epoch=1, outcome="device_error"),
        ],
    )

    assert (told.trials, told.successes, told.share) == (4, 3, 0.75)
    assert told.pass_at_1 == 0.75  # a: 1, b: 1/2
    assert told.pass_all == 0.5  # only a, in both epochs
    assert (told.steps, told.over_oracle, told.crashed) == (6, 2.5, 1)
    assert (round(told.low, 4), round(told.high, 4)) == (0.3006, 0.9544)  # Wilson, 3 of 4


def test_groups_are_apps_tags_and_all():
    told = groups(
        [
            result("a", True, tags=("x", "y"), app="Notes", tokens_in=5, tokens_out=2),
            result("b", False, tags=("y",), app="Clock", tokens_in=1, judged=True),
            result("c", True, judged=True),
        ]
    )

    assert [(one.kind, one.name, one.trials, one.successes, one.tokens) for one in told] == [
        ("app", "Clock", 1, 0, 1), ("app", "Notes", 1, 1, 7), ("tag", "x", 1, 1, 7),
        ("tag", "y", 2, 1, 8), ("all", "all", 3, 2, 8),
    ]  # fmt: skip
    assert [one.judged for one in told] == [0, 0, 0, 0, 1]
    rows = list(csv.DictReader(io.StringIO(groups_csv(told))))
    assert [(row["kind"], row["name"], row["share"]) for row in rows][2:4] == [
        ("tag", "x", "1.0"), ("tag", "y", "0.5"),
    ]  # fmt: skip


def test_nothing_comes_to_nothing():
    assert group("all", []).share == 0


def test_the_table_can_be_read_by_others():
    rows = list(csv.DictReader(io.StringIO(as_csv([result("a", True, why='said "no", and')]))))

    assert (rows[0]["task"], rows[0]["success"], rows[0]["why"]) == ("a", "True", 'said "no", and')


def test_the_page_escapes_what_tasks_and_checks_say():
    shown = [result("a", False, goal="<script>alert(1)</script>", why="<b>"), result("b", True)]
    begun = Evaluation(suite="<suite>", seed=7, epochs=2, model="<model>")
    text = page(begun, groups(shown), shown, {"a-0": "episodes/a'0/view.html"})

    assert "<script" not in text
    assert "<h1>&lt;suite&gt;</h1>" in text
    assert "model &lt;model&gt; · seed 7 · each task tried 2 times" in text
    assert "&lt;script&gt;" in text
    assert "<a href='episodes/a%270/view.html'>a-0</a>" in text
    assert "<td>b-0<td>" in text  # nobody wrote a page of it: nothing to link to


def test_two_evaluations_side_by_side():
    first = [result(str(i), i < 8) for i in range(10)]
    second = [result(str(i), i < 2) for i in range(10)]

    told = compare(first, second)
    assert (told.trials, told.both, told.neither) == (10, 2, 2)
    assert (len(told.first_only), told.second_only) == (6, ())
    assert told.p == 2 / 2**6  # six of six on one side, two-sided
    assert compare(first, first).p == 1


def test_evaluations_of_different_trials_cannot_be_compared():
    with pytest.raises(UsageError, match="no trial in common"):
        compare([result("a", True)], [result("b", True)])
