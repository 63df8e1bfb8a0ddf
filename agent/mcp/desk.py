"""What stands behind the tools: the devices, opened when first named, and what is done on them."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Self

from agent import registry
from agent.actions import Action
from agent.approval import Approval, Ask, Rules
from agent.config import Config, Settings
from agent.errors import ActionFailed, SetupError, UsageError
from agent.flows.assistant import Assistants
from agent.flows.reading import read_flow
from agent.flows.suite import TestResult
from agent.flows.trying import Trial
from agent.loop import Attempt
from agent.mcp.guarded import Guarded
from agent.mcp.session import Session
from agent.policy import Policy
from agent.protocols import Device
from agent.settle import settle
from agent.trajectory import RunWriter
from agent.trajectory.provenance import describe_run
from agent.types import Episode, Step, Task

__all__ = ["Desk"]


@dataclass
class Desk:
    """Used by one thread at a time; a context: leaving it lets go of everything.

    ``open_device`` and ``open_policy`` open what settings name. What single actions did is one
    recording below ``config.settings.record``; every goal is one of its own.
    """

    config: Config
    rules: Rules
    open_device: Callable[[Settings], Device]
    open_policy: Callable[[Settings, Device], Policy]
    flows: Path
    """The folder that flows may come from."""

    _stack: ExitStack = field(default_factory=ExitStack, init=False)
    _devices: dict[str, Device] = field(default_factory=dict, init=False)
    _policies: dict[str, Policy] = field(default_factory=dict, init=False)
    _sessions: dict[str, Session] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def devices(self) -> list[dict[str, str]]:
        """What is attached, of every kind that can be looked for."""
        found = []
        for kind in registry.names("devices"):
            try:
                listed = registry.device_kind(kind).list()
            except SetupError as error:
                found.append({"device": kind, "state": "unavailable", "about": str(error)})
                continue
            found += [
                {"device": f"{kind}:{one.serial}", "state": one.state, "about": one.description}
                for one in listed
            ]
        return found

    def device(self, name: str) -> Device:
        """The device ``KIND:SERIAL``; empty: the one of the settings. Raises ``DeviceError``."""
        if name not in self._devices:
            opened = self.open_device(self._settings(name))
            self._stack.callback(opened.close)
            self._devices[name] = opened
        return self._devices[name]

    def let_go(self) -> None:
        """Close every device: whichever is named next is opened anew, as it is then."""
        for device in self._devices.values():
            device.close()
        self._devices.clear()

    def act(self, name: str, action: Action, ask: Ask | None) -> str:
        """Perform it once, if it may be, and wait for a still screen; what came of it.

        Raises ``ActionFailed`` when it was denied or could not be done.
        """
        device = self.device(name)
        if action.type not in device.info().actions:
            raise ActionFailed(f"{device.serial} has no {action.type}", hint="agent devices")
        before = device.capture()
        result = self._guarded(name, ask).perform(action)
        if not result.ok:
            raise ActionFailed(result.said or f"{action.type} was not done")
        still = settle(device, before=before, timeout=self.config.settings.settle).still
        moving = "" if still else " (the screen is still moving)"
        seen = device.observe()
        said = f": {result.said}" if result.said else ""
        return f"done{said}{moving}; in front: {seen.app or 'unknown'}"

    def pursue(
        self, name: str, goal: str, max_steps: int, ask: Ask | None, on_step: Callable[[Step], None]
    ) -> tuple[Episode, Path]:
        """Reach ``goal`` by the model of the settings; ``on_step`` is told of each step, recorded.

        Raises what a device or a model that is not there raises.
        """
        settings, device = self._settings(name), self.device(name)
        policy = self._policy(name)
        task = Task(goal=goal, max_steps=max_steps, timeout=settings.timeout or 600.0)
        run = self._new_run(device, goal)
        attempt = Attempt(
            task,
            device,
            policy,
            approval=Approval(self.rules, ask),
            settle=settings.settle,
            replies=settings.replies,
        )
        with run.episode(task=task) as writer:
            try:
                for step in attempt:
                    writer.write(step)
                    on_step(step)
            finally:
                episode = attempt.conclude()
                writer.end(episode)
        return episode, run.path

    def flow(self, name: str, path: str, ask: Ask | None) -> TestResult:
        """Run the flow ``path`` of the folder; every action of it is put to the rules.

        Raises ``UsageError`` for a path that leads out of it, ``TaskFileError`` for a faulty flow.
        """
        file = (self.flows / path).resolve()
        if not file.is_relative_to(self.flows.resolve()) or not file.is_file():
            raise UsageError(
                f"there is no flow {path!r} in {self.flows}", hint="agent mcp --flows FOLDER"
            )
        run = self._new_run(self.device(name), file.stem)
        settings = self._settings(name)
        with Assistants(partial(self.open_policy, settings)) as assistants:
            trial = Trial(run.path, trace="on")
            return trial.run(read_flow(file), self._guarded(name, ask), assistants.for_device)

    def _settings(self, name: str) -> Settings:
        if not name:
            return self.config.settings
        return self.config.settings.model_copy(update={"device": name, "serial": None})

    def _policy(self, name: str) -> Policy:
        if name not in self._policies:
            policy = self.open_policy(self._settings(name), self.device(name))
            self._stack.callback(policy.model.close)
            self._policies[name] = policy
        return replace(self._policies[name], device=self.device(name).info())

    def _guarded(self, name: str, ask: Ask | None) -> Guarded:
        device = self.device(name)
        if name not in self._sessions:
            session = Session(self._new_run(device, "mcp"))
            self._sessions[name] = self._stack.enter_context(session)
        return Guarded(device, Approval(self.rules, ask), self._sessions[name].keep)

    def _new_run(self, device: Device, title: str) -> RunWriter:
        about = describe_run(
            settings=self.config.items(), device=device.info(), model=None, seed=None
        )
        return RunWriter(self.config.settings.record, title, about)
