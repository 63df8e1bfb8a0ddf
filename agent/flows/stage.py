"""What a running flow holds: the device, how long to look for an element, what was copied."""

import difflib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent.actions import Action
from agent.errors import ActionFailed, ActionUnsupported, AppNotFound, TypingUnavailable
from agent.flows.commands import LOOKUP, OPTIONAL_LOOKUP
from agent.flows.expressions import Scalar
from agent.flows.filming import Filming
from agent.flows.finding import Assistant, Finder, Found
from agent.flows.memory import Memory
from agent.flows.reading import Line
from agent.ocr import Reader
from agent.protocols import Device
from agent.selectors import Selector
from agent.settle import QUIET, TIMEOUT, changed_box, settle
from agent.types import (
    ActionResult,
    Decision,
    Element,
    Observation,
    Size,
    Step,
    Timings,
)

__all__ = ["Listener", "Stage", "Unmet"]

POLL = 0.1
"""Seconds between two looks at the tree; a dump takes about as long (0.1 s on the built-in phone,
2 s on a real one, which is then the pace)."""


class Unmet(Exception):
    """The device was asked and what the flow wants is not so. ``near``: what resembles it."""

    def __init__(self, what: str, near: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.near = tuple(near)


Listener = Callable[[Step, Sequence[Found]], None]
"""Told of each action when it has been performed, and of what it was aimed at."""


def _nobody(step: Step, found: Sequence[Found]) -> None: ...


@dataclass
class Stage:
    """``lookup`` and ``optional_lookup``: seconds to wait for an element to appear."""

    device: Device
    folder: Path
    """Where screenshots and recordings of the flow go."""
    app_id: str = ""
    assistant: Assistant | None = None
    memory: Memory | None = None
    heals: bool = False
    reader: Reader | None = None
    """Reads the screens of a device without a tree."""
    lookup: float = LOOKUP / 1000
    optional_lookup: float = OPTIONAL_LOOKUP / 1000
    on_step: Listener = _nobody
    saying: str = field(default="", init=False)
    """The command that is carried out now, as it is written."""
    finder: Finder = field(init=False)
    filming: Filming = field(init=False)
    seen: tuple[Element, ...] = field(default=(), init=False)
    """The tree of the last look."""
    env: Mapping[str, str] = field(default_factory=dict, init=False)
    """The names that the flow defines for the current command."""
    copied: str = field(default="", init=False)
    answer: str = field(default="", init=False)
    found: list[Found] = field(default_factory=list, init=False)
    """What the current command has found so far."""
    changed: bool = field(default=True, init=False)
    """Whether the last action changed the screen."""
    _acted: float = field(default_factory=time.monotonic, init=False)
    _steps: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.filming = self.device if isinstance(self.device, Filming) else Filming(self.device)
        self.device = self.filming
        self.finder = Finder(self.device, self.assistant, self.memory, self.heals, self.reader)

    def begin(self, line: Line) -> None:
        """Whatever is found and done from now on belongs to ``line``."""
        self.found, self.env, self.saying, self.finder.line = [], line.env, str(line), line

    @property
    def line(self) -> Line | None:
        """The step that is carried out now; None: whoever leads has no file."""
        return self.finder.line

    @property
    def size(self) -> Size:
        return self.device.info().size

    @property
    def names(self) -> dict[str, Scalar]:
        """What a name in ``${...}`` says now."""
        kind = self.device.info().kind
        return {**self.env, "maestro.copiedText": self.copied, "maestro.platform": kind}

    def patience(self, *, optional: bool = False) -> float:
        """Seconds to wait for an element now: what has passed since the last action counts."""
        whole = self.optional_lookup if optional else self.lookup
        return max(whole - (time.monotonic() - self._acted), 0.0)

    def elements(self) -> tuple[Element, ...]:
        """The UI tree now."""
        self.seen = self.device.elements()
        return self.seen

    def look(self, selector: Selector) -> Found | None:
        """The element that ``selector`` means, if it is on the screen now."""
        return self.finder.look(selector, self.elements())

    def wait_for(self, selector: Selector, seconds: float) -> Found:
        """The element, as soon as it is there. Raises ``Unmet`` when ``seconds`` have passed."""
        until = time.monotonic() + seconds
        while True:
            elements = self.elements()
            found = self.finder.look(selector, elements)
            if found is None and time.monotonic() >= until:
                found = self.finder.ask(selector, elements)
                if found is None:
                    seen = elements or self.finder.words()
                    raise Unmet(f"there is no {selector}{self._blind(seen)}", _near(selector, seen))
            if found is not None:
                self.found.append(found)
                return found
            self.filming.glance()
            time.sleep(POLL)

    def wait_without(self, selector: Selector, seconds: float) -> None:
        """Return as soon as the element is not there. Raises ``Unmet`` after ``seconds``."""
        until = time.monotonic() + seconds
        while self.look(selector) is not None:
            if time.monotonic() >= until:
                raise Unmet(f"{selector} is still there")
            self.filming.glance()
            time.sleep(POLL)

    def act(self, action: Action, *, wait: int | None = None, quiet: float = QUIET) -> None:
        """Perform ``action`` once and wait for a still screen, at most ``wait`` milliseconds.

        ``quiet``: seconds without a change that count as still.
        Raises ``Unmet`` when the device refuses it.
        """
        started, clock = time.time(), time.monotonic()
        before = self.device.capture()
        seen = Observation(frame=before, at=started, elements=self.seen)
        observed = time.monotonic()
        try:
            result = self.device.perform(action)
        except (ActionFailed, ActionUnsupported, AppNotFound, TypingUnavailable) as error:
            result = ActionResult(ok=False, said=str(error))
        self._acted = time.monotonic()
        if result.ok:
            timeout = TIMEOUT if wait is None else wait / 1000
            after = settle(self.device, before=before, quiet=quiet, timeout=timeout).frame
            self.changed = changed_box(before, after) is not None
        timings = Timings(
            observe=observed - clock,
            act=self._acted - observed,
            settle=time.monotonic() - self._acted,
        )
        by = {found.by for found in self.found} - {"tree"}
        summary = f"{self.saying} (found by {', '.join(sorted(by))})" if by else self.saying
        decision = Decision(action=action, summary=summary, raw=self.saying)
        step = Step(self._steps, seen, decision, result, timings, started)
        self._steps += 1
        self.on_step(step, tuple(self.found))
        if not result.ok:
            raise Unmet(result.said)

    def settle(self) -> None:
        """Wait for a still screen after something that was done by other means than ``act``."""
        self._acted = time.monotonic()
        settle(self.device, timeout=TIMEOUT)

    def shell(self, *words: str) -> str:
        """What an Android device's shell answers. Raises ``Unmet`` for others, and for a no."""
        try:
            status, output = self.device.shell(words)
        except ActionUnsupported as error:
            raise Unmet(f"only Android devices can do this: {error}") from error
        if status != 0:
            raise Unmet(f"`{' '.join(words)}` exited with {status}: {output.strip()[:200]}")
        return output.strip()

    @contextmanager
    def writing(self, name: str, suffix: str) -> Iterator[Path]:
        """A file below ``folder``, written inside.

        Raises ``Unmet`` for a name that leads out of it, or that no file can have.
        """
        try:
            path = (self.folder / name).with_name(Path(name).name + suffix)
            if not path.resolve().is_relative_to(self.folder.resolve()):
                raise Unmet(f"{name!r} lies outside of {self.folder}")
            path.parent.mkdir(parents=True, exist_ok=True)
            yield path
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise Unmet(f"{name!r} cannot be written in {self.folder}: {why}") from error

    def _blind(self, seen: Sequence[Element]) -> str:
        if seen or self.reader:
            return ""
        return " (no UI tree to look in; pip install 'fingertip[ocr]' reads the picture)"


def _near(selector: Selector, elements: Sequence[Element]) -> list[str]:
    wanted = selector.text or selector.id or ""
    if selector.text:
        known = {text for one in elements for text in (one.text, one.description) if text}
    else:
        known = {one.resource_id for one in elements if one.resource_id}
    folded = {text.casefold(): text for text in known}
    return [folded[near] for near in difflib.get_close_matches(wanted.casefold(), folded, n=3)]
