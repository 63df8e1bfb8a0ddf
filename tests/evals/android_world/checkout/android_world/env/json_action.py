"""The action space."""

from dataclasses import dataclass

_TYPES = {
    "click", "double_tap", "scroll", "swipe", "input_text", "navigate_home", "navigate_back",
    "keyboard_enter", "open_app", "status", "wait", "long_press", "answer", "unknown",
}  # fmt: skip


@dataclass
class JSONAction:
    action_type: str | None = None
    index: int | None = None
    x: int | None = None
    y: int | None = None
    text: str | None = None
    direction: str | None = None
    goal_status: str | None = None
    app_name: str | None = None
    clear_text: bool | None = None

    def __post_init__(self):
        if self.action_type not in _TYPES:
            raise ValueError(f"no action type: {self.action_type}")
        if self.index is not None and (self.x is not None or self.y is not None):
            raise ValueError("an index or a point, not both")
