"""The work of ``agent.parallel`` by the workers of a Ray cluster that is started for it.

Ray warns in ways of its own, and its threads stay for the life of a process: it gets one.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from agent.errors import SetupError
from agent.parallel import Job

SCENARIOS = """
import json, os, sys
import ray
from agent.cluster import run_on_cluster
from agent.errors import SetupError
from agent.parallel import Job
from agent.testing.seats import open_seat

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
told = {}
for name, (seats, works) in json.loads(sys.argv[1]).items():
    jobs = [Job(str(number), work) for number, work in enumerate(works)]
    try:
        dones = list(run_on_cluster(jobs, seats, open_seat))
        told[name] = {one.job.key: [one.result, one.error, one.job.attempts] for one in dones}
    except SetupError as error:
        told[name] = str(error)
ray.shutdown()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def environment():
    # Its sockets' paths are long, and may have 107 characters at most.
    folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")
    yield os.environ | {"RAY_TMPDIR": folder, "RAY_USAGE_STATS_ENABLED": "0", "HOME": folder}
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def told(environment, tmp_path_factory):
    """What came of each scenario, in one cluster: {job: [result, error, attempts]}."""
    folder = tmp_path_factory.mktemp("jobs")
    once, twice = str(folder / "once"), str(folder / "twice")
    works = [("say", "x"), ("raise", "oh"), ("die-once", once), ("die", twice), ("say", "y")]
    scenarios = {
        "two seats": (["a", "b"], works),
        "one seat missing": (["missing", "b"], [("say", "x"), ("say", "y")]),
        "no seat": (["missing"], [("say", "x")]),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCENARIOS, json.dumps(scenarios)],
        env=environment, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_jobs_are_done_by_the_seats(told):
    assert sorted(told["two seats"]) == list("01234")
    for key, word in (("0", "x"), ("4", "y")):
        result, error, attempts = told["two seats"][key]
        assert result in {f"{word} on a", f"{word} on b"}
        assert (error, attempts) == ("", 0)


def test_an_error_in_one_job_is_told(told):
    assert "ValueError: oh" in told["two seats"]["1"][1]


def test_a_worker_that_dies_is_replaced_and_its_job_done_once_more(told):
    assert told["two seats"]["2"] == ["alive", "", 1]


def test_a_job_that_kills_twice_is_given_up(told):
    assert "died twice" in told["two seats"]["3"][1]


def test_a_seat_that_cannot_be_opened_leaves_its_job_to_the_others(told):
    assert {one[0] for one in told["one seat missing"].values()} == {"x on b", "y on b"}


def test_without_any_seat_there_is_an_error(told):
    assert "no device is left for 1 of the jobs" in told["no seat"]
    assert "no device is called missing" in told["no seat"]


def test_a_cluster_that_is_not_there_is_said(environment):
    script = (
        "from agent.cluster import run_on_cluster as run\n"
        "from agent.errors import SetupError\n"
        "try: list(run([], ['a'], None))\n"
        "except SetupError as error: print(error, error.hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"RAY_ADDRESS": "nowhere:%"},
        capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    assert "Ray cannot be reached or started" in done.stdout, done.stderr
    assert "docs/cluster.md" in done.stdout


def test_without_ray_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    from agent.cluster import run_on_cluster

    with pytest.raises(SetupError, match="needs ray") as told:
        list(run_on_cluster([Job("0", ("say", "x"))], ["a"], None))
    assert told.value.hint == "pip install 'fingertip[ray]'"
