"""What a reply of a ``<tool_call>`` family must look like, in Lark as llguidance reads it.

Thought is free, up to the tag that opens the call; from there on every word, field and bracket is
given, so that the action is valid by construction. Only the words that the prompt offers are
allowed, with the fields that they need, in the order in which ``render`` writes them.
Source of the dialect of Lark: llguidance's documentation of its syntax.
"""

from collections.abc import Mapping, Sequence

__all__ = ["reply_grammar"]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "click": ("coordinate",),
    "long_press": ("coordinate", "time?"),
    "swipe": ("coordinate", "coordinate2", "time?"),
    "type": ("text", "clear?", "enter?"),
    "answer": ("text",),
    "ask_user": ("text",),
    "open": ("text",),
    "key": ("text",),
    "system_button": ("button",),
    "wait": ("time",),
    "terminate": ("status", "text?"),
    "mouse_move": ("coordinate",),
    "left_click": ("coordinate?",),
    "right_click": ("coordinate?",),
    "middle_click": ("coordinate?",),
    "double_click": ("coordinate?",),
    "triple_click": ("coordinate?",),
    "drag": ("coordinate", "coordinate2", "time?"),
    "left_click_drag": ("coordinate", "start_coordinate?", "time?"),
    "scroll": ("pixels", "coordinate?"),
    "hscroll": ("pixels", "coordinate?"),
}
_KINDS: Mapping[str, str] = {
    "coordinate": "point",
    "coordinate2": "point",
    "start_coordinate": "point",
    "text": "STRING",
    "keys": '"[" STRING (", " STRING)* "]"',
    "clear": "BOOLEAN",
    "enter": "BOOLEAN",
    "time": "SECONDS",
    "pixels": "PIXELS",
    "button": "BUTTON",
    "status": "STATUS",
}
_SHARED = r"""
point: "[" PLACE ", " PLACE "]"
SECONDS: /(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?/
PIXELS: /-?[1-9][0-9]{0,4}/
BOOLEAN: "true" | "false"
BUTTON: "\"Back\"" | "\"Home\"" | "\"Menu\"" | "\"Enter\""
STATUS: "\"success\"" | "\"failure\""
STRING: /"([^"\\\x00-\x1f]|\\(["\\bfnrt\/]|u[0-9a-fA-F]{4}))*"/
"""


def reply_grammar(function: str, words: Sequence[str], *, per_mille: bool, concludes: bool) -> str:
    """The grammar of one reply that calls ``function`` with one of ``words``.

    ``per_mille``: coordinates go to 1000, not to a side of the picture; ``concludes``: a
    ``<conclusion>`` may follow the call.
    """
    opening = _text(f'{{"name": "{function}", "arguments": {{"action": ')
    calls = "\n    | ".join(_arguments(word, computer=function == "computer_use") for word in words)
    lines = [
        'start: thought "\\n" call "\\n</tool_call>"' + (" conclusion?" if concludes else ""),
        'thought[suffix="<tool_call>"]: /(?s:.*)/',
        f"call: {opening} arguments {_text('}}')}",
        f"arguments: {calls}",
        "PLACE: /" + ("0|[1-9][0-9]{0,2}|1000" if per_mille else "0|[1-9][0-9]{0,3}") + "/",
    ]
    if concludes:
        lines.append(r"conclusion: /\n<conclusion>[^<]*<\/conclusion>/")
    return "\n".join(lines) + _SHARED


def _arguments(word: str, *, computer: bool) -> str:
    fields = ("keys",) if word == "key" and computer else _FIELDS[word]
    parts = [_text(f'"{word}"')]
    for field in fields:
        name = field.removesuffix("?")
        opening = _text(f', "{name}": ')
        part = f"{opening} {_KINDS[name]}"
        parts.append(f"({part})?" if field.endswith("?") else part)
    return " ".join(parts)


def _text(text: str) -> str:
    """A text as Lark writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
