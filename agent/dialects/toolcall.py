"""Finds the ``<tool_call>`` in a reply, and what was said around it.

The grammar (reference: Qwen's Nous-style function calling)::

    [<thinking> .. </thinking>]  [Thought: ..]  [Action: "..."]
    <tool_call>
    {"name": NAME, "arguments": {..}}
    </tool_call>
    [<conclusion> ".." </conclusion>]

The call is read by a JSON reader from its opening brace, never by splitting at tags, so typed text
may contain anything, tags included. Whatever had to be mended is recorded.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from agent.dialects import lenient, tags
from agent.errors import EmptyReply, UnparseableReply

__all__ = [
    "Grounding",
    "Said",
    "ToolCall",
    "find_call",
    "find_grounding",
    "find_said",
    "quoted",
    "shape",
    "unclosed",
    "unopened",
    "without_tokens",
]

OPEN, CLOSE = "<tool_call>", "</tool_call>"
_END_OF_TURN = re.compile(r"(?:\s*<\|(?:im_end|endoftext|im_start)\|>)+\s*$")
_BEGINS = re.compile(r"\s*(?:```(?:json)?\s*)?(?=\{|[\"']?name[\"']?\s*:)")
"""Between the opening tag and a call, whose first brace may be missing."""
_ESCAPED = re.compile(r"[^{]*\{\s*\\\"")
"""A call whose every quote is escaped, as if it stood inside a string."""
_THINK = re.compile(
    r"\s*<(think|thinking|grounding_think)>(.*?)</(think|thinking|grounding_think)>", re.DOTALL
)
_THINK_OPEN = re.compile(r"\s*<(?:think|thinking|grounding_think)>")
_CONCLUSION = re.compile(r"<conclusion>(.*?)(?:</conclusion>|$)", re.DOTALL)
_FENCE = re.compile(r"```(?:json|tool_call)?\s*$")
_CONTINUES = re.compile(r"\s*\[?\s*-?\d+(?:\.\d+)?\s*,\s*-?\d+(?:\.\d+)?\s*\]\s*\}")
_THOUGHT_LINE = re.compile(r"^\s*(?:\*\*)?Thought(?:\*\*)?\s*[::](?:\*\*)?[ \t]*", re.MULTILINE)
_ACTION_LINE = re.compile(r"^\s*(?:\*\*)?Action(?:\*\*)?\s*[::](?:\*\*)?[ \t]*", re.MULTILINE)
_POINTING = re.compile(r"[\[{](?=[^\[{]{0,20}\{?[^\[{}]{0,200}[\"'](?:bbox|point)_2d)")
_PLACES = ("bbox_2d", "point_2d", "coordinate")
_ANSWERED = re.compile(r"(?<=<answer>)\s*[\[{]")
_UNOPENED = re.compile(r"\s*(?:(?!<think).)*?</think(?:ing)?>", re.DOTALL)
_QUOTES = {'"': '"', "'": "'", "“": "”", "「": "」"}


class ToolCall(NamedTuple):
    """A call as the model wrote it, where it stands in the text, and what was mended."""

    name: str
    arguments: dict[str, Any]
    span: tuple[int, int]
    repairs: tuple[str, ...]


class Grounding(NamedTuple):
    """A pointing answer: 2 numbers (``point_2d``) or 4 (``bbox_2d``), as ``field`` holds them."""

    numbers: Any
    label: str
    span: tuple[int, int]
    repairs: tuple[str, ...] = ()
    field: str = "bbox_2d"


class Said(NamedTuple):
    """The words around a call: free thought, and the model's own sentence for what it does."""

    thought: str
    summary: str


def find_call(text: str, *, prefill: str = "") -> ToolCall:
    """The first call of a reply.

    ``prefill``: what a reply continues that starts with the numbers of a coordinate (the assistant
    turn was given up to the bracket that opens it). Raises ``EmptyReply``, ``UnparseableReply``.
    """
    text = without_tokens(text)
    if not text.strip():
        raise EmptyReply("the reply is empty")
    if prefill and _CONTINUES.match(text):
        call = find_call(prefill + text.lstrip().removeprefix("["))
        end = call.span[1] - len(prefill)
        return call._replace(
            span=(0, max(end, 0)), repairs=("the start of the call was taken from the prompt",)
        )
    if _ESCAPED.match(text):
        call = find_call(re.sub(r"\\([\"\\])", r"\1", text))
        span = (text.index("{"), len(text))
        return call._replace(span=span, repairs=("the call was escaped", *call.repairs))
    start = _after_thinking(text)
    tagged = _first_tag(text, start)
    bare = _first_bare(text, start, until=tagged)
    if bare is not None and (
        tagged is None or bare.span[1] > tagged or text[: bare.span[1]].endswith(CLOSE)
    ):
        return bare
    if tagged is None:
        raise UnparseableReply(f"the reply holds no {OPEN}")
    return _read_tagged(text, tagged)


