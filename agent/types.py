"""The words of the house: plain frozen values that every layer speaks.

Sizes and points are integer pixels of the observation, origin top left, x to the right, y down.
Durations are float seconds; moments are POSIX seconds (``time.time()``).
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from agent.actions import Action

__all__ = [
    "ActionResult",
    "Box",
    "CheckResult",
    "Decision",
    "DeviceInfo",
    "Element",
    "Episode",
    "Frame",
    "Message",
    "Observation",
    "Outcome",
    "Picture",
    "Point",
    "Prompt",
    "Reply",
    "Size",
    "Step",
    "Task",
    "Timings",
    "Verdict",
    "Witnessed",
]


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Point(NamedTuple):
    """A pixel of the observation."""

    x: int
    y: int


class Box(NamedTuple):
    """Left, top, right, bottom in pixels; right and bottom lie just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def center(self) -> Point:
        return Point((self.left + self.right) // 2, (self.top + self.bottom) // 2)

    def contains(self, point: tuple[int, int]) -> bool:
        x, y = point
        return self.left <= x < self.right and self.top <= y < self.bottom


class Outcome(StrEnum):
    """How an episode ended. Only ``success`` means that the goal was reached as far as we know."""

    SUCCESS = "success"
    """The model said so, and no check contradicted it."""
    FAILURE = "failure"
    """The model claimed success and a check says that it is not so."""
    GAVE_UP = "gave_up"
    """The model said that it cannot be done."""
    STEP_LIMIT = "step_limit"
    TIME_LIMIT = "time_limit"
    STUCK = "stuck"
    """Same action on the same screen, again and again, after a nudge."""
    DENIED = "denied"
    UNPARSEABLE = "unparseable"
    DEVICE_ERROR = "device_error"
    MODEL_ERROR = "model_error"
    INTERRUPTED = "interrupted"


class Witnessed(NamedTuple):
    """What a person did on a device itself. ``began``: when (``time.monotonic()``)."""

    action: Action
    began: float


class Value(BaseModel):
    """A frozen pydantic model that refuses unknown fields: the base of what is recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a screen: ``width * height * 4`` bytes, rows top to bottom, no padding.

    ``order`` names the bytes of a pixel; the fourth is ignored.
    """

    size: Size
    data: bytes | bytearray | memoryview
    order: Literal["RGBA", "BGRA"] = "RGBA"
    has_status_bar: bool = True
    """Whether a strip at the top may change by itself: a phone's does, a desktop has none."""

    def __post_init__(self) -> None:
        wanted = self.size.width * self.size.height * 4
        if len(self.data) != wanted:
            raise ValueError(f"a {self.size} frame has {wanted} bytes, not {len(self.data)}")

    @cached_property
    def digest(self) -> str:
        """32 hex digits that name the picture's content.

        XXH3-128 of "WIDTHxHEIGHT ORDER" and the bytes: every step needs it, and it takes a
        thirtieth of the time of a cryptographic one (0.4 ms at 1080x2400).
        """
        import xxhash

        state = xxhash.xxh3_128(f"{self.size} {self.order}".encode())
        state.update(self.data)
        return state.hexdigest()


class Element(Value):
    """Something on the screen that the device can name (optional: not every device has a tree)."""

    box: Box
    text: str = ""
    description: str = ""
    role: str = ""
    resource_id: str = ""
    package: str = ""
    checkable: bool = False
    checked: bool = False
    clickable: bool = False
    editable: bool = False
    enabled: bool = True
    focused: bool = False
    scrollable: bool = False
    password: bool = False
    selected: bool = False


class DeviceInfo(Value):
    """What a device is. ``actions``: the ``type`` of every action that its driver performs."""

    kind: str
    serial: str
    model: str = ""
    os: str = ""
    size: Size
    actions: frozenset[str]
    notes: tuple[str, ...] = ()
    """Human reasons why something is slower or missing ("no gzip on this phone: raw capture")."""


@dataclass(frozen=True, eq=False)
class Observation:
    """What the agent knows before it thinks. ``at`` is the moment of the capture."""

    frame: Frame
    at: float
    app: str = ""
    """What is in front, as the device names it (on Android ``package/activity``), or empty."""
    elements: tuple[Element, ...] = ()
    cursor: Point | None = None
    notes: tuple[str, ...] = ()
    """What the device cannot see, or the wait could not reach: "secure window", "still moving"."""
    earlier: tuple[Frame, ...] = ()
    """With ``--observe clip``: screens since the last action, oldest first, all of ``frame``'s
    size and about ``interval`` seconds apart."""
    interval: float = 0.0

    @property
    def size(self) -> Size:
        return self.frame.size


class ActionResult(Value):
    """What really happened. ``said``: in words; a dialect's history tells the model of failures,
    of a user's answer, and of what was done otherwise than asked.
    """

    ok: bool
    said: str = ""
    performed: Action | None = None
    """The action as sent, if it differs from what was asked (clipped, split)."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame inside a prompt; ``seen`` is the size in pixels at which the model is shown it.

    With ``earlier`` frames, oldest first and ``interval`` seconds apart, it is a clip that ends in
    ``frame``. A model that takes no clips is shown ``frame`` alone.
    """

    frame: Frame
    seen: Size
    earlier: tuple[Frame, ...] = ()
    interval: float = 0.0

    @property
    def said(self) -> str:
        """What it is, in words that differ from any other picture's."""
        clip = "".join(f" {frame.digest}" for frame in self.earlier)
        return f"{self.frame.digest} {self.seen}" + (f"{clip} {self.interval}" if clip else "")


@dataclass(frozen=True, eq=False)
class Message:
    """One turn of a prompt. ``parts`` are texts and pictures in reading order."""

    role: Literal["system", "user", "assistant"]
    parts: tuple[str | Picture, ...]


@dataclass(frozen=True, eq=False)
class Prompt:
    """What a model is asked. An assistant message at the end is a prefix to be continued."""

    messages: tuple[Message, ...]
    stop: tuple[str, ...] = ()
    max_tokens: int = 512
    temperature: float = 0.0
    seed: int | None = None
    grammar: str = ""
    """What a reply must look like, in Lark as llguidance reads it; empty: anything."""

    @cached_property
    def digest(self) -> str:
        """32 hex digits that name it (BLAKE2b-128 of its roles, texts and pictures' digests)."""
        state = hashlib.blake2b(digest_size=16)
        for message in self.messages:
            for part in message.parts:
                said = part if isinstance(part, str) else part.said
                state.update(f"{message.role} {len(said)} {said}\n".encode())
        return state.hexdigest()


class Reply(Value):
    """What a model said: raw text, the grammar's special tokens kept, the end of turn stripped."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    finish: Literal["stop", "length"] = "stop"


class Decision(Value):
    """A parsed reply. ``action`` is None exactly when ``error`` says why nothing may be done."""

    action: Action | None
    thought: str = ""
    summary: str = ""
    """The model's own short sentence of what it does; history of text dialects is made of these."""
    repairs: tuple[str, ...] = ()
    """What the parser had to mend, in words. Empty for a reply that follows the grammar."""
    error: str = ""
    raw: str = ""
    model_point: tuple[float, ...] = ()
    """The numbers as the model wrote them, in the model's own space."""
    tokens_in: int = 0
    tokens_out: int = 0
    prompt: str = ""
    """Names what the model was asked (``Prompt.digest``); empty where no model was."""
    seen: Size | None = None
    """The size in pixels at which the model was shown the screen."""
    space: str = ""
    """The space that the model writes its numbers in: see ``agent.dialects.coordinates``."""


class Verdict(Value):
    """Whether an action may be performed; ``why`` is empty for what is allowed."""

    allowed: bool
    why: str = ""
    by: Literal["rule", "person", "hook"] = "rule"
    rule: str = ""
    """The rule that allowed or denied it, or had somebody asked: ``delete``, ``approve = ask``."""


class Timings(Value):
    """Seconds spent in the phases of a step."""

    observe: float = 0.0
    settle: float = 0.0
    think: float = 0.0
    act: float = 0.0


@dataclass(frozen=True, eq=False)
class Step:
    """One turn of the loop: what was seen, what was decided, what came of it."""

    index: int
    observation: Observation
    decision: Decision
    result: ActionResult | None
    timings: Timings
    started: float
    attempts: tuple[Decision, ...] = ()
    """Replies of this step that could not be used, before ``decision``."""
    nudge: str = ""
    """What the loop told the model before this step (loop detection), or empty."""
    verdict: Verdict | None = None
    """What approval said of the action; None for what needs none (waiting, finishing)."""


class CheckResult(Value):
    """What a check saw in the world: 0 (not at all) to 1 (as wanted), and why."""

    name: str
    score: float = Field(ge=0, le=1)
    why: str
    judged: bool = False
    """A model's opinion, not a fact that was looked up."""
    looked: bool = True
    """Whether it could look at all: one that could not says neither yes nor no, and scores 0."""

    @property
    def passed(self) -> bool:
        return self.score >= 1


class Task(Value):
    """A goal with the check that tells whether it was reached, and its limits."""

    goal: str = Field(min_length=1)
    name: str = ""
    checks: tuple[str, ...] = ()
    """Check expressions, e.g. ``settings:global/wifi_on=1``: see ``agent.checks``."""
    max_steps: int = Field(default=25, ge=1, le=10_000)
    timeout: float = Field(default=600.0, gt=0)
    """Seconds for the whole episode."""
    seed: int | None = None


@dataclass(frozen=True)
class Episode:
    """How one attempt at a task ended."""

    task: Task
    outcome: Outcome
    claimed: bool
    """The model said that it is done."""
    checks: tuple[CheckResult, ...] = ()
    steps: int = 0
    seconds: float = 0.0
    answer: str = ""
    error: str = ""
    hint: str = ""
    extras: dict[str, str] = field(default_factory=dict)

    @property
    def confirmed(self) -> bool | None:
        """What the checks saw: True, False, or None when there was nothing to check."""
        return all(check.passed for check in self.checks) if self.checks else None
