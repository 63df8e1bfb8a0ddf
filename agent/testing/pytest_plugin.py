"""For pytest: a device and an agent as fixtures, and flows as tests.

    def test_wifi(gui_device, gui_run):
        assert gui_run("turn on wi-fi").outcome == "success"

    def test_title(gui_flow):
        gui_flow(LaunchApp(app_id="com.android.settings"))  # from agent.flows.commands
        gui_flow(AssertVisible(text="Network.*"))

Options: ``--gui-device KIND[:WHICH]``, ``--gui-model``, ``--gui-output DIR``, ``--gui-trace
on|off|retain-on-failure``. A marker ``gui(max_steps=..., timeout=...)``. Files that end in
``.flow.yaml`` are collected as tests when they, or a folder with them, are named on the command
line. All names begin with ``gui``, so that they meet those of no other plugin.

Nothing of an agent is imported before a fixture or a flow asks for it.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from agent.config import Settings
    from agent.flows.assistant import Assistants
    from agent.flows.reading import Flow
    from agent.flows.running import LineResult
    from agent.flows.single import Single
    from agent.flows.trying import Trial
    from agent.policy import Policy
    from agent.protocols import Device
    from agent.types import Episode

__all__ = ["gui_agent", "gui_device", "gui_flow", "gui_run"]

_TRIAL: "pytest.StashKey[Trial]" = pytest.StashKey()
_DEVICE: "pytest.StashKey[Device]" = pytest.StashKey()
_ASSISTANTS: "pytest.StashKey[Assistants]" = pytest.StashKey()
_FAILED: pytest.StashKey[str] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fingertip", "GUI tests with Fingertip")
    group.addoption("--gui-device", metavar="KIND[:WHICH]", help="device of GUI tests [android]")
    group.addoption("--gui-model", metavar="MODEL", help="model of GUI tests")
    group.addoption(
        "--gui-output", metavar="DIR", default="test-results", help="recordings [test-results]"
    )
    group.addoption(
        "--gui-trace",
        choices=("on", "off", "retain-on-failure"),
        default="retain-on-failure",
        help="which recordings of flows are kept [retain-on-failure]",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "gui(max_steps=None, timeout=None): limits of what gui_run may do"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith((".flow.yaml", ".flow.yml")):
        found: pytest.Collector = FlowFile.from_parent(parent, path=file_path)
        return found
    return None


def _settings(config: pytest.Config) -> "Settings":
    from agent import config as configuration

    flags = {"device": config.getoption("gui_device"), "model": config.getoption("gui_model")}
    return configuration.load(flags).settings


@pytest.fixture(scope="session")
def gui_device(request: pytest.FixtureRequest) -> "Device":
    """The device of ``--gui-device``; the built-in phone where none is attached."""
    return _device(request.session)


@pytest.fixture
def gui_agent(request: pytest.FixtureRequest, gui_device: "Device") -> "Policy":
    """The model of ``--gui-model`` as a policy for ``gui_device``."""
    return _assistants(request.config).policy(gui_device)


@pytest.fixture
def gui_flow(request: pytest.FixtureRequest, gui_device: "Device") -> "Iterator[Single]":
    """``gui_flow(command)`` performs a command of ``agent.flows.commands``, as a flow would.

    What fails is an ``AssertionError`` that shows what was near; the trace is kept as a flow's.
    """
    from agent.flows.single import Single

    trial, assistants, node = _trial(request.config), _assistants(request.config), request.node
    with Single(trial, node.name, node.path, gui_device, assistants.for_device) as single:
        yield single
        single.error = single.error or node.stash.get(_FAILED, "")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = f"{report.when}: {report.longreprtext.strip()[-200:]}"
    return report


@pytest.fixture
def gui_run(
    request: pytest.FixtureRequest, gui_device: "Device", gui_agent: "Policy"
) -> "Callable[[str], Episode]":
    """``gui_run(goal)`` carries a sentence out, records it, and returns the ``Episode``."""
    from agent.loop import Attempt
    from agent.trajectory import EpisodeWriter
    from agent.types import Task

    marker = request.node.get_closest_marker("gui")
    limits = {name: value for name, value in (marker.kwargs if marker else {}).items() if value}

    def run(goal: str) -> "Episode":
        task = Task(goal=goal, **limits)
        attempt = Attempt(task, gui_device, gui_agent)
        with EpisodeWriter(_fresh(_trial(request.config).folder, request.node.name)) as writer:
            for step in attempt:
                writer.write(step)
            episode = attempt.conclude()
            writer.end(episode)
        return episode

    return run


class FlowFile(pytest.File):
    """A file that holds one flow: one test."""

    def collect(self) -> "Iterable[FlowItem]":
        from agent.errors import TaskFileError
        from agent.flows.reading import read_flow

        try:
            flow = read_flow(self.path)
        except TaskFileError as error:
            raise self.CollectError(f"{error}\n{error.detail}") from None
        item: FlowItem = FlowItem.from_parent(self, name=flow.name, flow=flow)
        item.extra_keyword_matches.update(flow.tags)  # -k TAG chooses by tag
        yield item


class FlowItem(pytest.Item):
    """A flow as a test; its failure is shown with its lines and what was near."""

    def __init__(self, *, flow: "Flow", **more: Any) -> None:
        super().__init__(**more)
        self.flow = flow
        self.user_properties.append(("flow", str(flow.path)))

    def runtest(self) -> None:
        assistant = _assistants(self.config).for_device
        result = _trial(self.config).run(self.flow, _device(self.session), assistant)
        if result.error:
            raise FlowError(result.error)
        failure = result.attempts[-1].failure
        if failure is not None:
            raise FlowFailed(failure, result.folder)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, FlowFailed | FlowError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.flow.name


class FlowError(Exception):
    """The device or the model was lost."""


class FlowFailed(Exception):
    """A command of a flow failed."""

    def __init__(self, failure: "LineResult", folder: Path) -> None:
        place, source = failure.line.place, failure.line.source
        near = f"\nnear it: {', '.join(failure.near)}" if failure.near else ""
        super().__init__(
            f"{source.path}:{place.line}:{place.column}: {failure.said}{near}\n"
            f"{source.snippet(place)}\nscreen and tree: {folder}"
        )


def _open(config: pytest.Config) -> "Device":
    from agent.cli.opening import open_device

    return open_device(_settings(config))


def _device(session: pytest.Session) -> "Device":
    if _DEVICE not in session.stash:
        session.stash[_DEVICE] = _open(session.config)
    return session.stash[_DEVICE]


def _assistants(config: pytest.Config) -> "Assistants":
    if _ASSISTANTS not in config.stash:
        from agent.cli.opening import open_policy
        from agent.flows.assistant import Assistants

        settings = _settings(config)
        config.stash[_ASSISTANTS] = Assistants(
            partial(open_policy, settings), locates=bool(settings.model)
        )
    return config.stash[_ASSISTANTS]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _ASSISTANTS in session.config.stash:
        session.config.stash[_ASSISTANTS].close()
    if _DEVICE in session.stash:
        session.stash[_DEVICE].close()


def _trial(config: pytest.Config) -> "Trial":
    """One folder of results a session, made when the first test needs it."""
    if _TRIAL not in config.stash:
        from agent.flows.trying import Trial
        from agent.trajectory import RunWriter
        from agent.trajectory.provenance import describe_run

        about = describe_run(settings=(), device=None, model=None, seed=None)
        output = Path(config.getoption("gui_output"))
        run = RunWriter(output, "pytest", about, option="--gui-output")
        config.stash[_TRIAL] = Trial(run.path, trace=config.getoption("gui_trace"))
    return config.stash[_TRIAL]


def _fresh(run: Path, name: str) -> Path:
    from agent.trajectory.writer import slug

    folder = run / "episodes"
    number = len(list(folder.glob("*"))) + 1 if folder.is_dir() else 1
    return folder / f"{slug(name)}-{number}"
