"""The environment with the UI tree."""

import enum
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from android_env.wrappers.base_wrapper import BaseWrapper

from android_world.env.adb_utils import ask


class A11yMethod(enum.Enum):
    A11Y_FORWARDER_APP = "a11y_forwarder_app"
    UIAUTOMATOR = "uiautomator"


@dataclass(frozen=True)
class UIElement:
    text: str | None
    content_description: str | None
    class_name: str | None
    is_focused: bool
    center: tuple[int, int]


class AndroidWorldController(BaseWrapper):
    def __init__(self, env, a11y_method=A11yMethod.A11Y_FORWARDER_APP):
        assert a11y_method is A11yMethod.UIAUTOMATOR, "there is no forwarder to talk to"
        self._env = env

    @property
    def env(self):
        return self._env

    def get_ui_elements(self):
        ask(self.env, "shell", "uiautomator", "dump", "/sdcard/window_dump.xml")
        tree = ET.fromstring(ask(self.env, "shell", "cat", "/sdcard/window_dump.xml"))
        return [_element(node) for node in tree.iter("node")]

    def _process_timestep(self, timestep):
        timestep.observation["forest"] = None
        timestep.observation["ui_elements"] = self.get_ui_elements()
        return timestep


def _element(node):
    left, top, right, bottom = map(int, re.findall(r"-?\d+", node.get("bounds")))
    return UIElement(
        node.get("text") or None,
        node.get("content-desc") or None,
        node.get("class") or None,
        node.get("focused") == "true",
        ((left + right) // 2, (top + bottom) // 2),
    )
