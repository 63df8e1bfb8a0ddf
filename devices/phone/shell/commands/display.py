"""The display's size as clients see it: the glass, or the override that ``wm size WxH`` set.

An override scales the picture and the touches; the layout of the glass stays as it is.
"""

import re
from typing import Any

from PIL import Image

from devices.phone.shell.call import Call

__all__ = ["KEY", "override", "pixels", "scaled", "size", "to_glass"]

KEY = "display_size_forced"
"""Android's own key in the global settings; its value is ``width,height``."""
LEAST, MOST = 100, 8192


def override(call: Call) -> tuple[int, int] | None:
    """The forced size, if there is one worth the name."""
    match = re.fullmatch(r"(\d{1,5}),(\d{1,5})", call.state.settings.get("global", KEY) or "")
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    return (width, height) if LEAST <= width <= MOST and LEAST <= height <= MOST else None


def size(call: Call) -> tuple[int, int]:
    """Width and height in the pixels that screencap and input use."""
    return override(call) or call.state.size


def to_glass(call: Call, x: float, y: float) -> tuple[float, float]:
    """A client's point in the pixels of the glass, at most one pixel outside of it."""
    width, height = call.state.size
    seen = size(call)
    x, y = x * width / seen[0], y * height / seen[1]
    return min(max(x, -1.0), width), min(max(y, -1.0), height)


def scaled(call: Call, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """A box of the glass in the client's pixels."""
    width, height = call.state.size
    seen = size(call)
    left, top, right, bottom = box
    return (
        round(left * seen[0] / width), round(top * seen[1] / height),
        round(right * seen[0] / width), round(bottom * seen[1] / height),
    )  # fmt: skip


def pixels(call: Call) -> bytes | memoryview:
    """The picture, RGBA, in `size`; black while the screen is off."""
    seen = size(call)
    if not call.state.power.screen_on:
        return b"\0\0\0\xff" * (seen[0] * seen[1])
    data = call.screen.capture()
    if seen == call.state.size:
        return data
    rgba: Any = data  # any buffer will do, which the stub does not know
    picture = Image.frombuffer("RGBA", call.state.size, rgba, "raw", "RGBA", 0, 1)
    return picture.resize(seen, Image.Resampling.BILINEAR).tobytes()
