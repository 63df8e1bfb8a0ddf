"""The benchmarks by name: how their folders are read, and how their answers may be scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from agent.errors import UsageError
from agent.evals.offline import aitz, android_control, odyssey, recorded, screenspot
from agent.evals.offline.question import Load
from agent.evals.offline.scoring import (
    AITZ,
    ANDROID_CONTROL,
    ODYSSEY,
    RECORDED,
    SCREENSPOT,
    Scorer,
)
from agent.spelling import nearest

__all__ = ["BENCHMARKS", "Benchmark", "benchmark"]


@dataclass(frozen=True)
class Benchmark:
    """``scorers``: the first is the usual one. ``parts``: what ``--split`` can name."""

    load: Load
    scorers: Mapping[str, Scorer]
    parts: str

    def scorer(self, name: str | None) -> Scorer:
        """Raises ``UsageError`` for a scorer that is not one of this benchmark's."""
        if name is None:
            return next(iter(self.scorers.values()))
        if name not in self.scorers:
            raise UsageError(
                f"no scorer is called {name!r} here.{nearest(name, self.scorers)}",
                hint=f"--scorer {' or '.join(self.scorers)}",
            )
        return self.scorers[name]


_OF_CONTROL = "train, validation, test [test], or a subsplit of test"
BENCHMARKS: Mapping[str, Benchmark] = {
    "screenspot": Benchmark(screenspot.spots, SCREENSPOT, "mobile, desktop, web [all]"),
    "screenspot-v2": Benchmark(
        partial(screenspot.spots, version="_v2"), SCREENSPOT, "mobile, desktop, web [all]"
    ),
    "screenspot-pro": Benchmark(screenspot.pro, SCREENSPOT, "the name of an annotation [all]"),
    "androidcontrol-high": Benchmark(
        partial(android_control.episodes, low=False), ANDROID_CONTROL, _OF_CONTROL
    ),
    "androidcontrol-low": Benchmark(
        partial(android_control.episodes, low=True), ANDROID_CONTROL, _OF_CONTROL
    ),
    "aitz": Benchmark(aitz.episodes, AITZ, "a subfolder, e.g. test [all]"),
    "gui-odyssey": Benchmark(odyssey.episodes, ODYSSEY, "random, app, task, device [all]"),
    "recorded": Benchmark(recorded.episodes, RECORDED, "the name of an episode [all]"),
}


def benchmark(name: str) -> Benchmark:
    """Raises ``UsageError`` for a name that is not known."""
    if name not in BENCHMARKS:
        raise UsageError(
            f"no benchmark is called {name!r}.{nearest(name, BENCHMARKS)}",
            hint="agent eval offline --list",
        )
    return BENCHMARKS[name]
