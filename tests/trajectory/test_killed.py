"""A recording whose writer is killed, at any moment, is complete to the last finished step."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from agent.trajectory import RunFolder

KILLS = 200

WRITERS = """
import os, sys, time
from dataclasses import replace
from pathlib import Path
from agent import actions as act
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter
from agent.types import Decision, Frame, Step, Task, Timings
import agent.trajectory.pictures, xxhash, zstandard

def record(folder):
    device = switch_phone()
    seen = device.observe(elements=True)
    run = RunWriter(folder, "kill me", RunRecord(started=time.time()))
    with run.episode(task=Task(goal="kill me")) as writer:
        for index in range(10_000):
            frame = Frame(seen.size, bytes(seen.frame.data[:-4]) + index.to_bytes(4))
            writer.prepare(frame)
            decision = Decision(action=act.Tap(at=(230, 180)), raw="x" * (index * 37 % 5000))
            result = device.perform(decision.action)
            now = replace(seen, frame=frame)
            writer.write(Step(index, now, decision, result, Timings(), time.time()))
            os.write(1, b"%d\\n" % index)

for folder in sys.stdin:
    # A process for each kill, without the start of an interpreter: a child of this one.
    child = os.fork()
    if not child:
        record(Path(folder.strip()))
    os.write(1, b"pid %d\\n" % child)
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


@pytest.fixture
def writers():
    """A process that forks one that records, for every line on its stdin: the folder for it."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield process
        process.stdin.close()
        process.wait()


def kill_one(writers, folder, after: int, later: float) -> int:
    """Kill a writer ``later`` seconds after step ``after``; how many steps it said to be done."""
    writers.stdin.write(f"{folder}\n")
    writers.stdin.flush()
    child, done = 0, 0
    while not (child and done >= after):
        line = writers.stdout.readline()
        if line.startswith("pid"):
            child = int(line.split()[1])
        else:
            done = int(line) + 1
    time.sleep(later)
    os.kill(child, signal.SIGKILL)
    while (line := writers.stdout.readline()) != "gone\n":
        done = int(line) + 1
    return done


def test_every_killed_recording_is_complete_to_the_last_finished_step(writers, tmp_path):
    chance = random.Random(5)
    for number in range(KILLS):
        folder = tmp_path / str(number)
        done = kill_one(writers, folder, chance.randrange(1, 6), chance.random() * 0.006)

        (run,) = folder.iterdir()
        (episode,) = RunFolder(run).episodes()
        steps = list(episode.steps())
        # The step that it was at may be there as well.
        assert done <= len(steps) <= done + 1, number
        assert [step.index for step in steps] == list(range(len(steps)))
        assert episode.record is None
        assert episode.task.goal == "kill me"
        for step in steps[-2:]:
            assert episode.frame(step).data[-4:] == step.index.to_bytes(4)
