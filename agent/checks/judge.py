"""``judge``: a model looks at the last screen and says whether a sentence holds.

    judge: The list is sorted by price, cheapest first

Only for what no other check can see: a model's word is an opinion. It is asked of nobody unless
``--judge MODEL`` names the model, its results carry ``judged``, and reports count them apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from agent.errors import DeviceError, ModelError, UsageError
from agent.protocols import Check, Device, Model
from agent.types import CheckResult, Episode, Frame, Message, Picture, Prompt

__all__ = ["JudgeCheck", "Judged", "appoint", "is_judged", "judge"]

_TASK = """\
You check the work of somebody who operated a device. You see the screen as it was left. Judge \
only what you can see and what is told here; when in doubt, the answer is no. Say in one sentence \
what you see that decides it, and end with a line that is exactly "Verdict: yes" or "Verdict: no".\
"""
_VERDICT = re.compile(r"^\W*verdict\W+(yes|no)\W*$", re.IGNORECASE | re.MULTILINE)
_TOKENS = 512


@runtime_checkable
class Judged(Protocol):
    """A check that asks a model, or is made of one that does."""

    def appoint(self, model: Model) -> None:
        """The model that judges."""
        ...

    @property
    def is_judged(self) -> bool: ...


def appoint(checks: Iterable[Check], model: Model) -> None:
    """Let ``model`` judge wherever a check asks for it."""
    for check in checks:
        if isinstance(check, Judged):
            check.appoint(model)


def is_judged(checks: Iterable[Check]) -> bool:
    """Whether any of them asks a model."""
    return any(isinstance(check, Judged) and check.is_judged for check in checks)


@dataclass
class JudgeCheck:
    """Passes where the appointed model says that ``criterion`` holds on the last screen."""

    name: str
    criterion: str
    model: Model | None = None
    is_judged: bool = True

    def appoint(self, model: Model) -> None:
        self.model = model

    def begin(self, device: Device) -> None:
        """Raises ``UsageError`` where nobody has been appointed."""
        if self.model is None:
            raise UsageError(
                f"{self.name}: a model must judge this, and none is named",
                hint="--judge MODEL",
            )

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        """Never raises for a lost device or a model that fails: they confirm nothing."""
        if self.model is None:
            return self._result("nobody was named", passed=None)
        try:
            said = self.model.generate(self._question(device.capture(), episode, self.model)).text
        except (DeviceError, ModelError) as error:
            return self._result(f"could not judge: {error}", passed=None)
        found = _VERDICT.findall(said)
        reason = " ".join(_VERDICT.sub("", said).split())[:400]
        if not found:
            return self._result(f"gave no verdict: {reason}", passed=None)
        return self._result(reason or "no reason given", passed=found[-1].lower() == "yes")

    def _result(self, why: str, *, passed: bool | None) -> CheckResult:
        """``passed`` None: nobody could say."""
        by = self.model.name if self.model else "nobody"
        return CheckResult(
            name=self.name,
            score=float(passed or False),
            why=f"judged by {by}: {why}",
            judged=True,
            looked=passed is not None,
        )

    def _question(self, frame: Frame, episode: Episode, model: Model) -> Prompt:
        told = [f"The task was: {episode.task.goal}"]
        if episode.answer:
            told.append(f"The answer that was given: {episode.answer}")
        told.append(f"Does this hold? {self.criterion}")
        picture = Picture(frame, model.geometry(frame.size))
        messages = (Message("system", (_TASK,)), Message("user", (picture, "\n".join(told))))
        return Prompt(messages, max_tokens=_TOKENS)


def judge(argument: str) -> JudgeCheck:
    """A sentence that a screen can bear out. Raises ``UsageError`` for none."""
    criterion = argument.strip()
    if not criterion:
        raise UsageError("judge: says nothing to judge", hint="judge:The list is sorted by price")
    return JudgeCheck(f"judge:{criterion}", criterion)
