"""What recording an episode costs, against a default PNG file for every screen.

    python bench/recording.py [RUN] [--rounds 3] [--think 0.25]

RUN is a recording; without one a tour of the built-in phone, which is started if need be, is taken
through the same loop as any episode. Both ways store the same screens in turn, screen by screen in
one run, each synced to disk:

png       Pillow's PNG, compression 6 (its default), a file a screen
store     agent.trajectory: Zstandard streams with an index, each distinct screen once

Both are read back and every pixel is compared. ``blocked`` is what a step waits for its recording
(``prepare`` and ``write``) while a model thinks for THINK seconds in between.
"""

import argparse
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from PIL import Image

from agent import actions as act
from agent import registry
from agent.settle import settle
from agent.trajectory import RunRecord, RunWriter, find_episode
from agent.trajectory.pictures import PictureWriter, read_picture
from agent.types import ActionResult, Decision, Frame, Observation, Step, Timings

TOUR: tuple[act.Action, ...] = (
    act.OpenApp(name="Settings"),
    act.Scroll(direction="down"),
    act.Scroll(direction="up"),
    act.Tap(at=(540, 700)),
    act.Press(key="back"),
    act.OpenApp(name="Contacts"),
    act.Scroll(direction="down"),
    act.Tap(at=(540, 1200)),
    act.OpenApp(name="Messages"),
    act.Tap(at=(540, 700)),
    act.OpenApp(name="Files"),
    act.Press(key="home"),
    act.OpenApp(name="Clock"),
    act.OpenApp(name="Calculator"),
    act.Tap(at=(300, 1900)),
    act.Tap(at=(540, 1900)),
    act.OpenApp(name="Notes"),
    act.Press(key="back"),
    act.OpenApp(name="Settings"),
)
_T = TypeVar("_T")


class Cost(NamedTuple):
    """``seconds`` of each screen, and ``size`` in bytes of all."""

    seconds: list[float]
    size: int


def toured() -> list[Frame]:
    """What the built-in phone shows at each stop."""
    kind = registry.device_kind("android")
    with closing(kind.open(registry.phones().ensure())) as device:
        frames = []
        for action in (act.Press(key="home"), *TOUR):
            device.perform(action)
            frames.append(settle(device).frame)
        return frames


def recorded(run: Path) -> list[Frame]:
    _, episode = find_episode(run)
    return [episode.frame(step) for step in episode.steps()]


def timed(work: Callable[..., _T], *words: object) -> tuple[float, _T]:
    begun = time.perf_counter()
    result = work(*words)
    return time.perf_counter() - begun, result


def as_png(frame: Frame, file: Path) -> None:
    """What is common: Pillow, its default compression, one file."""
    image = Image.frombytes("RGB", frame.size, bytes(frame.data), "raw", f"{frame.order[:3]}X")
    encoded = io.BytesIO()
    image.save(encoded, "PNG")
    with file.open("wb") as output:
        output.write(encoded.getbuffer())
        os.fsync(output.fileno())


def compare(frames: list[Frame], folder: Path) -> tuple[Cost, Cost]:
    """Raises ``AssertionError`` where a pixel is not what it was."""
    pngs, screens = folder / "png", folder / "screens"
    pngs.mkdir()
    screens.mkdir()
    theirs, ours, names = [], [], []
    with closing(PictureWriter(screens)) as pictures:
        for number, frame in enumerate(frames):
            file = pngs / f"{number}.png"
            theirs.append(timed(as_png, frame, file)[0])
            seconds, name = timed(pictures.add, frame)
            ours.append(seconds)
            names.append(name)
    for number, (frame, name) in enumerate(zip(frames, names, strict=True)):
        wanted = pixels(frame)
        assert np.array_equal(wanted, pixels(read_picture(screens, name)))
        assert np.array_equal(wanted, np.asarray(Image.open(pngs / f"{number}.png")))
    return Cost(theirs, size(pngs)), Cost(ours, size(screens))


def pixels(frame: Frame) -> np.ndarray:
    array = np.frombuffer(frame.data, np.uint8).reshape(frame.size.height, frame.size.width, 4)
    return array[..., :3] if frame.order == "RGBA" else array[..., 2::-1]


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def blocked(frames: list[Frame], folder: Path, think: float) -> list[float]:
    """Seconds that each step waited."""
    waited = []
    with RunWriter(folder, "bench", RunRecord(started=0.0)).episode() as writer:
        for index, frame in enumerate(frames):
            decision = Decision(action=act.Tap(at=(1, 1)), raw="x" * 400)
            seen = Observation(frame=frame, at=0.0)
            step = Step(index, seen, decision, ActionResult(ok=True), Timings(), 0.0)
            before, _ = timed(writer.prepare, frame)
            time.sleep(think)
            after, _ = timed(writer.write, step)
            waited.append(before + after)
    return waited


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--think", type=float, default=0.25)
    wishes = parser.parse_args()
    frames = recorded(wishes.run) if wishes.run else toured()
    png: list[float] = []
    store: list[float] = []
    wait: list[float] = []
    for _ in range(wishes.rounds):
        with tempfile.TemporaryDirectory() as folder:
            theirs, ours = compare(frames, Path(folder))
            png += theirs.seconds
            store += ours.seconds
            wait += blocked(frames, Path(folder), wishes.think)
    usual, now = statistics.mean(png), statistics.mean(store)
    distinct = len({frame.digest for frame in frames})
    print(
        f"{len(frames)} screens of {frames[0].size}, {distinct} distinct, {wishes.rounds} rounds,"
        " every pixel equal"
    )
    for name, spent, whole in (("png", png, theirs.size), ("store", store, ours.size)):
        mean, median = statistics.mean(spent) * 1e3, statistics.median(spent) * 1e3
        each = whole / len(frames) / 1e3
        print(f"{name:7} mean {mean:6.1f} ms  median {median:6.1f} ms  {each:6.1f} kB a screen")
    print(f"        {usual / now:.1f} times as fast, {ours.size / theirs.size:.2f} of the bytes")
    mean, median = statistics.mean(wait) * 1e3, statistics.median(wait) * 1e3
    share = statistics.mean(wait) / usual
    print(f"blocked mean {mean:.2f} ms  median {median:.2f} ms, {share:.2%} of PNG's time")


if __name__ == "__main__":
    main()
