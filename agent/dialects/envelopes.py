"""Other envelopes of the same calls: Qwen-Agent's markers, Qwen3.5's XML, UI-S1's ``<action>``.

==========  ==========================================================================
markers     ``✿FUNCTION✿: name`` newline ``✿ARGS✿: {json}`` newline ``✿RESULT✿``
xml         ``<tool_call>``, ``<function=name>``, ``<parameter=key>`` newline value
            newline ``</parameter>``: a value is raw text, with anything in it
action      ``<action>{"action": .., ..}</action>``, without a function's name
==========  ==========================================================================

A reply in none of these is read as a ``<tool_call>`` with JSON.
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
_NAMED = r"(?:=|\s+name\s*=)\s*[\"']?(?P<name>[\w.-]+)[\"']?\s*>"
_CALL = re.compile(rf"(?:<tool_call>\s*)?<function{_NAMED}")
_PARAMETER = re.compile(rf"\s*<parameter{_NAMED}(?:\r?\n)?")
_PLAIN_END = re.compile(r"\s*(?:</parameter>|(?=<parameter\W|</function>|</tool_call>))")
"""The end of a value that can hold no tag."""
_OVER = r"\s*(?:```\s*)?(?:$|<tool_call>)"
_FUNCTION_OVER = rf"</function>\s*(?:</tool_call>)?{_OVER}"
_CLOSE = r"(?:\r?\n)?</parameter>"
_TEXT_ENDS = (
    re.compile(rf"{_CLOSE}(?=\s*(?:<parameter=[\w.-]+>|{_FUNCTION_OVER}|</tool_call>{_OVER}|$))"),
    re.compile(rf"{_CLOSE}(?=\s*(?:</function>|</tool_call>))"),
    re.compile(rf"(?:\r?\n)?(?={_FUNCTION_OVER})"),
)
"""The end of a typed text, which may hold tags itself: the first that is found counts."""
_STRUCTURED = frozenset(
    {
        "coordinate", "coordinate1", "coordinate2", "start_coordinate", "end_coordinate", "keys",
        "time", "duration", "pixels", "x", "y",
    }
)  # fmt: skip
"""Parameters whose raw text is JSON."""
_WORDS = frozenset({"action", "button", "status", "direction", "clear", "enter"})
"""Parameters whose raw text is one of a few words."""


def find(envelope: Envelope, text: str, prefill: str) -> ToolCall:
    """The first call of a reply. Raises ``EmptyReply``, ``UnparseableReply``."""
    call = None
    if envelope == "markers":
        call = _marked(text)
    elif envelope == "xml":
        call = _xml(text)
    elif envelope == "action":
        call = _flat(text)
    elif "<function" in text.partition("{")[0]:
        call = _xml(text)
        call = call and call._replace(repairs=("the call was written in XML", *call.repairs))
    if call is not None:
        return call
    call = toolcall.find_call(text, prefill=prefill)
    # Qwen-Agent turned from its markers to this form, so Qwen2-VL may write either.
    other = ("the call was written as JSON between tags",) if envelope in {"xml", "action"} else ()
    return call._replace(repairs=(*other, *call.repairs))


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
    if found is None or "<tool_call>" in text[: found.start()]:
        return None
    if "✿" in text[: found.start()]:
        raise UnparseableReply("the first call has a broken marker")
    value, end, repairs = lenient.read(text, found.end())
    if not isinstance(value, dict):
        raise UnparseableReply("the arguments are not a JSON object")
    notes = list(repairs)
    if found[0].count("✿:") < found[0].count("✿") // 2:
        notes.append("a marker without its colon")
    name = found[1]
    if "arguments" in value:
        inner, value, more = toolcall.shape(value)
        name, notes = inner or name, [*notes, "the arguments stood in an envelope", *more]
    rest = toolcall.without_tokens(text[end:]).strip()
    if "'}' was missing" in repairs and not rest:
        notes.append(lenient.CUT)
    if rest and not any(rest.startswith(stop) for stop in _STOPS):
        partial = any(stop.startswith(rest) for stop in _STOPS)
        notes.append("a partial stop marker" if partial else "text after the arguments")
    return ToolCall(name, value, (found.start(), len(text)), tuple(notes))


def _flat(text: str) -> ToolCall | None:
    parts = tags.split(text, "action")
    if parts.only_thought:
        raise UnparseableReply("the reply ends inside of its thought")
    begin = text.find("{", parts.rest)
    if begin < 0 or "<tool_call>" in text[:begin]:
        return None
    value, end, repairs = lenient.read(text, begin)
    if not isinstance(value, dict) or "action" not in value:
        return None
    _, value, more = toolcall.shape(value) if "arguments" in value else ("", value, ())
    notes = [*parts.repairs, *repairs, *more]
    closed = re.compile(r"\s*</action>").match(text, end)
    if closed is None:
        notes.append("</action> was missing")
    opened = text.rfind("<action>", 0, begin)
    span = (opened if opened >= 0 else begin, closed.end() if closed else end)
    return ToolCall("mobile_use", value, span, tuple(notes))


def _xml(text: str) -> ToolCall | None:
    text = toolcall.without_tokens(text)
    found = _CALL.search(text, _after_thinking(text))
    if found is None:
        return None
    notes = [] if found[0].startswith(toolcall.OPEN) else ["<tool_call> was missing"]
    start = found.start() if notes else found.start() + len(toolcall.OPEN)
    if f"<function={found['name']}>" not in found[0]:
        notes.append("a tag in another spelling")
    arguments: dict[str, Any] = {}
    at = found.end()
    while parameter := _PARAMETER.match(text, at):
        key = parameter["name"]
        if f"<parameter={key}>" not in parameter[0]:
            notes.append("a tag in another spelling")
        ended = _value_end(key, text, parameter.end())
        if not ended[0].endswith("</parameter>"):
            notes.append("</parameter> was missing")
        arguments[key] = _value(key, text[parameter.end() : ended.start()], notes)
        at = ended.end()
    rest = text[at:].lstrip()
    if not rest.startswith("</function>"):
        notes.append("</function> was missing")
        notes += [] if rest.startswith(toolcall.CLOSE) else [lenient.CUT]
    rest = rest.removeprefix("</function>").lstrip()
    if not rest.startswith(toolcall.CLOSE):
        notes.append("</tool_call> was missing")
    elif "<function=" in rest:
        notes.append("only the first of several calls is carried out")
    return ToolCall(found["name"], arguments, (start, len(text)), tuple(notes))


def _after_thinking(text: str) -> int:
    """Where the reply goes on after a thought that may hold drafts of calls."""
    thought = tags.split(text)
    return thought.rest if _CALL.search(text, thought.rest) else 0


def _value_end(key: str, text: str, start: int) -> re.Match[str]:
    """The end of a parameter's value. Raises ``UnparseableReply`` if the reply ends before it."""
    ends = (_PLAIN_END,) if key in _STRUCTURED | _WORDS else _TEXT_ENDS
    for end in ends:
        if found := end.search(text, start):
            return found
    raise UnparseableReply(f"the reply is cut off in the middle of {key}")


def _value(key: str, raw: str, notes: list[str]) -> Any:
    stripped = raw.strip()
    if key not in _STRUCTURED:
        return stripped if key in _WORDS else raw
    if re.fullmatch(r"-?\d+(?:\.\d+)?", stripped):
        return float(stripped) if "." in stripped else int(stripped)
    if not stripped.startswith(("[", "{", '"', "(")):
        return stripped
    value, _, repairs = lenient.read(stripped, 0)
    notes += repairs
    return value
