"""What a worker of an evaluation holds: a device with its model, ready for trial after trial."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from agent import registry
from agent.cli.judging import open_judge
from agent.cli.opening import open_device, open_policy, refuse_unknown
from agent.cli.pages import ensure_page
from agent.config import Settings
from agent.errors import DeviceError, SetupError, StorageError
from agent.evals.plan import Trial
from agent.evals.results import Result
from agent.evals.trying import Arena
from agent.policy import Policy
from agent.protocols import Device, Model

__all__ = ["Own", "Terms", "open_seat"]

Own = Literal["phone", "desktop"]
"""A built-in phone or a virtual desktop that a seat starts and ends itself."""


@dataclass(frozen=True)
class Terms:
    """What all seats of an evaluation have in common. ``own`` None: the device is its user's."""

    settings: Settings
    own: Own | None
    folder: Path
    max_steps: int | None = None


@contextmanager
def open_seat(terms: Terms, serial: str) -> Iterator[Callable[[Trial], Result]]:
    """Attempts trials on the device ``serial``, or on one of its own, new for each.

    A device that fails is replaced, and the trial attempted once more and marked. Raises what
    opening a device or a model raises.
    """
    if not (terms.folder / "evaluation.json").exists():
        raise StorageError(
            f"{os.uname().nodename} does not see {terms.folder.absolute()}",
            hint="a folder that every machine sees: docs/cluster.md",
        )
    refuse_unknown(terms.settings)
    with ExitStack() as stack:
        held = _Held(terms, serial)
        stack.callback(held.close)
        policy = open_policy(terms.settings, held.open())
        stack.callback(policy.model.close)
        judge: Model | None = None
        if terms.settings.judge:
            judge = stack.enter_context(open_judge(terms.settings, policy.model))
        yield _Seat(terms, held, policy, judge).attempt


@dataclass(frozen=True)
class _Seat:
    terms: Terms
    held: "_Held"
    policy: Policy
    judge: Model | None

    def attempt(self, trial: Trial) -> Result:
        """The result of ``trial``, whose recording has its page then."""
        result = self._tried(trial)
        if result.recording:
            ensure_page(self.terms.folder, result.recording)
        return result

    def _tried(self, trial: Trial) -> Result:
        result = self._arena().attempt(trial)
        if result.outcome != "device_error":
            return result
        self.held.close()
        try:
            replaced = self._arena()
        except SetupError as error:
            why = f"{result.why}; no other device: {error}"
            return result.model_copy(update={"why": why})
        return replaced.attempt(trial, retried=True)

    def _arena(self) -> Arena:
        at_hand = self.held.take()
        return Arena(
            at_hand,
            replace(self.policy, device=at_hand.info()),
            self.terms.folder,
            self.held.reset,
            max_steps=self.terms.max_steps,
            settle=self.terms.settings.settle,
            judge=self.judge,
        )


class _Held:
    """The device of a seat: opened, closed when it fails, and opened again."""

    def __init__(self, terms: Terms, serial: str) -> None:
        self._terms = terms
        self._serial = "" if terms.own == "phone" else serial
        self._device: Device | None = None
        self._taken = False

    def take(self) -> Device:
        """The one for the next trial; of desktops of our own, one that has seen no trial.

        Raises ``SetupError``.
        """
        if self._taken and self._terms.own == "desktop":
            self.close()
        device = self.open()
        self._taken = True
        return device

    def open(self) -> Device:
        """The one that is open, or else a new one. Raises ``SetupError``."""
        if self._device is not None:
            return self._device
        self._taken = False
        if self._terms.own == "phone":
            # It ends with this process, however that ends. All have the same seed: what a task
            # meets must not depend on who tries it.
            self._serial = registry.phones().start(keep=False).serial
        settings = self._terms.settings
        if self._serial:
            settings = settings.model_copy(update={"serial": self._serial})
        try:
            self._device = open_device(settings)
        except SetupError:
            self._end_phone()
            raise
        return self._device

    def reset(self) -> None:
        """Make a phone of our own new; what is somebody else's is left as it is."""
        if self._terms.own == "phone":
            registry.phones().reset(self._serial)

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
            self._end_phone()

    def _end_phone(self) -> None:
        if self._terms.own == "phone":
            with suppress(DeviceError):
                registry.phones().stop(self._serial)
