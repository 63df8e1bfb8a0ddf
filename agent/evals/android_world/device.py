"""AndroidWorld's environment as a ``Device``: seen and touched in its terms and no others.

What is done goes through ``execute_action`` as one of its JSON actions
(``android_world/env/json_action.py``); what that space has no word for is refused, and the model
is told. Two things are said in its words that mean a little less: a finger's path is a scroll of
the whole screen in its main direction, and text always ends with Enter.
"""

import shlex
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from agent import actions as act
from agent.actions import Action
from agent.errors import ActionFailed, ActionUnsupported, CaptureFailed, FingertipError
from agent.evals.android_world.checkout import Checkout
from agent.json_actions import as_json
from agent.types import ActionResult, DeviceInfo, Element, Frame, Observation, Size, Step

__all__ = ["WorldDevice", "answer_of"]

_DONE = frozenset(
    {"tap", "double_tap", "long_press", "swipe", "scroll", "type_text", "press", "open_app"}
)


class WorldDevice:
    """``look`` gives the screen's pixels: uint8, height x width x red, green, blue."""

    def __init__(
        self, checkout: Checkout, env: Any, look: Callable[[], Any], serial: str = "android_world"
    ) -> None:
        self._env = env
        self._serial = serial
        self._look = look
        self._action = checkout.module("android_world.env.json_action").JSONAction
        self._touched: tuple[int, int] | None = None

    @property
    def serial(self) -> str:
        return self._serial

    def info(self) -> DeviceInfo:
        width, height = self._env.logical_screen_size
        return DeviceInfo(
            kind="android", serial=self.serial, size=Size(width, height), actions=_DONE
        )

    def capture(self) -> Frame:
        try:
            pixels = np.asarray(self._look(), dtype=np.uint8)
        except FingertipError:
            raise
        except Exception as error:  # theirs: whatever their environment raises, no picture came
            raise CaptureFailed(f"AndroidWorld's environment shows no screen: {error}") from error
        height, width, _ = pixels.shape
        opaque = np.full((height, width, 4), 255, dtype=np.uint8)
        opaque[:, :, :3] = pixels[:, :, :3]
        return Frame(Size(width, height), opaque.tobytes())

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        at = time.time()
        return Observation(
            frame or self.capture(), at, app=self._env.foreground_activity_name or ""
        )

    def elements(self) -> tuple[Element, ...]:
        return ()

    def perform(self, action: Action) -> ActionResult:
        """Once, as a JSON action. ``performed`` is what their space made of it."""
        written = as_json(action)
        if written is None:
            raise ActionUnsupported(f"AndroidWorld's actions have no word for {action.type}")
        if written["action_type"] == "input_text":
            written |= self._field(action)
        try:
            self._env.execute_action(self._action(**written))
        except Exception as error:  # theirs raises ValueError, RuntimeError, android_env's...
            raise ActionFailed(f"{error}") from error
        if "x" in written:
            self._touched = (written["x"], written["y"])
        return ActionResult(ok=True, performed=_performed(action))

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        """Through the environment's controller. A command that fails has the status 1."""
        from android_env.components.errors import AdbControllerError
        from android_env.proto.adb_pb2 import AdbRequest

        words = AdbRequest.GenericRequest(args=["shell", shlex.join(command)])
        try:
            said = self._env.controller.execute_adb_call(
                AdbRequest(generic=words, timeout_sec=timeout)
            )
        except AdbControllerError as error:
            return 1, str(error)
        return 0, said.generic.output.decode(errors="replace")

    def close(self) -> None:
        """The environment is its maker's."""

    def _field(self, action: Action) -> dict[str, Any]:
        """Where a text goes: their action touches its field first, so it must say which."""
        assert isinstance(action, act.TypeText)
        cleared = {"clear_text": True} if action.clear else {}
        if action.at is not None:
            return cleared
        for index, element in enumerate(self._env.get_state().ui_elements):
            if getattr(element, "is_focused", False) and getattr(element, "is_editable", True):
                return cleared | {"index": index}
        if self._touched is None:
            raise ActionFailed("no field has the focus: tap the field first")
        x, y = self._touched
        return cleared | {"x": x, "y": y}


def answer_of(steps: Sequence[Step], message: str) -> str:
    """What a task's check is told: the last ``answer``; without one, ``message`` at the end."""
    said = [step.decision.action for step in steps if isinstance(step.decision.action, act.Answer)]
    return said[-1].text if said else message


def _performed(action: Action) -> Action | None:
    """What was done instead, or None where it was what was asked."""
    match action:
        case act.Swipe() | act.Scroll(at=(_, _)):
            written = as_json(action)
            assert written is not None
            return act.Scroll(direction=written["direction"])
        case act.TypeText(submit=False):
            return action.model_copy(update={"submit": True})
        case _:
            return None
