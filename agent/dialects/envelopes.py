"""Other envelopes of the same calls: Qwen-Agent's markers, Qwen3.5's XML, UI-S1's ``<action>``.

==========  ==========================================================================
markers     ``✿FUNCTION✿: name`` newline ``✿ARGS✿: {json}`` newline ``✿RESULT✿``
xml         ``<tool_call>``, ``<function=name>``, ``<parameter=key>`` newline value
            newline ``</parameter>``: a value is raw text, with anything in it
action      ``<action>{"action": .., ..}</action>``, without a function's name
==========  ==========================================================================

A reply in none of these is read as a ``<tool_call>`` with JSON, and that is recorded.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from agent.dialects import lenient, tags, toolcall
from agent.dialects.toolcall import ToolCall
from agent.errors import UnknownAction, UnparseableReply

__all__ = ["Envelope", "find", "write"]

Envelope = Literal["tool_call", "markers", "xml", "action"]

_FUNCTION = re.compile(r"✿FUNCTION✿\s*[:：]?\s*([^\n✿{]*?)\s*(?:✿ARGS✿\s*[:：]?\s*)?(?=\{)")
_STOPS = ("✿RESULT✿", "✿RETURN✿")
_CALL = re.compile(r"(?:<tool_call>\s*)?<function=([\w.-]+)>")
_PARAMETER = re.compile(r"\s*<parameter=([\w.-]+)>\n?")
_VALUE_ENDS = re.compile(
    r"\n?</parameter>(?=\s*(?:<parameter=[\w.-]+>|</function>\s*(?:</tool_call>\s*)?"
    r"(?:$|<tool_call>)|</tool_call>\s*$|$))"
)
_STRUCTURED = frozenset(
    {"coordinate", "coordinate2", "start_coordinate", "keys", "time", "duration", "pixels"}
)
"""Parameters whose raw text is JSON."""


def find(envelope: Envelope, text: str, prefill: str) -> ToolCall:
    """The first call of a reply. Raises ``EmptyReply``, ``UnparseableReply``."""
    call = None
    if envelope == "markers":
        call = _marked(text)
    elif envelope == "xml":
        call = _xml(text)
    elif envelope == "action":
        call = _flat(text)
    return call or toolcall.find_call(text, prefill=prefill)


def write(envelope: Envelope, call: Mapping[str, Any]) -> str:
    """A call in its envelope. Raises ``UnknownAction`` for a text that cannot be told apart."""
    name, arguments = call["name"], call["arguments"]
    match envelope:
        case "markers":
            return f"✿FUNCTION✿: {name}\n✿ARGS✿: {_json(arguments)}\n✿RESULT✿"
        case "action":
            return f"<action>\n{_json(arguments)}\n</action>"
        case "xml":
            values = "".join(
                f"<parameter={key}>\n{value if isinstance(value, str) else _json(value)}\n"
                "</parameter>\n"
                for key, value in arguments.items()
            )
            text = f"<tool_call>\n<function={name}>\n{values}</function>\n</tool_call>"
            read = _xml(text)
            if read is None or read.arguments != arguments or read.repairs:
                raise UnknownAction("this text cannot be told from the end of its parameter")
            return text
        case "tool_call":
            return f"{toolcall.OPEN}\n{_json(call)}\n{toolcall.CLOSE}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _marked(text: str) -> ToolCall | None:
    found = _FUNCTION.search(text)
    if found is None:
        return None
    value, end, repairs = lenient.read(text, found.end())
    if not isinstance(value, dict):
        raise UnparseableReply("the arguments are not a JSON object")
    notes = list(repairs)
    rest = text[end:].strip()
    if rest and not any(rest.startswith(stop) for stop in _STOPS):
        partial = any(stop.startswith(rest) for stop in _STOPS)
        notes.append("a partial stop marker" if partial else "text after the arguments")
    return ToolCall(found[1], value, (found.start(), len(text)), tuple(notes))


def _flat(text: str) -> ToolCall | None:
    parts = tags.split(text, "action")
    begin = text.find("{", parts.rest)
    if begin < 0 or "<tool_call>" in text[:begin]:
        return None
    value, end, repairs = lenient.read(text, begin)
    if not isinstance(value, dict) or "action" not in value:
        return None
    notes = [*parts.repairs, *repairs]
    closed = re.compile(r"\s*</action>").match(text, end)
    if closed is None:
        notes.append("</action> was missing")
    opened = text.rfind("<action>", 0, begin)
    span = (opened if opened >= 0 else begin, closed.end() if closed else end)
    return ToolCall("mobile_use", value, span, tuple(notes))


def _xml(text: str) -> ToolCall | None:
    found = _CALL.search(text)
    if found is None:
        return None
    notes = [] if text[found.start() :].startswith(toolcall.OPEN) else ["<tool_call> was missing"]
    arguments: dict[str, Any] = {}
    at = found.end()
    while parameter := _PARAMETER.match(text, at):
        ended = _VALUE_ENDS.search(text, parameter.end())
        if ended is None:
            raise UnparseableReply(f"the reply is cut off in the middle of {parameter[1]}")
        raw = text[parameter.end() : ended.start()]
        arguments[parameter[1]] = _value(parameter[1], raw, notes)
        at = ended.end()
    rest = text[at:].lstrip()
    if not rest.startswith("</function>"):
        notes.append("</function> was missing")
    rest = rest.removeprefix("</function>").lstrip()
    if not rest.startswith(toolcall.CLOSE):
        notes.append("</tool_call> was missing")
    elif "<function=" in rest:
        notes.append("only the first of several calls is carried out")
    start = found.start() + (len(toolcall.OPEN) if not notes or "<tool_call>" in found[0] else 0)
    return ToolCall(found[1], arguments, (start, len(text)), tuple(notes))


def _value(key: str, raw: str, notes: list[str]) -> Any:
    stripped = raw.strip()
    if key not in _STRUCTURED:
        return stripped if key in {"action", "button", "status"} else raw
    if re.fullmatch(r"-?\d+(?:\.\d+)?", stripped):
        return float(stripped) if "." in stripped else int(stripped)
    if not stripped.startswith(("[", "{", '"', "(")):
        return stripped
    value, _, repairs = lenient.read(stripped, 0)
    notes += repairs
    return value
