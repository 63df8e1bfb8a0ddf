"""A flow's commands one by one, said by a program instead of a file.

For example::

    with Single(trial, "wifi", Path("test_wifi.py"), device) as say:
        say(LaunchApp(app_id="com.android.settings"))
        say(TapOn(text="Wi-Fi"))
"""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from agent.errors import UsageError
from agent.flows.commands import Command, Repeat, Retry, RunFlow
from agent.flows.keeping import Tracing, fresh, keep_failure
from agent.flows.performing import perform
from agent.flows.running import REGISTERED
from agent.flows.stage import Unmet
from agent.flows.trying import AssistantFor, Trial
from agent.protocols import Device
from agent.trajectory import png
from agent.trajectory.writer import slug

__all__ = ["Single"]

assert REGISTERED  # importing it is what registers the commands


class Single:
    """Performs commands on a device; a context: leaving it ends its trace.

    ``error``: why the whole of it failed; what a command could not do is there by itself, and
    whoever leads it may say more before the end.
    """

    def __init__(
        self,
        trial: Trial,
        name: str,
        path: Path,
        device: Device,
        assistant: AssistantFor | None = None,
    ) -> None:
        self._name, self._path = name, path
        self._folder = fresh(trial.folder / "results" / slug(name))
        self._trace = Tracing(trial.folder, f"{self._folder.name}-1", trial.trace)
        self._stage = trial.stage(device, self._folder, assistant, self._trace.step)
        self._began = time.monotonic()
        self._stack = ExitStack()
        self.error = ""

    def __enter__(self) -> Self:
        self._stack.enter_context(self._trace)
        return self

    def __call__(self, command: Command) -> str:
        """Perform ``command``; what is worth saying of it. Nothing in it is filled in.

        Raises ``AssertionError`` for what is not so or cannot be done, with what was near and
        where the screen and the tree are kept; ``DeviceError`` when the device is lost.
        """
        __tracebackhide__ = True  # pytest then shows the line that said it
        if isinstance(command, RunFlow | Repeat | Retry):
            raise UsageError(f"{command} is for files", hint="say it in Python: for, if, try")
        self._stage.found, self._stage.saying = [], str(command)
        try:
            return perform(command, self._stage)
        except Unmet as unmet:
            device = self._stage.device
            keep_failure(self._folder, 1, png.encode(device.capture()), device.elements())
            near = f"\nnear it: {', '.join(unmet.near)}" if unmet.near else ""
            self.error = f"{command}: {unmet}"
            said = f"{self.error}{near}\nscreen and tree: {self._folder}"
            raise AssertionError(said) from None

    def __exit__(self, *_: object) -> None:
        seconds = time.monotonic() - self._began
        with self._stack:
            self._stage.filming.stop()
            self._trace.end(self._name, seconds, self.error, self._path)
