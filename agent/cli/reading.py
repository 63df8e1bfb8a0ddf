"""``agent models parse``: what replies of a model mean, without a model.

A line of input is an object ``{"dialect", "reply", "screen": [w, h], "seen": [w, h]}``, sizes in
pixels (``seen``: at which the model was shown the screen; left out, the same). A line of output is
the action in pixels of the screen, or ``{"error": ".."}``: as many lines as came in.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent import registry
from agent.actions import ACTION
from agent.cli import terminal
from agent.errors import UsageError
from agent.types import Decision, Frame, Observation, Point, Size

__all__ = ["parse_lines"]


class _Question(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    dialect: str
    reply: str
    screen: tuple[int, int] = Field(description="pixels")
    seen: tuple[int, int] | None = None
    cursor: tuple[int, int] | None = None

    def decide(self) -> Decision:
        """Raises ``UnknownDialect`` and what else the registry raises."""
        dialect = registry.dialect(self.dialect)
        screen = Size(*self.screen)
        space = dialect.space(screen, Size(*(self.seen or self.screen)))
        cursor = Point(*self.cursor) if self.cursor else None
        # No dialect looks at the picture; one of a pixel keeps this fast.
        observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0, cursor=cursor)
        return dialect.parse(self.reply, space, observation)


def parse_lines(path: Path | None, *, full: bool) -> int:
    """Parse every line of ``path`` (None: stdin); how many lines were no question.

    A line that cannot be used is said on stderr by its number, and as an error on stdout.
    """
    bad = 0
    with _opened(path) as lines:
        for number, line in _numbered(lines):
            try:
                decision = _question(line).decide()
            except UsageError as error:
                bad += 1
                terminal.say(f"line {number}: {error}")
                terminal.as_json({"error": f"line {number}: {error}"}, indent=None)
            else:
                terminal.as_json(_answer(decision, full=full), indent=None)
    return bad


def _question(line: str) -> _Question:
    try:
        question = _Question.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = f"{where}: {first['msg']}" if where else first["msg"]
        raise UsageError(said) from error
    sizes = (question.screen, question.seen or question.screen)
    if not all(0 < side <= 100_000 for size in sizes for side in size):
        raise UsageError("screen and seen must be two sizes in pixels, each above 0")
    return question


def _answer(decision: Decision, *, full: bool) -> dict[str, Any]:
    if full:
        kept = {"thought", "summary", "repairs", "error", "model_point"}
        action = ACTION.dump_python(decision.action, mode="json") if decision.action else None
        return {"action": action, **decision.model_dump(mode="json", include=kept)}
    if decision.action is None:
        return {"error": decision.error}
    answer: dict[str, Any] = ACTION.dump_python(decision.action, mode="json")
    return answer


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdin
        return
    try:
        file = path.open(encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", hint="agent models parse < FILE"
        ) from error
    with file:
        yield file
