"""How fast a desktop gets into memory, beside raw mss and pyautogui's own screenshot.

    xvfb-run -s "-screen 0 1920x1080x24" python bench/desktop.py [--rounds 40]

On the X server of DISPLAY, which is painted over: flat windows and one photo. The ways take turns,
in another order every round; before anything is timed, all of them have to show the same picture,
pixel by pixel. Ratios are to ours: of the fastest times, and the median over the rounds (on a busy
machine that one tells how long each waits for its turn). pyautogui calls scrot (apt-get install
scrot).
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from agent.types import Frame
from devices.desktop.capture import Camera
from devices.desktop.session import Session, quietly

Pixels = npt.NDArray[np.uint8]


def rgb(picture: object) -> Pixels:
    """Height x width x 3."""
    if isinstance(picture, Frame):
        width, height = picture.size
        return np.frombuffer(picture.data, np.uint8).reshape(height, width, 4)[..., 2::-1]
    if hasattr(picture, "raw"):
        return np.frombuffer(picture.raw, np.uint8).reshape(picture.height, picture.width, 4)[
            ..., 2::-1
        ]
    return np.asarray(picture.convert("RGB"))  # type: ignore[attr-defined]


def paint(session: Session) -> None:
    """Draw a desktop with windows and a photo on the root window."""
    from devices.desktop.x11 import Server

    server = Server(session)
    width, height = server.size()
    picture = np.full((height, width, 4), (96, 64, 32, 0), np.uint8)
    for index in range(6):
        left, top = width * index // 12, height * index // 12
        picture[top : top + height // 2, left : left + width // 2] = 250 - 20 * index
        picture[top : top + 24, left : left + width // 2] = 60
    photo = picture[height // 2 : height // 2 + 300, width // 2 : width // 2 + 400]
    photo[:] = np.random.default_rng(7).integers(0, 256, photo.shape, np.uint8)
    root = server.connection.screen().root
    context = root.create_gc(subwindow_mode=1)
    rows = 16  # an X request without BIG-REQUESTS holds 256 KiB
    for top in range(0, height, rows):
        piece = picture[top : top + rows]
        root.put_image(context, 0, top, width, len(piece), 2, 24, 0, piece.tobytes())
    server.connection.sync()
    server.close()


def ways(session: Session) -> dict[str, Callable[[], object]]:
    import mss

    # pyautogui takes no picture before it is told that this is X11.
    os.environ.setdefault("XDG_SESSION_TYPE", "x11")
    with session.entered(), quietly():
        import pyautogui
    camera = Camera(session, "all")
    screens = mss.MSS(display=session.display)

    def anew() -> object:
        with mss.MSS(display=session.display) as once:
            return once.grab(once.monitors[0])

    return {
        "ours": camera.take,
        "mss, one instance": lambda: screens.grab(screens.monitors[0]),
        "mss, a new instance each": anew,
        "pyautogui.screenshot()": pyautogui.screenshot,
    }


def measure(candidates: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    chance = random.Random(7)
    for _ in range(rounds):
        chance.shuffle(order)  # turns in a circle would give each the caches of the same other
        for name in order:
            begun = time.perf_counter()
            candidates[name]()
            taken[name].append(time.perf_counter() - begun)
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()

    session = Session()
    session.demand()
    paint(session)
    candidates = ways(session)
    pictures = [rgb(take()) for take in candidates.values()]
    if not all(np.array_equal(pictures[0], other) for other in pictures[1:]):
        print("the ways do not show the same picture", file=sys.stderr)
        return 1
    height, width, _ = pictures[0].shape
    print(f"{width}x{height} on {session.display}, {options.rounds} rounds, equal pictures")
    taken = measure(candidates, options.rounds)
    print(f"{'':28}{'fastest':>11}{'ratio':>8}{'median':>12}{'ratio':>8}")
    for name, seconds in taken.items():
        fastest = min(seconds) / min(taken["ours"])
        typical = statistics.median(
            its / our for its, our in zip(seconds, taken["ours"], strict=True)
        )
        least, middle = min(seconds) * 1e3, statistics.median(seconds) * 1e3
        print(f"{name:28}{least:8.2f} ms{fastest:7.2f}x{middle:9.2f} ms{typical:7.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
