"""The four seams: Device, Model, Dialect, Check. Callers depend on these, never on a class.

Every implementation is synchronous and used by one thread at a time. Built-ins are found through
the same entry points as anybody's plugin (``agent.registry``).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from agent.actions import Action
from agent.types import (
    ActionResult,
    CheckResult,
    Decision,
    DeviceInfo,
    Element,
    Episode,
    Frame,
    Observation,
    Prompt,
    Reply,
    Size,
    Step,
    Witnessed,
)

__all__ = [
    "Check",
    "CoordinateSpace",
    "Desktop",
    "Desktops",
    "Device",
    "DeviceKind",
    "DeviceListing",
    "Dialect",
    "Model",
    "Phone",
    "Phones",
    "Resumable",
    "SpeaksAdb",
    "Watch",
    "Watchable",
]


@runtime_checkable
class Device(Protocol):
    """A screen that can be seen and touched.

    Raises ``agent.errors.DeviceError`` and its children, nothing else. ``perform`` is never
    retried by anybody: a tap is not idempotent.
    """

    @property
    def serial(self) -> str:
        """The device's id, as its user names it."""
        ...

    def info(self) -> DeviceInfo:
        """What this device is and what it can do; cheap after the first call."""
        ...

    def capture(self) -> Frame:
        """The screen now, in device pixels. Raises ``CaptureFailed`` rather than return black."""
        ...

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        """What the device knows now. ``frame`` is used instead of a new capture if given."""
        ...

    def elements(self) -> tuple[Element, ...]:
        """The UI tree, flattened in drawing order; empty where the device has none."""
        ...

    def perform(self, action: Action) -> ActionResult:
        """Do it once, and say what really happened. Refusals are results with ``ok=False``."""
        ...

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        """Exit status and output of a command on the device (quoted for its shell by the driver).

        For checks and set-up, never for a model. Raises ``ActionUnsupported`` where there is none.
        """
        ...

    def close(self) -> None:
        """Let go: nothing pressed or held, what was changed for typing put back. Idempotent."""
        ...


class Watch(Protocol):
    """What a person does on a device itself, from the moment it was made."""

    @property
    def is_touched(self) -> bool:
        """A finger is on the screen now: what it does is told when it has left."""
        ...

    def next(self, seconds: float) -> Witnessed | None:
        """What was done next, waited for ``seconds`` at most. Raises ``DeviceError``."""
        ...

    def close(self) -> None:
        """Watch no longer. Idempotent."""
        ...


@runtime_checkable
class Watchable(Protocol):
    """A ``Device`` that can tell what a person does on it; not every one can."""

    def watch(self) -> Watch:
        """Begin to watch. Raises ``ActionUnsupported`` where this very device cannot."""
        ...


@runtime_checkable
class Resumable(Protocol):
    """A ``Model`` whose reply depends on how many it gave before, and not on the prompt alone."""

    def resume(self, replies: int) -> None:
        """Go on as if ``replies`` had been given."""
        ...


@runtime_checkable
class Model(Protocol):
    """Runs weights (or a script, or a server). Raises ``agent.errors.ModelError`` and children."""

    @property
    def name(self) -> str:
        """What to call it in a recording: a folder's name, a hub id, ``scripted:FILE``."""
        ...

    @property
    def dialect(self) -> str | None:
        """The dialect found from the checkpoint, or None when the caller must say."""
        ...

    def geometry(self, size: Size) -> Size:
        """The size in pixels at which this model is shown a screen of ``size``."""
        ...

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """Continue the prompt. ``on_text`` is called with pieces of the reply as they come."""
        ...

    def close(self) -> None:
        """Free memory. Idempotent."""
        ...


class CoordinateSpace(Protocol):
    """The only way between a model's numbers and pixels; built from the geometry really used."""

    @property
    def space(self) -> str:
        """What to call it in a recording: ``rel1000``."""
        ...

    def to_pixel(self, x: float, y: float) -> tuple[int, int]:
        """Model space to a pixel of the observation, clamped to the screen."""
        ...

    def to_model(self, x: int, y: int) -> tuple[float, float]:
        """A pixel of the observation to model space."""
        ...


