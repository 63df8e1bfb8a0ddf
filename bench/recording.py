"""What recording costs: a screen as PNG, its digest, a step on disk.

    python bench/recording.py [PNG ...]

Without arguments a drawn 1080x2400 screen is used; give it real ones from runs/*/.../screens/.
Prints medians of 15 runs, in milliseconds. Pictures are encoded while the model thinks.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agent.actions import Tap
from agent.testing import paint
from agent.trajectory import RunRecord, RunWriter, png
from agent.types import ActionResult, Box, Decision, Frame, Observation, Size, Step, Timings

RUNS = 15


def median_ms(work: Callable[[int], object]) -> float:
    """Of ``work``, called with the number of the run."""
    taken = []
    for number in range(RUNS):
        begun = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e3


def step(index: int, frame: Frame) -> Step:
    seen = Observation(frame=frame, at=0.0)
    decision = Decision(action=Tap(at=(1, 1)), raw="x" * 400)
    return Step(index, seen, decision, ActionResult(ok=True), Timings(), 0.0)


def drawn() -> Frame:
    boxes = [(Box(60, y, 1020, y + 90), (y % 255, 90, 160)) for y in range(300, 2300, 150)]
    return paint(Size(1080, 2400), (245, 245, 250), boxes)


def measure(name: str, frame: Frame) -> None:
    fresh = [Frame(frame.size, frame.data) for _ in range(RUNS)]
    print(f"{name} {frame.size}, {len(png.encode(frame)):,} bytes as PNG")
    print(f"  encode  {median_ms(lambda number: png.encode(frame)):6.1f} ms")
    print(f"  digest  {median_ms(lambda number: fresh[number].digest):6.1f} ms")
    with (
        tempfile.TemporaryDirectory() as folder,
        RunWriter(Path(folder), "bench", RunRecord(started=0.0)).episode() as writer,
    ):
        writer.write(step(0, frame))
        known = median_ms(lambda number: writer.write(step(number + 1, frame)))
    print(f"  a step whose screen is stored already, on disk: {known:.1f} ms")


def main() -> None:
    for name in sys.argv[1:]:
        measure(Path(name).name, png.read(Path(name)))
    if not sys.argv[1:]:
        measure("drawn", drawn())


if __name__ == "__main__":
    main()
