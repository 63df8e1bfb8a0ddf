"""What a person sees while a run goes on: one line a step, on stderr."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from agent.actions import Action
from agent.cli.terminal import say
from agent.trajectory import EpisodeRecord
from agent.types import Decision, Step

__all__ = ["Progress", "action_words", "check_lines", "summary_lines"]

_DOING = {
    "settle": "waiting for a still screen",
    "observe": "looking",
    "think": "thinking",
    "act": "acting",
}
_HEARD = 60
"""Characters of a reply that a spinner's line has room for."""


class Progress:
    """Lines for a log; on a terminal of a person, colours and a spinner as well (rich)."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._console: Any = None
        self._status: Any = None
        self._heard = ""
        if sys.stderr.isatty() and not quiet:
            from rich.console import Console

            self._console = Console(stderr=True, highlight=False)

    def __enter__(self) -> Self:
        if self._console is not None and not os.environ.get("CI"):
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def phase(self, name: str) -> None:
        """A phase of the loop begins."""
        self._heard = ""
        if self._status is not None:
            self._status.update(_DOING.get(name, name))

    def hear(self, piece: str) -> None:
        """A piece of the model's reply, while it comes: the spinner shows the end of it."""
        if self._status is not None:
            from rich.text import Text

            self._heard = (self._heard + piece)[-_HEARD:]
            shown = " ".join(self._heard.split())
            self._status.update(Text(f"{_DOING['think']}: {shown}", no_wrap=True))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Without a spinner, for a question."""
        if self._status is None:
            yield
            return
        self._status.stop()
        try:
            yield
        finally:
            self._status.start()

    def line(self, text: str, style: str = "") -> None:
        """A remark among the steps."""
        if self._quiet:
            return
        if self._console is None:
            say(text)
        else:
            self._console.print(text, style=style or None, markup=False, soft_wrap=True)

    def step(self, step: Step) -> None:
        """A step has ended: what was thought, done and said, and the seconds it took."""
        thought = _short(step.decision.thought or step.decision.summary)
        times = step.timings
        seen, done = times.observe + times.settle, times.act
        took = f"see {seen:.2f}  think {times.think:.2f}  act {done:.2f} s"
        for bad in step.attempts:
            self.line(f"     a reply that could not be used: {_short(bad.error)}", "yellow")
        line = f"{step.index + 1:3}  {_decided(step.decision):24}  [{took}]  {thought}"
        self.line(line.rstrip())
        if step.result is not None and step.result.said:
            mark = "->" if step.result.ok else "-> failed:"
            self.line(f"     {mark} {_short(step.result.said)}", "" if step.result.ok else "yellow")
        for note in (*step.observation.notes, step.nudge):
            if note:
                self.line(f"     note: {_short(note)}", "yellow")
        if self._verbose:
            self._details(step)

    def _details(self, step: Step) -> None:
        seen, decision = step.observation, step.decision
        self.line(f"     on {seen.size}, in front {seen.app or 'unknown'}", "dim")
        for repair in decision.repairs:
            self.line(f"     mended: {repair}", "dim")
        self.line(f"     {decision.tokens_in} tokens in, {decision.tokens_out} out", "dim")
        for text in decision.raw.splitlines():
            self.line(f"     | {text}", "dim")


def action_words(action: Action) -> str:
    """An action as a short line: ``tap 540,1200``."""
    words: list[str] = [action.status] if action.type == "finish" else []
    for name, value in action.model_dump(exclude={"type", "status"}, exclude_defaults=True).items():
        if isinstance(value, tuple) and all(isinstance(part, int) for part in value):
            words.append(",".join(map(str, value)))
        elif isinstance(value, str):
            words.append(repr(value) if name in {"text", "name", "question", "message"} else value)
        elif isinstance(value, bool):
            words.append(name)
        elif isinstance(value, tuple):
            words.append("+".join(map(str, value)))
        else:
            words.append(f"{name} {value:g}")
    return " ".join([action.type.replace("_", " "), *words])


def summary_lines(record: EpisodeRecord, path: str) -> list[str]:
    """The last lines of a run: outcome, claim, what the checks saw, and where it is recorded."""
    claimed = "the model says that it is done" if record.claimed else "the model did not say so"
    lines = [
        f"outcome   {record.outcome}",
        f"claimed   {'yes' if record.claimed else 'no'} ({claimed})",
    ]
    lines += check_lines(record)
    if not record.checks:
        asked = "was not looked at" if record.task.checks else "none: nothing but the model's word"
        lines.append(f"check     {asked}")
    if denied := record.extras.get("denied"):
        lines.append(f"denied    {denied} of its actions, and they were not done")
    if record.answer:
        lines.append(f"answer    {record.answer}")
    if record.error:
        lines.append(f"because   {record.error}")
    if record.hint:
        lines.append(f"try       {record.hint}")
    lines.append(f"steps     {record.steps} in {record.seconds:.1f} s")
    lines.append(f"recording {path}")
    return lines


def check_lines(record: EpisodeRecord) -> list[str]:
    """What each check saw."""
    return [
        f"check     {'passed' if check.passed else 'failed'}: {check.name} {check.why}"
        for check in record.checks
    ]


def _decided(decision: Decision) -> str:
    if decision.action is None:
        return f"nothing: {_short(decision.error)}"
    return action_words(decision.action)


def _short(text: str, most: int = 200) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
