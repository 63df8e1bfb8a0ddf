"""Benchmarks of single steps, from a folder that the user has: no device, no network.

ScreenSpot, ScreenSpot-v2, ScreenSpot-Pro, AndroidControl (high and low), AITZ, GUI-Odyssey. A
benchmark is a reader of its files (``Question``s), and the published ways to score an answer.
"""

from agent.evals.offline.asking import Answered, ask
from agent.evals.offline.benchmarks import BENCHMARKS, Benchmark, benchmark
from agent.evals.offline.question import Question, Wanted
from agent.evals.offline.scoring import Judgement, Scorer
from agent.evals.offline.tally import Score, tally

__all__ = [
    "BENCHMARKS",
    "Answered",
    "Benchmark",
    "Judgement",
    "Question",
    "Score",
    "Scorer",
    "Wanted",
    "ask",
    "benchmark",
    "tally",
]
