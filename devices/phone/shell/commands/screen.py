"""screencap and uiautomator: the picture and the tree of what is on the screen."""

import io
import struct
import threading
from typing import Any

from PIL import Image

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.display import pixels, scaled, size
from devices.phone.shell.commands.hierarchy import render

DISPLAY_ID = "4619827259835644672"
"""SurfaceFlinger's name of the inner display, as an emulator has it."""
RGBA_8888 = 1
"""PixelFormat of screencap's header (android.graphics.PixelFormat)."""
SRGB = 1
"""The data space word of that header: 1 tells sRGB."""
PNG_LEVEL = 1
"""A higher one costs several times the time and saves a tenth of the bytes."""
IDLE_S = 10.0
"""How long `uiautomator dump` waits for a still screen, as Android's does."""

_png_lock = threading.Lock()
_png: dict[int, tuple[int, tuple[int, int], bytes]] = {}
"""The last picture of each screen as PNG, by frame: agents take several of a still screen."""


@command("screencap")
def screencap(call: Call) -> int:
    words, path, png = list(call.args), "", False
    while words:
        word = words.pop(0)
        if word in {"-d", "--display-id"}:
            wanted = words.pop(0) if words else ""
            if wanted not in {DISPLAY_ID, "0"}:
                call.raw_error(f"Display Id '{wanted}' is not valid.")
                return 1
        elif word.startswith("-d"):
            continue
        elif word == "-p":
            png = True
        elif word in {"-j", "-h", "--hint-for-seamless", "-a"}:
            continue
        else:
            path = word
    png = png or path.lower().endswith(".png")
    parts: tuple[bytes | memoryview, ...] = (_png_of(call),) if png else _raw(call)
    if not path:
        for part in parts:
            call.write(part)
        return 0
    try:
        sink = call.create(path)
    except OSError as error:
        call.raw_error(f"Error opening file: {path} ({error.strerror})")
        return 1
    try:
        for part in parts:
            sink.write(part)
    finally:
        sink.close()
    return 0


def _raw(call: Call) -> tuple[bytes, bytes | memoryview]:
    """Header and pixels, apart: joining them would copy the picture once more."""
    width, height = size(call)
    return struct.pack("<4I", width, height, RGBA_8888, SRGB), pixels(call)


def _png_of(call: Call) -> bytes:
    screen = call.screen
    frame = screen.frame_id() if call.state.power.screen_on else -1
    seen = size(call)
    with _png_lock:
        known = _png.get(id(screen))
        if known is not None and known[:2] == (frame, seen) and frame >= 0:
            return known[2]
        rgba: Any = pixels(call)  # any buffer will do, which the stub does not know
        picture = Image.frombuffer("RGBA", seen, rgba, "raw", "RGBA", 0, 1)
        out = io.BytesIO()
        picture.convert("RGB").save(out, "PNG", compress_level=PNG_LEVEL)
        data = out.getvalue()
        # What changed meanwhile has a later number; then this picture is not kept.
        if screen.frame_id() == frame:
            _png.clear()
            _png[id(screen)] = (frame, seen, data)
        return data


@command("uiautomator")
def uiautomator(call: Call) -> int:
    verb, *rest = call.args or [""]
    if verb != "dump":
        call.raw_error("Usage: uiautomator dump [--compressed] [file]")
        return 1
    compressed = "--compressed" in rest
    paths = [word for word in rest if not word.startswith("--")]
    path = paths[0] if paths else "/sdcard/window_dump.xml"
    if not call.screen.idle(IDLE_S):
        call.raw_error("ERROR: could not get idle state.")
        return 1
    if not call.state.power.screen_on:
        call.raw_error("ERROR: null root node returned by UiTestAutomationBridge.")
        return 1
    xml = render(call.screen.tree(), lambda box: scaled(call, box), compressed=compressed)
    if path == "/dev/tty":
        call.write(xml)
        call.out(f"UI hierchary dumped to: {path}")
        return 0
    sink = call.create(path)
    try:
        sink.write(xml)
    finally:
        sink.close()
    call.out(f"UI hierchary dumped to: {path}")
    return 0
