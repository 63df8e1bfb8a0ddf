"""A film of what happened between two actions, of a screen on a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from agent import actions as act
from agent.dialects.qwen import QWEN25_VL
from agent.film import FRAMES, INTERVAL, Filmed
from agent.trajectory import EpisodeFolder, EpisodeWriter
from agent.types import (
    ActionResult,
    Decision,
    DeviceInfo,
    Frame,
    Observation,
    Picture,
    Size,
    Step,
    Timings,
)

SIZE = Size(4, 8)
TAP = act.Tap(at=(1, 1))


def screen(shade: int, size: Size = SIZE) -> Frame:
    return Frame(size, bytes([shade % 256]) * (size.width * size.height * 4))


@dataclass
class Clocked:
    """A device that shows ``show(at)`` at second ``at``, and does nothing."""

    show: Callable[[float], Frame]
    at: float = 0.0
    serial: str = "clocked"

    def info(self) -> DeviceInfo:
        return DeviceInfo(kind="android", serial="x", size=SIZE, actions=frozenset({"tap"}))

    def capture(self) -> Frame:
        return self.show(self.at)

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        return Observation(frame or self.capture(), at=self.at)

    def elements(self) -> tuple[()]:
        return ()

    def perform(self, action: act.Action) -> ActionResult:
        return ActionResult(ok=True)

    def shell(self, command: object, *, timeout: float = 30.0) -> tuple[int, str]:
        return 0, ""

    def close(self) -> None:
        pass


def film(device: Clocked, seconds: float, filmed: Filmed | None = None) -> Observation:
    """What is observed after captures at 50 a second."""
    filmed = filmed or Filmed(device, now=lambda: device.at)
    for _ in range(round(seconds / 0.02)):
        filmed.capture()
        device.at += 0.02
    return filmed.observe(filmed.capture())


def second(at: float) -> Frame:
    return screen(round(at * 50))


@pytest.mark.parametrize("seconds", [0.5, 1.0, 1.9, 3.0, 10.0, 60.0])
def test_frames_are_few_in_order_and_evenly_spaced(seconds: float) -> None:
    seen = film(Clocked(lambda at: screen(min(round(at * 4), 255))), seconds)
    shades = [int(frame.data[0]) for frame in (*seen.earlier, seen.frame)]
    assert 2 <= len(shades) <= FRAMES
    assert shades == sorted(shades)
    assert shades[0] == 0
    assert seen.interval * len(seen.earlier) == pytest.approx(seconds, abs=0.03)
    steps = [after - before for before, after in pairwise(shades)]
    assert max(steps) - min(steps) <= max(4 * seen.interval, 1)


def test_what_was_still_at_once_is_no_clip() -> None:
    seen = film(Clocked(second), INTERVAL / 3)
    assert seen.earlier == ()
    assert seen.interval == 0


def test_an_action_begins_a_new_clip() -> None:
    device = Clocked(second)
    filmed = Filmed(device, now=lambda: device.at)
    film(device, 2.0, filmed)
    assert filmed.perform(TAP).ok
    begun = device.at
    seen = film(device, 1.0, filmed)
    assert seen.earlier[0].digest == second(begun).digest


def test_screens_from_before_the_device_was_turned_are_left_out() -> None:
    turned = Size(SIZE.height, SIZE.width)
    seen = film(Clocked(lambda at: screen(1, SIZE if at < 0.9 else turned)), 2.0)
    assert seen.earlier
    assert {frame.size for frame in (*seen.earlier, seen.frame)} == {turned}


def test_the_model_is_shown_the_clip_and_told_its_pace() -> None:
    device = Clocked(second)
    seen = film(device, 1.0)
    asked = QWEN25_VL.prompt("x", (), seen, seen=SIZE, device=device.info())
    [picture] = [part for part in asked.messages[-1].parts if isinstance(part, Picture)]
    assert (picture.earlier, picture.interval) == (seen.earlier, seen.interval)
    still = QWEN25_VL.prompt(
        "x", (), Observation(seen.frame, at=0.0), seen=SIZE, device=device.info()
    )
    assert still.digest != asked.digest


def test_a_recording_keeps_the_clip_that_was_shown(tmp_path: Path) -> None:
    seen = film(Clocked(second), 1.0)
    step = Step(0, seen, Decision(action=TAP), ActionResult(ok=True), Timings(), 0.0)
    with EpisodeWriter(tmp_path / "e1") as writer:
        writer.write(step)
    episode = EpisodeFolder(tmp_path / "e1")
    (record,) = episode.steps()
    assert record.interval == seen.interval
    shades = [bytes(frame.data)[0] for frame in map(episode.screen, record.clip)]
    assert shades == [frame.data[0] for frame in seen.earlier]
