"""What several families say alike: sides, paths of a finger, texts that send themselves."""

import re
from collections.abc import Mapping
from typing import Literal, cast, get_args

from agent import actions as act
from agent.actions import Direction, Pixel
from agent.dialects.arguments import Arguments
from agent.errors import UnparseableReply
from agent.types import Size

__all__ = [
    "button",
    "direction",
    "finger_side",
    "flick",
    "key_names",
    "open_app",
    "split_keys",
    "swiped_side",
    "typed",
]

REACH = 0.4
"""How far a finger goes that was only told a side: this share of the screen's extent."""
Reach = Literal["extent", "width"]
"""Of which extent: of the one that the finger goes along, or of the width whatever the side."""
_KEYS: Mapping[str, str] = {
    "arrowleft": "left", "arrowright": "right", "arrowup": "up", "arrowdown": "down",
    "return": "enter", "escape": "esc", "control": "ctrl", "page_down": "pagedown",
    "page_up": "pageup", "recent": "recents", "app_switch": "recents", "appselect": "recents",
    " ": "space",
}  # fmt: skip
"""Names of keys that our action space calls otherwise."""
_BETWEEN = re.compile(
    r"(?<=\w)\s*[+,]\s*(?=\S)|\s+"
    r"|(?i:(?<=\bctrl)|(?<=\balt)|(?<=\bshift)|(?<=\bcmd)|(?<=\bwin)|(?<=\bmeta))-(?=\S)"
)
"""What stands between two keys: a blank, a plus or a comma, and a hyphen after a key to hold."""


def direction(arguments: Arguments, *keys: str) -> Direction:
    """``up``, ``down``, ``left`` or ``right``, in any case. Raises ``UnparseableReply``."""
    said = arguments.text(*keys).strip().lower()
    if said not in get_args(Direction):
        raise UnparseableReply(f'"{keys[0]}" must be up, down, left or right, not {said[:40]!r}')
    return cast("Direction", said)


def flick(
    arguments: Arguments, side: Direction, start: Pixel | None = None, of: Reach = "extent"
) -> act.Swipe:
    """A finger that goes to ``side`` from ``start``, or across the middle of the screen."""
    width, height = arguments.space.screen
    across, down = _STEPS[side]
    reach = Size(round(width * REACH), round((width if of == "width" else height) * REACH))
    if start is None:
        start = (
            width // 2 - across * (reach.width // 2),
            height // 2 - down * (reach.height // 2),
        )
    end = (
        min(max(start[0] + across * reach.width, 0), width - 1),
        min(max(start[1] + down * reach.height, 0), height - 1),
    )
    return act.Swipe(start=start, end=end)


_STEPS: Mapping[Direction, tuple[int, int]] = {
    "up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0),
}  # fmt: skip


def finger_side(arguments: Arguments, *keys: str) -> act.Swipe:
    """A swipe for a family whose direction is the finger's."""
    return flick(arguments, direction(arguments, *keys))


def swiped_side(action: act.Swipe) -> Direction:
    """The side to which a finger goes, by the longer of its two ways."""
    across, down = action.end[0] - action.start[0], action.end[1] - action.start[1]
    if abs(across) > abs(down):
        return "right" if across > 0 else "left"
    return "down" if down > 0 else "up"


def typed(arguments: Arguments, *keys: str, sends: bool = False) -> act.TypeText:
    """The text to type; with ``sends`` a line break at its end stands for Enter."""
    text = arguments.text(*keys)
    submit = sends and text.endswith("\n")
    return act.TypeText(text=text.removesuffix("\n") if submit else text, submit=submit)


def key_names(arguments: Arguments, *keys: str) -> tuple[str, ...]:
    """The keys of a chord: ``"ctrl c"``, ``"ctrl+c"`` or a list of names."""
    value = next((arguments.values[key] for key in keys if arguments.has(key)), None)
    written = split_keys(value) if isinstance(value, str) else value
    if not isinstance(written, list) or not all(isinstance(key, str) and key for key in written):
        raise UnparseableReply(f'"{keys[0]}" must name keys')
    if len(written) == 1:
        written = split_keys(written[0])
    plain = [key.strip().lower() or key for key in written]
    names = tuple(_KEYS.get(key, key.strip()) for key in plain)
    if not 0 < len(names) <= 6 or not all(0 < len(name) <= 40 for name in names):
        raise UnparseableReply(f'"{keys[0]}" must name one to six keys')
    return names


def split_keys(text: str) -> list[str]:
    """The keys of ``ctrl c``, ``ctrl+c``, ``ctrl, c`` or ``ctrl-c``; a mark alone is a key too."""
    return _BETWEEN.split(text.strip()) if text.strip() else [text]


def pressed(names: tuple[str, ...]) -> act.Press | act.Hotkey:
    return act.Press(key=names[0]) if len(names) == 1 else act.Hotkey(keys=names)


def button(name: str) -> act.Press:
    """A key or system button by any of its usual names."""
    key = name.strip().lower().replace(" ", "_").removeprefix("keycode_").removeprefix("key_")
    if not 0 < len(key) <= 40:
        raise UnparseableReply("the key has no usable name")
    return act.Press(key=_KEYS.get(key, key))


def open_app(arguments: Arguments, *keys: str) -> act.OpenApp:
    name = arguments.text(*keys).strip()
    if not 0 < len(name) <= 200:
        raise UnparseableReply("the app to open has no usable name")
    return act.OpenApp(name=name)