def find_grounding(text: str) -> Grounding | None:
    """A pointing answer: JSON with ``bbox_2d`` or ``point_2d``, fenced or not, the first entry.

    Or with ``coordinate``, between ``<answer>`` tags.
    """
    for match in (*_POINTING.finditer(text), *_ANSWERED.finditer(text)):
        try:
            value, end, repairs = lenient.read(text, match.end() - 1)
        except UnparseableReply:
            continue
        entry = value[0] if isinstance(value, list) and value else value
        if isinstance(entry, int | float):
            entry, repairs = {"coordinate": value}, (*repairs, "the numbers stood alone")
        if not isinstance(entry, dict):
            continue
        field = next((key for key in _PLACES if entry.get(key) is not None), "")
        if field:
            if match.re is _ANSWERED and "</answer>" not in text[end:]:
                repairs = (*repairs, "</answer> was missing")
            label = entry.get("label", "")
            label = label if isinstance(label, str) else ""
            return Grounding(entry[field], label, (match.start(), end), repairs, field)
    return None


def find_said(text: str, span: tuple[int, int]) -> Said:
    """Thought and summary from the text around the call at ``span``."""
    text = without_tokens(text)
    before, after = text[: span[0]], text[span[1] :]
    before = _FENCE.sub("", before.rstrip().removesuffix(OPEN).removesuffix("<answer>").rstrip())
    thoughts: list[str] = []
    if block := _THINK.match(before):
        thoughts.append(block[2].strip())
        before = before[block.end() :]
    summary = ""
    for source in (after, before):
        if conclusion := _CONCLUSION.search(source):
            summary = quoted(conclusion[1])
            break
    before = _CONCLUSION.sub("", before)
    if closed := _UNOPENED.match(before):
        thoughts.append(re.sub(r"</think(?:ing)?>$", "", closed[0]).strip())
        before = before[closed.end() :]
    if action := _last(_ACTION_LINE.finditer(before)):
        summary = summary or quoted(before[action.end() :])
        before = before[: action.start()]
    if thought := _THOUGHT_LINE.search(before):
        before = before[: thought.start()] + before[thought.end() :]
    thoughts.append(_THINK_OPEN.sub("", before).strip())
    return Said("\n".join(part for part in thoughts if part), summary)


def without_tokens(text: str) -> str:
    """A reply without the special tokens that begin and end a turn."""
    return _END_OF_TURN.sub("", tags.without_start(text))


def unopened(text: str) -> bool:
    """Whether a thought is closed in ``text`` that was never opened."""
    return _UNOPENED.match(text) is not None


def unclosed(text: str, span: tuple[int, int]) -> tuple[str, ...]:
    """What was wrong with the tags around the call at ``span``, for a decision's repairs."""
    before, after = text[: span[0]], text[span[1] :]
    notes: list[str] = []
    block = _THINK.match(before)
    if block is not None and block[1] != block[3]:
        notes.append(f"<{block[1]}> was closed by </{block[3]}>")
    elif block is None and _THINK_OPEN.match(before):
        notes.append("the thought was not closed")
    if "<conclusion>" in after and "</conclusion>" not in after:
        notes.append("</conclusion> was missing")
    return tuple(notes)


def quoted(text: str) -> str:
    """One line of plain words: quotes around it removed, line breaks turned into blanks."""
    line = " ".join(text.split())
    if len(line) > 1 and _QUOTES.get(line[0]) == line[-1]:
        line = line[1:-1].strip()
    return line


def _after_thinking(text: str) -> int:
    block = _THINK.search(text)
    if block is None or "{" in text[: block.start()]:
        return 0
    # A block that would swallow every call was not closed where it seems: read from its start.
    return block.end() if "{" in text[block.end() :] else 0


def _first_tag(text: str, start: int) -> int | None:
    """Just after the first opening tag that a call follows."""
    at = text.find(OPEN, start)
    while at >= 0:
        after = at + len(OPEN)
        if _BEGINS.match(text, after):
            return after
        at = text.find(OPEN, after)
    return None


