"""Recordings of a small phone, made by the real loop from a script of actions."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from agent import actions as act
from agent import registry
from agent.export import Filter, Recorded, collect
from agent.loop import Attempt
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.testing import switch_phone
from agent.trajectory import RunRecord, RunWriter
from agent.trajectory.schema import ModelRecord
from agent.types import CheckResult, Decision, Task

OPEN = act.Tap(at=(135, 300))
SWITCH = act.Tap(at=(230, 180))
DONE = act.Finish(status="success")


class Made(NamedTuple):
    path: Path
    model: ScriptedModel

    @property
    def episodes(self) -> list[Recorded]:
        return collect([self.path], Filter())


@pytest.fixture
def record(tmp_path) -> Callable[..., Made]:
    def run(
        *said, dialect="qwen3-vl", goal="turn Wi-Fi on", score=None, name="run", elements=False
    ) -> Made:
        """``said``: actions, decisions, or replies word for word."""
        device, spoken = switch_phone(), registry.dialect(dialect)
        size = device.info().size
        seen = ScriptedModel([], name="", factor=28).geometry(size)
        space = spoken.space(size, seen)
        replies = [_reply(one, spoken, space) for one in said]
        model = ScriptedModel(replies, name="scripted", dialect=dialect, factor=28)
        info = device.info()
        checks = [] if score is None else [_check(score)]
        attempt = Attempt(
            Task(goal=goal),
            device,
            Policy(model, spoken, info),
            checks,
            elements=elements,
            settle=0,
        )
        about = RunRecord(
            started=0.0, device=info, model=ModelRecord(name="scripted", dialect=dialect)
        )
        writer = RunWriter(tmp_path / "runs", name, about)
        with writer.episode() as episode:
            for step in attempt:
                episode.write(step)
            episode.end(attempt.conclude(), attempt.look())
        return Made(writer.path, model)

    return run


def _reply(one, dialect, space) -> str:
    if isinstance(one, str):
        return one
    decision = one if isinstance(one, Decision) else Decision(action=one, summary=one.type)
    return dialect.render(decision, space)


def _check(score: float):
    class Check:
        name = "look"

        def __call__(self, device, episode) -> CheckResult:
            return CheckResult(name="look", score=score, why="as the test says")

    return Check()
