"""What an evaluation attempts: each task of a suite, so many times, from seeds of their own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from agent.tasks import Template

__all__ = ["Trial", "instance_seed", "plan"]


@dataclass(frozen=True)
class Trial:
    """One attempt at a task. ``key`` names it in files: the same plan has the same keys."""

    suite: str
    task: str
    seed: int
    epoch: int

    @property
    def key(self) -> str:
        return f"{self.task}-{self.epoch}"


def plan(suite: str, templates: Sequence[Template], *, epochs: int, seed: int) -> list[Trial]:
    """Every task once, then every task again: an early end has seen the whole suite."""
    return [
        Trial(suite, template.name, instance_seed(template.name, epoch, seed), epoch)
        for epoch in range(epochs)
        for template in templates
    ]


def instance_seed(task: str, epoch: int, seed: int) -> int:
    """Of a task's parameters: SHA-256 of ``seed_task_epoch`` modulo 2**32, as AndroidWorld has it.

    Source: ``android_world/suite_utils.py``.
    """
    digest = hashlib.sha256(f"{seed}_{task}_{epoch}".encode()).hexdigest()
    return int(digest, 16) % (1 << 32)
