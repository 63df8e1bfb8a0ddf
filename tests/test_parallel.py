"""Work on several devices: one process each; what dies is replaced."""

import os

import pytest

from agent import parallel
from agent.errors import SetupError
from agent.parallel import Job, run_jobs
from agent.testing.seats import open_seat


def jobs(*carries):
    return [Job(str(i), one) for i, one in enumerate(carries)]


def test_jobs_are_done_by_the_seats():
    done = list(run_jobs(jobs(*[("say", f"w{i}") for i in range(5)]), ["a", "b"], open_seat))

    assert sorted(one.job.key for one in done) == list("01234")
    assert all(one.result == f"w{one.job.key} on {one.seat}" for one in done)


def test_an_error_in_one_job_is_told_and_the_others_go_on():
    done = {
        one.job.key: one for one in run_jobs(jobs(("raise", "oh"), ("say", "x")), ["a"], open_seat)
    }

    assert "ValueError: oh" in done["0"].error
    assert done["1"].result == "x on a"


def test_a_worker_that_dies_is_replaced_and_its_job_done_once_more(tmp_path):
    done = list(run_jobs(jobs(("die-once", str(tmp_path / "x")), ("say", "y")), ["a"], open_seat))

    assert [(one.result, one.job.attempts) for one in done] == [("alive", 1), ("y on a", 0)]


def test_a_job_that_kills_twice_is_given_up(tmp_path):
    done = list(run_jobs(jobs(("die", str(tmp_path / "x")), ("say", "y")), ["a"], open_seat))

    assert "died twice" in done[0].error
    assert "exit status 9" in done[0].error
    assert done[1].result == "y on a"


def test_a_seat_that_cannot_be_opened_leaves_its_job_to_the_others(capfd):
    done = list(run_jobs(jobs(("say", "x"), ("say", "y")), ["missing", "b"], open_seat))

    assert sorted(one.result for one in done) == ["x on b", "y on b"]
    assert "no device is called missing" in capfd.readouterr().err


def test_without_any_seat_there_is_an_error(capfd):
    with pytest.raises(SetupError, match=r"no device is left for 1 .*missing"):
        list(run_jobs(jobs(("say", "x")), ["missing"], open_seat))


def test_whoever_stops_listening_ends_the_workers():
    running = run_jobs(jobs(*[("say", str(i)) for i in range(100)]), ["a"], open_seat)

    assert next(running).result == "0 on a"
    running.close()


def test_a_worker_that_has_left_and_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(parallel, "PARTING", 0.5)
    told = tmp_path / "pid"

    (done,) = run_jobs(jobs(("linger", str(told))), ["a"], open_seat)

    assert "exit status -9" in done.error
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)
