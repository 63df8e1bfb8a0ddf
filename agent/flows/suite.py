"""Which flows a command line means, and what came of each: passed, flaky, failed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from agent.documents import read_documents
from agent.errors import UsageError
from agent.flows.reading import Flow, read_flow
from agent.flows.running import FlowResult
from agent.selectors import Written

__all__ = ["Shard", "TestResult", "Verdict", "collect"]

CONFIG = ("config.yaml", "config.yml")


class Verdict(StrEnum):
    """What came of a flow. ``flaky``: it failed and then passed; ``error``: it could not be run."""

    PASSED = "passed"
    FLAKY = "flaky"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, eq=False)
class TestResult:
    """A flow with all its attempts. ``folder``: where their screens and traces are."""

    __test__ = False  # the name is the word for it; pytest need not look inside

    flow: Flow
    attempts: tuple[FlowResult, ...]
    device: str
    started: float
    """POSIX seconds."""
    folder: Path
    error: str = ""
    """Why it could not be run to an end: a lost device, a model that failed."""
    changes: tuple[str, ...] = ()
    """What was written beside the flow, or in it: anchors, healed selectors."""

    @property
    def verdict(self) -> Verdict:
        if self.error or not self.attempts:
            return Verdict.ERROR
        if not self.attempts[-1].passed:
            return Verdict.FAILED
        return Verdict.PASSED if len(self.attempts) == 1 else Verdict.FLAKY

    @property
    def seconds(self) -> float:
        return sum(attempt.seconds for attempt in self.attempts)


@dataclass(frozen=True)
class Shard:
    """The ``index``-th (from 1) of ``total`` parts of a suite: ``1/4``."""

    index: int = 1
    total: int = 1

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Raises ``UsageError`` for what is no part."""
        match = re.fullmatch(r"(\d+)/(\d+)", text)
        if not match or not 1 <= int(match[1]) <= int(match[2]):
            raise UsageError(f"{text!r} is no part of a suite", hint="write it like --shard 1/4")
        return cls(int(match[1]), int(match[2]))

    def of(self, flows: Sequence[Flow]) -> list[Flow]:
        """Its flows: every ``total``-th, so that a slow folder is spread over the parts."""
        return list(flows[self.index - 1 :: self.total])


class _Order(Written):
    """``flows_order``: names of flows that are run first, one after the other."""

    continue_on_failure: bool = True
    flows_order: tuple[str, ...] = ()


class _Workspace(Written, extra="ignore"):
    """The part of Maestro's workspace file that chooses and orders flows; the rest is read past."""

    flows: tuple[str, ...] = ()
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    execution_order: _Order = _Order()


def collect(
    paths: Sequence[Path],
    *,
    env: Mapping[str, str] | None = None,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
) -> list[Flow]:
    """The flows that ``paths`` mean, each once, read and checked, in order.

    A file is a flow. A folder means the YAML files in it and every ``*.flow.yaml`` below, or what
    ``flows:`` of its ``config.yaml`` says (globs), in the order that its ``executionOrder`` says.
    ``include``: at least one of these tags;
    ``exclude``: none of those. Raises ``TaskFileError`` for the first faulty file and
    ``UsageError`` for a path that is not there.
    """
    chosen: dict[Path, Flow] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}", hint="agent test tasks/flows")
        space = _workspace(path) if path.is_dir() else _Workspace()
        wanted = {*include, *space.include_tags}
        unwanted = {*exclude, *space.exclude_tags}
        flows = [read_flow(file, env) for file in _files(path, space)]
        for flow in _ordered(flows, space.execution_order, path):
            if (not wanted or wanted & flow.tags) and not unwanted & flow.tags:
                chosen.setdefault(flow.path.resolve(), flow)
    return list(chosen.values())


def _ordered(flows: Sequence[Flow], order: _Order, folder: Path) -> list[Flow]:
    """Those that ``order`` names come first."""
    named = {flow.path.name.partition(".")[0]: flow for flow in flows}
    named |= {flow.name: flow for flow in flows}
    unknown = [name for name in order.flows_order if name not in named]
    if unknown:
        raise UsageError(
            f"executionOrder of {folder} names {unknown[0]!r}, and no flow is called so",
            hint=f"flows: {', '.join(flow.name for flow in flows)}",
        )
    first = [named[name] for name in order.flows_order]
    if not order.continue_on_failure:
        first = [replace(flow, chain=folder) for flow in first]
    return [*first, *flows]


def _workspace(folder: Path) -> _Workspace:
    for name in CONFIG:
        if (folder / name).is_file():
            for document in read_documents(folder / name):
                return document.read(_Workspace, document.value)
    return _Workspace()


def _matching(folder: Path, glob: str) -> list[Path]:
    # As Maestro has it, two stars at the end mean the files below; to Python, folders alone.
    deep = f"{glob}/*" if glob == "**" or glob.endswith("/**") else glob
    try:
        return [file for file in folder.glob(deep) if file.is_file()]
    except (ValueError, NotImplementedError) as error:
        raise UsageError(
            f"flows: of {folder} names {glob!r}, which is no pattern of files in it: {error}",
            hint='write it like flows: ["*", "login/**"]',
        ) from error


def _files(path: Path, space: _Workspace) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    globs = space.flows or ("*.yaml", "*.yml", "**/*.flow.yaml", "**/*.flow.yml")
    for file in sorted({file for glob in globs for file in _matching(path, glob)}):
        if file.name not in CONFIG and file.suffix in {".yaml", ".yml"}:
            yield file
