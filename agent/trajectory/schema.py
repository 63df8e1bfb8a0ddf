"""What the files of a recording hold, version by version.

A reader takes every version up to its own; a field once written keeps its meaning.
"""

from pydantic import BaseModel, ConfigDict, Field

from agent.types import (
    ActionResult,
    CheckResult,
    Decision,
    DeviceInfo,
    Element,
    Frame,
    Observation,
    Outcome,
    Point,
    Step,
    Task,
    Timings,
    Verdict,
)

__all__ = [
    "SCHEMA_VERSION",
    "EpisodeRecord",
    "ModelRecord",
    "RunRecord",
    "SeenRecord",
    "SettingRecord",
    "StepRecord",
    "TaskRecord",
    "observation_of",
    "step_record",
]

SCHEMA_VERSION = 2


class _Record(BaseModel):
    # Unknown fields are let through: a file of the same version may say more than we know.
    model_config = ConfigDict(frozen=True, extra="ignore")


class SettingRecord(_Record):
    """A setting as it was used, and who set it."""

    value: str | int | float | bool | None
    source: str


class ModelRecord(_Record):
    """Which model was asked, and how it was spoken to."""

    name: str
    dialect: str


class RunRecord(_Record):
    """``run.json``. ``revision`` is the git commit of the code, ``+dirty`` if it was changed."""

    schema_version: int = SCHEMA_VERSION
    started: float
    """POSIX seconds."""
    argv: tuple[str, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    revision: str = ""
    platform: str = ""
    settings: dict[str, SettingRecord] = Field(default_factory=dict)
    device: DeviceInfo | None = None
    model: ModelRecord | None = None
    seed: int | None = None


class TaskRecord(_Record):
    """``task.json``, the first file of an episode: what is to be done."""

    schema_version: int = SCHEMA_VERSION
    task: Task


class StepRecord(_Record):
    """A line of ``steps.jsonl``. ``screen`` names a picture: ``EpisodeFolder.screen(name)``."""

    index: int
    started: float
    screen: str
    size: tuple[int, int]
    captured: float
    app: str = ""
    cursor: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
    decision: Decision
    result: ActionResult | None = None
    timings: Timings = Timings()
    attempts: tuple[Decision, ...] = ()
    nudge: str = ""
    verdict: Verdict | None = None
    """What approval said of the action, and by which rule."""
    clip: tuple[str, ...] = ()
    """Names of the pictures that the model was shown before ``screen``, oldest first."""
    interval: float = 0.0
    """Seconds between two pictures of the clip."""


class SeenRecord(_Record):
    """A line of ``seen.jsonl``: the screen that step ``step`` began with.

    Written before the device is touched, and so also for a step that a killed run did not finish.
    """

    step: int
    screen: str


class EpisodeRecord(_Record):
    """``episode.json``. ``claimed``: the model's word; ``confirmed``: what the checks saw."""

    schema_version: int = SCHEMA_VERSION
    id: str
    task: Task
    outcome: Outcome
    claimed: bool
    confirmed: bool | None = None
    checks: tuple[CheckResult, ...] = ()
    steps: int
    seconds: float
    answer: str = ""
    error: str = ""
    hint: str = ""
    extras: dict[str, str] = Field(default_factory=dict)
    after: str = ""
    """Names the picture of the screen after the last step; empty where there is none."""


def step_record(step: Step, screen: str, clip: tuple[str, ...] = ()) -> StepRecord:
    """The line of ``steps.jsonl`` for ``step``, whose pictures have these names."""
    seen = step.observation
    return StepRecord(
        index=step.index,
        started=step.started,
        screen=screen,
        size=(seen.size.width, seen.size.height),
        captured=seen.at,
        app=seen.app,
        cursor=seen.cursor,
        notes=seen.notes,
        elements=seen.elements,
        decision=step.decision,
        result=step.result,
        timings=step.timings,
        attempts=step.attempts,
        nudge=step.nudge,
        verdict=step.verdict,
        clip=clip,
        interval=seen.interval,
    )


def observation_of(record: StepRecord, frame: Frame, clip: tuple[Frame, ...] = ()) -> Observation:
    """What was seen in the step ``record``, whose pictures are given."""
    return Observation(
        frame=frame,
        at=record.captured,
        app=record.app,
        elements=record.elements,
        cursor=Point(*record.cursor) if record.cursor else None,
        notes=record.notes,
        earlier=clip,
        interval=record.interval,
    )
