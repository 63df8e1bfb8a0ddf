"""Actions in the JSON space that AndroidWorld and AndroidControl share.

Sources: google-research/android_world ``env/json_action.py``, google-research/android_control.
``scroll`` and its direction mean the side whose content comes into view; a finger's path that is
written as a scroll keeps only its main direction, as in both data sets.
"""

from typing import Any

from agent import actions as act
from agent.actions import Action

__all__ = ["as_json"]

_KEYS = {"back": "navigate_back", "home": "navigate_home", "enter": "keyboard_enter"}
_TOUCHES = {"tap": "click", "double_tap": "double_tap", "long_press": "long_press"}


def as_json(action: Action) -> dict[str, Any] | None:
    """``{"action_type": .., ..}``; None for what the space has no word for. Pixels as recorded."""
    match action:
        case act.Tap(at=(x, y)) | act.DoubleTap(at=(x, y)) | act.LongPress(at=(x, y)):
            return {"action_type": _TOUCHES[action.type], "x": x, "y": y}
        case act.TypeText(text=text, at=(x, y)):
            return {"action_type": "input_text", "text": text, "x": x, "y": y}
        case act.TypeText(text=text):
            return {"action_type": "input_text", "text": text}
        case act.Press(key=key) if key in _KEYS:
            return {"action_type": _KEYS[key]}
        case act.OpenApp(name=name):
            return {"action_type": "open_app", "app_name": name}
        case act.Scroll(direction=direction):
            return {"action_type": "scroll", "direction": direction}
        case act.Swipe(start=start, end=end):
            return {"action_type": "scroll", "direction": _revealed(start, end)}
        case act.Wait():
            return {"action_type": "wait"}
        case act.Answer(text=text):
            return {"action_type": "answer", "text": text}
        case act.Finish(status=status):
            done = "complete" if status == "success" else "infeasible"
            return {"action_type": "status", "goal_status": done}
        case _:
            return None


def _revealed(start: tuple[int, int], end: tuple[int, int]) -> str:
    """The side that comes into view when the finger goes from ``start`` to ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(down) >= abs(across):
        return "down" if down < 0 else "up"
    return "right" if across < 0 else "left"
