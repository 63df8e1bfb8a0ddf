"""The self-test over the wire: a server that leaves pictures alone, and one that resizes them."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PIL import Image

from agent.grounding import Report
from agent.models.server import open_model
from agent.testing.chat_server import ChatServer
from agent.testing.pointing import find_mark
from agent.types import Box, Frame, Size

Examine = Callable[..., Report]


class Eyes:
    """What a Qwen2.5-VL behind a server would answer that shows it pictures at ``share``."""

    def __init__(self, share: float, places: Mapping[str, Box]) -> None:
        self.share = share
        self.places = places

    def __call__(self, body: Mapping[str, Any]) -> str:
        parts = body["messages"][-1]["content"]
        url = next(part["image_url"]["url"] for part in parts if "image_url" in part)
        with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as sent:
            seen = Size(*(round(side * self.share) for side in sent.size))
            shown = sent.convert("RGBA").resize(seen)
        words = "".join(part.get("text", "") for part in parts)
        x, y = self._find(words, Frame(seen, shown.tobytes()))
        return (
            '<tool_call>\n{"name": "mobile_use", "arguments": {"action": "click",'
            f' "coordinate": [{x}, {y}]}}}}\n</tool_call>'
        )

    def _find(self, words: str, shown: Frame) -> tuple[int, int]:
        for name, box in self.places.items():
            if re.search(re.escape(name), words):
                x, y = box.center
                width, height = shown.size
                return round(x * width / 540), round(y * height / 1200)
        return find_mark(shown)


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_a_server_that_resizes_pictures_is_found_out(
    examine: Examine, places: Mapping[str, Box], share: float
) -> None:
    with ChatServer(Eyes(share, places)) as server:
        model = open_model(server.url, settings={"dialect": "qwen2.5-vl"})
        report = examine(model)
        model.close()
    assert report.passed == (share == 1.0)
    resized = [defect for defect in report.defects if "the server resized it" in defect]
    assert bool(resized) == (share != 1.0)
    assert all("shown a picture of about 266x602" in defect for defect in resized)


def test_a_prompt_with_fewer_tokens_than_its_picture_is_suspicious(
    examine: Examine, places: Mapping[str, Box]
) -> None:
    with ChatServer(Eyes(1.0, places)) as server:
        server.prompt_tokens = 300
        model = open_model(server.url, settings={"dialect": "qwen2.5-vl"})
        report = examine(model)
        model.close()
    [defect] = report.defects
    assert "has 300 tokens at most, and a picture of 532x1204 alone takes 817" in defect
