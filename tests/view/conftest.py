"""Recordings as our writer writes them, and a browser that reads the pages made of them."""

from pathlib import Path

import pytest

from agent import actions as act
from agent.testing import paint
from agent.testing.browser import Browser
from agent.trajectory import RunRecord, RunWriter
from agent.trajectory.schema import ModelRecord
from agent.types import (
    ActionResult,
    Box,
    CheckResult,
    Decision,
    DeviceInfo,
    Element,
    Episode,
    Observation,
    Outcome,
    Size,
    Step,
    Task,
    Timings,
)

SIZE = Size(180, 400)


@pytest.fixture(scope="module")
def browser():
    with Browser() as one:
        yield one


class Recorder:
    """Writes a recording step by step."""

    def __init__(self, runs: Path, goal: str = "turn the light on", started: float = 1_800_000_000):
        info = DeviceInfo(kind="fake", serial="fake-1", size=SIZE, actions=frozenset({"tap"}))
        record = RunRecord(
            started=started, device=info, model=ModelRecord(name="a-model", dialect="qwen3-vl")
        )
        self.goal, self.run = goal, RunWriter(runs, goal, record)
        self.path = self.run.path
        self.writer = None
        self.index = 0

    def episode(self, name="0001"):
        self.close()
        self.writer, self.index = self.run.episode(name), 0
        return self

    def step(self, action=None, *, colour=None, app="com.lamp/.Main", said="done", ok=True, **more):
        seen = Observation(
            frame=paint(SIZE, colour or (40 + 20 * self.index, 90, 160)),
            at=1.0,
            app=app,
            elements=(Element(box=Box(10, 20, 60, 50), text="Light"),),
            notes=more.pop("notes", ()),
        )
        nudge, attempts = more.pop("nudge", ""), more.pop("attempts", ())
        verdict = more.pop("verdict", None)
        parts = {"thought": "look", "raw": "raw words", "tokens_in": 12, "tokens_out": 3} | more
        self.writer.write(
            Step(
                self.index,
                seen,
                Decision(action=action, **parts),
                ActionResult(ok=ok, said=said) if action else None,
                Timings(settle=0.1, observe=0.02, think=1.5, act=0.25),
                started=1.0,
                nudge=nudge,
                attempts=attempts,
                verdict=verdict,
            )
        )
        self.index += 1
        return self

    def end(self, outcome=Outcome.SUCCESS, *, goal=None, checks=(), after=None, **more):
        self.writer.end(
            Episode(
                Task(goal=goal or self.goal, checks=("x:y",)),
                outcome,
                claimed=outcome is Outcome.SUCCESS,
                checks=checks,
                steps=self.index,
                seconds=4.5,
                **more,
            ),
            after,
        )
        self.close()
        return self

    def close(self):
        if self.writer is not None:
            self.writer.close()
            self.writer = None


@pytest.fixture
def recorder(tmp_path):
    made = []

    def make(*args, **kwargs):
        made.append(Recorder(tmp_path / "runs", *args, **kwargs))
        return made[-1].episode()

    yield make
    for one in made:
        one.close()


@pytest.fixture
def walk(recorder):
    """A finished recording of five steps, each with another kind of mark."""
    check = CheckResult(name="x:y", score=1, why="is 1")
    return (
        recorder()
        .step(act.Tap(at=(90, 200)), thought="the switch", model_point=(500.0, 500.0))
        .step(act.Swipe(start=(90, 300), end=(90, 100)), colour=(9, 9, 9))
        .step(act.TypeText(text="hello", submit=True), repairs=("a missing brace",))
        .step(act.Tap(at=(5, 5)), ok=False, said="nothing there", nudge="do something else")
        .step(act.Finish(message="done"))
        .end(checks=(check,))
    )