def _first_bare(text: str, start: int, *, until: int | None) -> ToolCall | None:
    """The first call-shaped object that begins before ``until`` without an opening tag."""
    stop = len(text) if until is None else until
    at = text.find("{", start)
    broken: UnparseableReply | None = None
    while 0 <= at < stop:
        if _looks_like_call(text, at):
            try:
                value, end, repairs = lenient.read(text, at)
                name, arguments, more = shape(value)
            except UnparseableReply as error:
                broken = broken or error
            else:
                found = (f"{OPEN} was missing", *repairs, *more)
                return ToolCall(name, arguments, (at, _past_close(text, end)), found)
        at = text.find("{", at + 1)
    if broken is not None and until is None:
        raise broken
    return None


def _looks_like_call(text: str, at: int) -> bool:
    head = text[at : at + 60]
    return (
        re.match(
            r"\{\s*[\"']?(?:name|arguments|action|type|function|coordinate)[\"']?\s*:",
            head,
            re.IGNORECASE,
        )
        is not None
    )


def _read_tagged(text: str, after: int) -> ToolCall:
    found = _BEGINS.match(text, after)
    begin = found.end() if found else after
    opened = text.startswith("{", begin)
    value, end, repairs = lenient.read(text if opened else f"{text[:begin]}{{{text[begin:]}", begin)
    if not opened:
        end, repairs = end - 1, ("'{' was missing", *repairs)
    name, arguments, more = shape(value)
    notes = [*repairs, *more]
    rest = text[end:].lstrip()
    if not rest.startswith(CLOSE):
        if CLOSE in rest:
            notes.append(f"text between the JSON and {CLOSE}")
        else:
            notes.append(f"{CLOSE} was missing")
    span_end = _past_close(text, end)
    if OPEN in text[span_end:]:
        notes.append("only the first of several calls is carried out")
    return ToolCall(name, arguments, (after, span_end), tuple(notes))


def _past_close(text: str, end: int) -> int:
    at = text.find(CLOSE, end)
    following = text.find(OPEN, end)
    if at < 0 or 0 <= following < at:
        return end
    return at + len(CLOSE)


def shape(value: Any) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Name and arguments of a call object; mends arguments given as a string or left bare."""
    if not isinstance(value, dict):
        raise UnparseableReply("the call is not a JSON object")
    value, notes = _unwrapped(value)
    if "arguments" not in value and "action" in value:
        bare = {key: item for key, item in value.items() if key != "name"}
        return _name(value), bare, (*notes, "the arguments stood without their envelope")
    arguments: Any = value.get("arguments")
    if isinstance(arguments, str):
        inner = lenient.read(arguments, len(arguments) - len(arguments.lstrip()))
        arguments = inner.value
        notes = (*notes, "the arguments were a string", *inner.repairs)
    if isinstance(arguments, list) and arguments:
        arguments = arguments[0]
        notes = (*notes, "only the first of several arguments is carried out")
    if not isinstance(arguments, dict):
        raise UnparseableReply('the call has no "arguments" object')
    arguments, more = _in_small_letters(arguments)
    notes += more
    beside = {key: item for key, item in value.items() if key not in {"name", "arguments"}}
    if strays := [key for key in beside if key not in arguments]:
        arguments = {**beside, **arguments}
        notes += (f"{strays[0]} stood beside the arguments instead of in them",)
    return _name(value), arguments, notes


def _unwrapped(value: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The call inside the envelopes of other makers: OpenAI's ``function``, ``parameters``."""
    value, notes = _in_small_letters(value)
    if isinstance(inner := value.get("function"), dict):
        value, notes = inner, (*notes, "the call stood in an envelope of its own")
    other = next((key for key in ("parameters", "args") if key in value), "")
    if other and "arguments" not in value:
        value = {**value, "arguments": value[other]}
        del value[other]
        notes += (f"{other} stood for arguments",)
    return value, notes


def _in_small_letters(value: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """``"Action"`` as ``"action"``: no family tells keys apart by capitals."""
    plain = {key.strip().lower(): item for key, item in value.items()}
    return plain, () if plain.keys() == value.keys() else ("keys in another spelling",)


def _name(value: dict[str, Any]) -> str:
    name = value.get("name", "")
    return name if isinstance(name, str) else ""


def _last(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    found = None
    for found in matches:  # noqa: B007 -- the last one is wanted
        pass
    return found
