"""What a reply of a family that calls functions must look like, in Lark as llguidance reads it.

Thought is free, up to where the call begins; from there on every word, field and bracket is given.
Only the words that the prompt offers are allowed, with the fields that they need, in the order in
which ``render`` writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.dialects.coordinates import CoordinateMap
from agent.dialects.envelopes import Envelope
from agent.dialects.forms import FREE, Forms, lark

__all__ = ["reply_grammar"]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "click": ("coordinate",),
    "long_press": ("coordinate", "time?"),
    "swipe": ("coordinate", "coordinate2", "time?"),
    "type": ("text", "clear?", "enter?"),
    "answer": ("text",),
    "ask_user": ("text",),
    "interact": ("text",),
    "open": ("name",),
    "key": ("key",),
    "system_button": ("button",),
    "wait": ("wait",),
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
_NAMES = {"name": "text", "key": "text", "wait": "time"}
"""Fields whose values are of another kind in one word than in another: what they are called."""
_VALUES: Mapping[str, str] = {
    "coordinate": "[«x», «y»]",
    "coordinate2": "[«x», «y»]",
    "start_coordinate": "[«x», «y»]",
    "end_coordinate": "[«x», «y»]",
    "text": "«json»",
    "name": "«json name»",
    "key": '"«key»"',
    "keys": '«"keys"»',
    "clear": "«true»",
    "enter": "«true»",
    "time": "«touch»",
    "wait": "«wait»",
    "pixels": "«pixels»",
    "direction": '"«side»"',
    "button": '"«Button»"',
    "status": '"«status»"',
}
_RAW: Mapping[str, str] = {
    "text": "«raw</parameter>»",
    "name": "«raw name</parameter>»",
    "key": "«key»\n</parameter>",
    "button": "«Button»\n</parameter>",
    "status": "«status»\n</parameter>",
}
"""Values of the XML envelope that are not as JSON writes them."""
_OPENINGS: Mapping[Envelope, str] = {
    "tool_call": "<tool_call>",
    "markers": "✿FUNCTION✿",
    "xml": "<tool_call>",
    "action": "<action>",
}
_CONCLUSION = r"\n<conclusion>[^<]*<\/conclusion>"


def reply_grammar(
    function: str,
    words: Sequence[str],
    space: CoordinateMap,
    *,
    envelope: Envelope = "tool_call",
    concludes: bool,
    fields: Mapping[str, tuple[str, ...]],
    values: Mapping[str, str],
) -> str:
    """The grammar of one reply that calls ``function`` with one of ``words``.

    ``concludes``: a ``<conclusion>`` may follow the call. ``fields`` of words and ``values`` of
    fields: where the family has others.
    """
    # On a phone there is no cursor: a double click needs its place.
    own = {"key": ("keys",)} if function == "computer_use" else {"double_click": ("coordinate",)}
    known = {**_FIELDS, **own, **fields}
    written = {**_VALUES, **values}
    opening = _OPENINGS[envelope]
    after = _CONCLUSION if concludes else ""
    around = Forms(opening=opening, after=after, thought=FREE, ending=opening)
    if envelope == "action":
        around = replace(around, thought="<think>" + FREE, ending="</think>")
    calls = [_call(envelope, function, word, known[word], written) for word in words]
    return lark(around, calls, space)


def _call(
    envelope: Envelope,
    function: str,
    word: str,
    fields: Sequence[str],
    values: Mapping[str, str],
) -> str:
    """The form of a call, from behind its opening to its end."""
    if envelope == "xml":
        told = f"<parameter=action>\n{word}\n</parameter>\n" + "".join(
            _optional(field, f"<parameter={_called(field)}>\n{_raw(field, values)}\n")
            for field in fields
        )
        return f"\n<function={function}>\n{told}</function>\n</tool_call>"
    told = f'{{"action": "{word}"' + "".join(
        _optional(field, f', "{_called(field)}": {values[field.removesuffix("?")]}')
        for field in fields
    )
    match envelope:
        case "markers":
            return f": {function}\n✿ARGS✿: {told}}}\n✿RESULT✿"
        case "action":
            return f"\n{told}}}\n</action>"
        case _:
            return f'\n{{"name": "{function}", "arguments": {told}}}}}\n</tool_call>'


def _called(field: str) -> str:
    plain = field.removesuffix("?")
    return _NAMES.get(plain, plain)


def _optional(field: str, form: str) -> str:
    return f"⟦{form}⟧" if field.endswith("?") else form


def _raw(field: str, values: Mapping[str, str]) -> str:
    plain = field.removesuffix("?")
    return _RAW.get(plain, f"{values[plain]}\n</parameter>")
