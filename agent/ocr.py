"""The words on a picture, by RapidOCR (extra ``ocr``); its models come with the package."""

import re
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from agent.optional import need
from agent.types import Box, Element, Frame

__all__ = ["Reader", "reader"]

LONGEST = 1280
"""Pixels of the longer side at which lines are looked for; they are read as they are."""
SURE = 0.6
"""How sure (0..1) it must be of a line: below that, icons are read as letters."""


class Reader:
    """Reads screens; what it read last is remembered. Loads its models at the first picture."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._digest = ""
        self._read: tuple[Element, ...] = ()

    def read(self, frame: Frame) -> tuple[Element, ...]:
        """Each line of text, top to bottom. Raises ``MissingDependency`` without the extra."""
        if frame.digest != self._digest:
            self._read = tuple(self._lines(frame))
            self._digest = frame.digest
        return self._read

    def _lines(self, frame: Frame) -> list[Element]:
        if self._engine is None:
            settings = {
                "Global.log_level": "error",
                "Global.use_cls": False,  # nothing on a screen stands on its head
                "Det.limit_type": "max",
                "Det.limit_side_len": LONGEST,
            }
            self._engine = need("rapidocr", "ocr", "reading a picture").RapidOCR(params=settings)
        data = np.frombuffer(frame.data, np.uint8).reshape(frame.size.height, frame.size.width, 4)
        colours = data[..., :3] if frame.order == "BGRA" else data[..., 2::-1]
        said = self._engine(np.ascontiguousarray(colours))
        if said.boxes is None:
            return []
        found = [
            Element(box=_around(corners), text=words, role="text")
            for corners, text, sure in zip(said.boxes, said.txts, said.scores, strict=True)
            if sure >= SURE and (words := re.sub(r"\s+", " ", text).strip())
        ]
        return sorted(found, key=lambda one: (one.box.top, one.box.left))


@cache
def reader() -> Reader | None:
    """This process's reader; None where the extra is not installed."""
    installed = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    return Reader() if installed else None


def _around(corners: Any) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Box(int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom)))