@runtime_checkable
class Dialect(Protocol):
    """How one family is spoken to: prompt, grammar, coordinate space, history."""

    @property
    def name(self) -> str: ...

    def space(self, screen: Size, seen: Size) -> CoordinateSpace:
        """The map for a screen that was shown at ``seen``."""
        ...

    def prompt(
        self,
        goal: str,
        history: Sequence[Step],
        observation: Observation,
        *,
        seen: Size,
        device: DeviceInfo,
        notes: Sequence[str] = (),
    ) -> Prompt:
        """The prompt of the next step. ``notes``: what the loop has to tell the model."""
        ...

    def parse(self, text: str, space: CoordinateSpace, observation: Observation) -> Decision:
        """The action in pixels. Never raises for what a model wrote: see ``Decision.error``."""
        ...

    def render(self, decision: Decision, space: CoordinateSpace) -> str:
        """The reply that the family would write for this decision. Inverse of ``parse``."""
        ...


@runtime_checkable
class Check(Protocol):
    """Looks at the world after an episode and says how much of the goal holds, and why."""

    @property
    def name(self) -> str: ...

    def __call__(self, device: Device, episode: Episode) -> CheckResult: ...


class DeviceListing(Protocol):
    """A line of ``agent devices``."""

    @property
    def serial(self) -> str: ...
    @property
    def state(self) -> str:
        """``device`` when it can be used, else what is wrong (``offline``, ``unauthorized``)."""
        ...

    @property
    def description(self) -> str: ...


class DeviceKind(Protocol):
    """What an entry point of group ``fingertip.devices`` names: ``--device KIND[:ARGUMENT]``."""

    @property
    def name(self) -> str: ...

    def list(self) -> Sequence[DeviceListing]:
        """What is attached, without side effects beyond what looking itself needs."""
        ...

    def open(self, serial: str | None = None) -> Device:
        """Connect. None: the environment's choice, or the only one there is.

        Raises ``DeviceNotFound`` when nothing is attached, ``UnknownDevice`` when several are and
        nobody chose (the message lists them).
        """
        ...


@runtime_checkable
class SpeaksAdb(Protocol):
    """A ``DeviceKind`` whose devices the program ``adb`` reaches as well."""

    def adb(self, serial: str) -> Sequence[str]:
        """The program and the words that stand before every command: ``adb -P 5037 -s SERIAL``."""
        ...


class Phone(Protocol):
    """A running built-in phone."""

    @property
    def serial(self) -> str: ...


class Phones(Protocol):
    """What the entry point ``builtin`` of group ``fingertip.phones`` names: the built-in phones."""

    def start(
        self,
        *,
        seed: int = ...,
        size: tuple[int, int] = ...,
        clock: float | None = None,
        keep: bool = True,
    ) -> Phone:
        """Start one; it is known to the adb server when this returns. Raises ``SetupError``.

        ``keep`` False: it ends with this process.
        """
        ...

    def reset(self, serial: str) -> float:
        """Back to what its seed gave; the seconds it took. Raises ``DeviceNotFound``."""
        ...

    def stop(self, serial: str) -> Phone:
        """End it. Raises ``DeviceNotFound``."""
        ...

    def ensure(self) -> str:
        """The serial of a running built-in phone, started if none is. Raises ``SetupError``."""
        ...


class Desktop(Protocol):
    """A running virtual desktop; its ``name`` is its serial: ``--device desktop:virtual-1``."""

    @property
    def name(self) -> str: ...
    @property
    def display(self) -> str:
        """As programs find it in ``DISPLAY``."""
        ...

    @property
    def pid(self) -> int: ...
    @property
    def size(self) -> tuple[int, int]:
        """In pixels."""
        ...

    @property
    def home(self) -> Path:
        """The HOME of its programs."""
        ...

    @property
    def ready(self) -> bool: ...
    @property
    def environ(self) -> Mapping[str, str]:
        """The whole environment of a program that is to run there."""
        ...


class Desktops(Protocol):
    """What the entry point ``virtual`` of group ``fingertip.desktops`` names: virtual ones.

    Raises ``DeviceNotFound`` for a name that no running desktop has.
    """

    def start(
        self, *, size: tuple[int, int] = ..., home: Path | None = None, keep: bool = True
    ) -> Desktop:
        """Start one and wait until it is ready; ``keep`` False: it ends with this process.

        ``home`` None: a fresh one. Raises ``SetupError`` (``MissingTool``) and ``UsageError``.
        """
        ...

    def stop(self, name: str) -> Desktop:
        """End it with all that runs on it."""
        ...

    def list(self) -> Sequence[Desktop]: ...

    def find(self, name: str | None = None) -> Desktop:
        """The one of that name, or the only one. Raises ``UsageError`` when several run."""
        ...

    def screenshot(self, name: str) -> Frame:
        """Its screen now."""
        ...
