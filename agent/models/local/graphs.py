"""CUDA graphs: a computation is recorded once, and launched as a whole from then on.

Whether that is a gain is not believed but measured, before the first recording is used: it must
give the numbers that the computation itself gives, in less time.
"""

import statistics
import time

import torch
from loguru import logger

from agent.models.local.stepping import Compute

__all__ = ["cuda_graph"]

_WARM = 3
"""Runs before recording: libraries choose their kernels and allocate in the first ones (as the
notes on CUDA graphs in torch's documentation have it)."""
_TIMED = 5
_GAIN = 1.1
"""How many times as quick a recording must be."""


def cuda_graph(compute: Compute) -> Compute | None:
    """``compute`` as a graph of the current device; None if it cannot be one, or is no quicker."""
    try:
        replay = _recorded(compute)
    except RuntimeError as error:
        logger.warning("steps are computed without a CUDA graph: {}", str(error).splitlines()[0])
        return None
    if not torch.allclose(replay(), compute(), rtol=1e-3, atol=1e-3):
        logger.warning("steps are computed without a CUDA graph: it gives other numbers")
        return None
    plain, quick = _seconds(compute), _seconds(replay)
    logger.debug("a token takes {:.2f} ms, {:.2f} ms as a graph", plain * 1e3, quick * 1e3)
    return replay if plain >= _GAIN * quick else None


def _recorded(compute: Compute) -> Compute:
    aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(_WARM):
            compute()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    # Other threads may allocate meanwhile: they are preparing their own pictures.
    with torch.cuda.graph(graph, capture_error_mode="thread_local"):
        result = compute()

    def replay() -> torch.Tensor:
        graph.replay()
        return result

    return replay


def _seconds(run: Compute) -> float:
    spent = []
    for _ in range(_TIMED):
        torch.cuda.synchronize()
        started = time.perf_counter()
        run()
        torch.cuda.synchronize()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent)
