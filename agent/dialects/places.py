"""Finds places in a reply that only points: boxes, corners, points, with and without their tokens.

==============================================  ===========================================
written                                         means
==============================================  ===========================================
``<ref>..</ref><box>(x1,y1),(x2,y2)</box>``     a box of Qwen-VL; ``<quad>`` has 4 corners
``<|box_start|>(x1,y1),(x2,y2)<|box_end|>``     a box of Qwen2-VL; OS-Atlas also ``[[..]]``
``(x1,y1),(x2,y2)``, ``[x1, y1, x2, y2]``       a box whose tokens were lost, or that has none
``<point>x y</point>``                          a point, as other families write it
``(x,y)``, ``[x, y]``, ``Click(x, y)``          a point; also ``(x=500, y=600)``, or ``500, 600``
                                                as the whole reply
==============================================  ===========================================
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from agent.errors import UnparseableReply

__all__ = ["Place", "find_places", "place_alone"]

_NUMBER = r"\s*-?\d+(?:\.\d+)?\s*"
_TWO = rf"\s*(?:x\s*[=:])?{_NUMBER},\s*(?:y\s*[=:])?{_NUMBER}"
_PAIR = rf"[(\[]{_TWO}[)\]]"
_FOUR = rf"[(\[]{_NUMBER}(?:,{_NUMBER}){{3}}[)\]]"
_TOKENS = re.compile(
    r"(?:<ref>(?P<phrase>[^<]*)</ref>|<\|object_ref_start\|>(?P<subject>[^<]*)"
    r"<\|object_ref_end\|>)?\s*(?:<(?P<tag>box|quad|point)>(?P<inside>[^<>]*)(?:</(?P=tag)>|$)"
    r"|<\|box_start\|>(?P<within>[^<>|]*)(?:<\|box_end\|>|$))"
)
_BARE = re.compile(rf"\[?(?:{_PAIR}(?:\s*,\s*{_PAIR})*|{_FOUR})\]?", re.IGNORECASE)
_ALONE = re.compile(
    rf"{_TWO}|{_NUMBER}[,\s]{_NUMBER}(?:[,\s]{_NUMBER}[,\s]{_NUMBER})?", re.IGNORECASE
)
_FOREIGN = str.maketrans("（），", "(),")
_OPENED = re.compile(r"<(?:ref|box|quad|point)>|<\|(?:box|object_ref)_start\|>")
_GOES_ON = re.compile(r"\s*,\s*[(\[]|\s*,\s*$")
"""After a place: a further corner that cannot be read, for the reply ends in it."""
_CALLED = re.compile(r"[A-Za-z_]\w*\Z")
_POINTS = frozenset(
    {
        "click", "click_absolute", "left_click", "tap", "point", "box", "position", "coordinate",
        "coordinates",
    }
)  # fmt: skip
"""What may stand before a place as if it were called; ``fly(0, 0)`` is no place."""
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
_STRICT = re.compile(rf"\s*\({_NUMBER},{_NUMBER}\)(?:\s*,\s*\({_NUMBER},{_NUMBER}\))*\s*")


class Place(NamedTuple):
    """``numbers``: 2 for a point, 4 for a box, 8 for four corners. ``tokens``: it had its marks."""

    numbers: tuple[float, ...]
    label: str
    span: tuple[int, int]
    tokens: bool
    repairs: tuple[str, ...] = ()

    @property
    def centre(self) -> tuple[float, float]:
        across, down = self.numbers[0::2], self.numbers[1::2]
        return sum(across) / len(across), sum(down) / len(down)


def find_places(text: str) -> list[Place]:
    """The marked places in order; where there are none, those that were written without marks.

    Raises ``UnparseableReply`` for a box that was opened and not finished.
    """
    marked = list(_marked(text))
    if not marked and _OPENED.search(text):
        raise UnparseableReply("the reply is cut off in the middle of a box")
    found = marked or list(_bare(text)) or list(_alone(text))
    if not found and (plain := text.translate(_FOREIGN)) != text:
        return [
            place._replace(repairs=(*place.repairs, "full-width punctuation"))
            for place in find_places(plain)
        ]
    return found


def place_alone(text: str) -> Place:
    """The first place of a reply that is nothing else; its repairs tell of words around it.

    Raises ``UnparseableReply`` where there is none.
    """
    places = find_places(text)
    if not places:
        raise UnparseableReply("the reply holds no action and no place")
    place = places[0]
    around = text[: place.span[0]] + text[place.span[1] :]
    noted = ("text around the place",) if around.strip() else ()
    return place._replace(repairs=(*place.repairs, *noted))


def _marked(text: str) -> Iterator[Place]:
    for match in _TOKENS.finditer(text):
        inside = match["inside"] if match["inside"] is not None else match["within"]
        numbers = _numbers(inside)
        if len(numbers) not in {2, 4, 8}:
            continue
        strict = _STRICT.fullmatch(inside) is not None
        closed = match[0].endswith(">")
        whole = len(numbers) == (8 if match["tag"] == "quad" else 4)
        if not closed and not (whole and strict):
            continue
        repairs: tuple[str, ...] = () if strict else ("the box was written with other brackets",)
        if not closed:
            repairs += ("the end of the box was missing",)
        label = match["phrase"] or match["subject"] or ""
        yield Place(numbers, label.strip(), match.span(), tokens=True, repairs=repairs)


def _bare(text: str) -> Iterator[Place]:
    for match in _BARE.finditer(text):
        called = _CALLED.search(text, 0, match.start())
        numbers = _numbers(match[0])
        # Two corners after a word are what is left of a box when its tokens were taken off.
        if (
            called
            and match[0].startswith("(")
            and len(numbers) == 2
            and called[0].casefold() not in _POINTS
        ):
            continue
        if len(numbers) in {2, 4, 8} and not _GOES_ON.match(text, match.end()):
            yield Place(numbers, "", match.span(), tokens=False)


def _alone(text: str) -> Iterator[Place]:
    """A reply that is nothing but its numbers."""
    if len(text) < 80 and _ALONE.fullmatch(text):
        repairs = ("the numbers stood alone",)
        yield Place(_numbers(text), "", (0, len(text)), tokens=False, repairs=repairs)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in _DIGITS.findall(text))
