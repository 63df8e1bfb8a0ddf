"""The environment that tasks and agents are given."""

import re
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from android_env.proto.adb_pb2 import AdbRequest

from android_world.env import adb_utils
from android_world.env.adb_utils import ask

_BUTTON = AdbRequest.PressButton
_KEYS = {
    "navigate_home": _BUTTON.HOME,
    "navigate_back": _BUTTON.BACK,
    "keyboard_enter": _BUTTON.ENTER,
}


@dataclass(frozen=True)
class State:
    pixels: np.ndarray
    forest: Any
    ui_elements: list[Any]


class AsyncAndroidEnv:
    def __init__(self, controller):
        self.controller = controller
        self.interaction_cache = ""

    def reset(self, go_home=False):
        if go_home:
            adb_utils.press(self.controller, _BUTTON.HOME)
        self.interaction_cache = ""
        return self._state(self.controller.reset())

    def get_state(self, wait_to_stabilize=False):
        return self._state(self.controller.step({"action_type": np.array(1, np.int32)}))

    def execute_action(self, action):
        if action.action_type == "answer":
            self.interaction_cache = action.text
            return
        elements = self.controller.get_ui_elements()
        match action.action_type:
            case "click" | "long_press" | "input_text":
                self._touch(action, elements)
            case "scroll":
                self._scroll(action.direction)
            case "open_app":
                adb_utils.launch(self.controller, action.app_name)
            case "wait":
                time.sleep(1)
            case key:
                adb_utils.press(self.controller, _KEYS[key])

    @property
    def foreground_activity_name(self):
        return adb_utils.foreground(self.controller) or ""

    @property
    def logical_screen_size(self):
        said = ask(self.controller, "shell dumpsys input | grep logicalFrame")
        width, height = re.search(r"logicalFrame=\[0, 0, (\d+), (\d+)\]", said).groups()
        return int(width), int(height)

    def close(self):
        self.controller.close()

    def _touch(self, action, elements):
        if action.index is None and action.x is None:
            raise ValueError(f"touches nothing: {action}")
        x, y = (action.x, action.y) if action.index is None else elements[action.index].center
        if action.action_type == "long_press":
            ask(self.controller, "shell", "input", "swipe", *map(str, (x, y, x, y, 1000)))
            return
        self.controller.execute_adb_call(AdbRequest(tap=AdbRequest.Tap(x=x, y=y), timeout_sec=60))
        if action.action_type == "input_text":
            time.sleep(0.3)
            adb_utils.type_text(self.controller, action.text)
            adb_utils.press(self.controller, _BUTTON.ENTER)

    def _scroll(self, direction):
        width, height = self.logical_screen_size
        x, y = width // 2, height // 2
        ends = {"down": (x, 0), "up": (x, height), "right": (0, y), "left": (width, y)}
        end = map(str, ends[direction])
        ask(self.controller, "shell", "input", "swipe", str(x), str(y), *end, "")

    def _state(self, timestep):
        seen = timestep.observation
        return State(seen["pixels"], seen["forest"], seen["ui_elements"])
