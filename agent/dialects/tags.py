"""Takes a reply apart at its outer tags: ``<think>..</think>`` first, then what follows it."""

import re
from typing import NamedTuple

__all__ = ["Parts", "conclusion", "split", "strip_end", "without_start"]

_THINK = re.compile(r"\s*<(think|thinking|grounding_think)>(.*?)</\1>", re.DOTALL)
_OPEN = re.compile(r"\s*<(?:think|thinking|grounding_think)>")
_CLOSE = re.compile(r"</(?:think|thinking|grounding_think)>")
_BEGUN = re.compile(r"\{|Action\s*:\s*\w+\(")
"""The beginning of a call: a tag after it is typed, and closes no thought."""
_CONCLUSION = re.compile(r"\s*<conclusion>(.*?)(?:</conclusion>|$)", re.DOTALL)

_START = re.compile(r"\ufeff?\s*<\|im_start\|>\s*assistant\s*?\n")
_ENDS = (
    "<|im_end|>",
    "<|endoftext|>",
    "<|im_start|>",
    "<|diff_marker|>",
    "<|user|>",
    "<|observation|>",
    "</s>",
)

_UNCLOSED = "the thought was not closed"


class Parts(NamedTuple):
    """What was thought, and where the rest of the text begins."""

    thought: str
    rest: int
    repairs: tuple[str, ...] = ()

    @property
    def only_thought(self) -> bool:
        """Whether the reply is a thought that goes on to its end: what it holds is not done."""
        return _UNCLOSED in self.repairs and len(self.repairs) > 1


def split(text: str, tag: str = "") -> Parts:
    """The thought at the beginning of ``text``; the rest begins after ``<tag>``, if it is there.

    Only tags outside of what is typed count: the first thought block, then the first ``<tag>``.
    """
    thought, rest = "", 0
    repairs: list[str] = []
    opener = f"<{tag}>"
    if block := _THINK.match(text):
        thought, rest = block[2].strip(), block.end()
    elif opened := _OPEN.match(text):
        at = text.find(opener) if tag else -1
        thought, rest = text[opened.end() : at if at >= 0 else opened.end()].strip(), opened.end()
        repairs.append(_UNCLOSED)
    elif (closed := _CLOSE.search(text)) and (
        closed.start() < text.find(opener) if tag else not _BEGUN.search(text, 0, closed.start())
    ):
        thought, rest = text[: closed.start()].strip(), closed.end()
        repairs.append("the thought was closed and never opened")
    if tag:
        at = text.find(opener, rest)
        if at >= 0:
            rest = at + len(opener)
        else:
            repairs.append(f"{opener} was missing")
    return Parts(thought, rest, tuple(repairs))


def conclusion(text: str) -> str:
    """The words of a ``<conclusion>`` at the beginning of ``text``, on one line."""
    found = _CONCLUSION.match(text)
    return " ".join(found[1].split()) if found else ""


def without_start(text: str) -> str:
    """A reply without the special tokens that begin its turn."""
    start = _START.match(text)
    return text[start.end() :] if start else text


def strip_end(text: str) -> str:
    """``text`` without the tokens that begin and end a turn."""
    stripped = without_start(text).strip()
    while ended := next((end for end in _ENDS if stripped.endswith(end)), ""):
        stripped = stripped.removesuffix(ended).rstrip()
    return stripped
