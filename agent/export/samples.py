"""Training samples: each step's prompt exactly as the model saw it, and the reply it should give.

The prompt is rendered again by the dialect, from the recorded steps and with the notes that the
loop gave. The reply is the model's own words where these followed the grammar, else the dialect's
rendering of the action; a sample whose reply does not parse back to the action is left out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent import registry
from agent.actions import Action
from agent.errors import UnknownAction, UnknownDialect, UsageError
from agent.export.episodes import Recorded, performed
from agent.models.server.sight import sight_of
from agent.protocols import CoordinateSpace, Dialect
from agent.repetition import Repetition, fade
from agent.trajectory import StepRecord
from agent.trajectory.schema import observation_of
from agent.types import Decision, Message, Observation, Picture, Prompt, Size, Step

__all__ = ["PLACEHOLDERS", "Sample", "Turn", "samples", "turns"]

PLACEHOLDERS = ("<image>", "<video>", "<audio>")
"""What training programs put pictures in place of; text that holds one would be misread."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One step. ``reply`` parses to ``action`` within a step of the family's own numbers."""

    episode: Recorded
    step: StepRecord
    prompt: Prompt
    reply: str
    action: Action


@dataclass(frozen=True, eq=False)
class Turn:
    """``text`` holds ``<image>`` once for each of ``pictures``, in their order."""

    role: str
    text: str
    pictures: tuple[Picture, ...] = ()


def turns(sample: Sample) -> list[Turn]:
    """The conversation with its reply, no two turns of the same role in a row."""
    joined: list[Turn] = []
    for message in (*sample.prompt.messages, Message("assistant", (sample.reply,))):
        turn = _turn(message)
        if joined and joined[-1].role == turn.role:
            joined.append(_one(joined.pop(), turn))
        else:
            joined.append(turn)
    return joined


def _turn(message: Message) -> Turn:
    text = "".join("<image>" if isinstance(part, Picture) else part for part in message.parts)
    pictures = tuple(part for part in message.parts if isinstance(part, Picture))
    return Turn(message.role, text, pictures)


def _one(first: Turn, second: Turn) -> Turn:
    # A prompt may begin the reply, which then simply goes on.
    glue = "" if first.role == "assistant" else "\n"
    return Turn(first.role, first.text + glue + second.text, first.pictures + second.pictures)


def samples(episode: Recorded, wanted: str | None, left_out: Counter[str]) -> Iterator[Sample]:
    """The samples of an episode in the dialect ``wanted`` (None: as it was recorded).

    What cannot be one is counted in ``left_out``: also a step whose prompt does not come out as it
    was recorded, unless ``wanted`` asks for today's words. Raises ``UnknownDialect``, and
    ``UsageError`` for an episode whose goal was lost.
    """
    if not episode.goal:
        raise UsageError(
            f"{episode.name} was killed and does not tell its goal",
            hint="leave it out: --outcome success",
        )
    recorded = episode.run.model.dialect if episode.run.model else None
    name = wanted or recorded
    if name is None:
        raise UnknownDialect(
            f"{episode.name} was recorded without a model", hint="add --dialect, e.g. qwen2.5-vl"
        )
    told = _Teller(episode, registry.dialect(name), converts=name != recorded, exact=wanted is None)
    for step in episode.steps:
        observation = told.observe(step)
        try:
            sample = told.sample(step, observation)
        except _LeftOutError as reason:
            left_out[str(reason)] += 1
        else:
            yield sample
        told.remember(step, observation)


class _LeftOutError(Exception):
    """Why a step makes no sample."""


class _Teller:
    """Goes through an episode as the loop did, with the same memory."""

    def __init__(self, episode: Recorded, dialect: Dialect, *, converts: bool, exact: bool) -> None:
        self._episode = episode
        self._dialect = dialect
        self._converts = converts
        self._exact = exact
        self._repetition = Repetition()
        self._history: list[Step] = []
        self._untold = ""
        """An earlier step that the family has no word for: what follows cannot be told."""

    def observe(self, record: StepRecord) -> Observation:
        """What was seen in that step."""
        return observation_of(record, self._episode.frame(record))

    def sample(self, record: StepRecord, observation: Observation) -> Sample:
        """Raises ``_LeftOutError`` for a step that cannot be one."""
        if self._untold:
            raise _LeftOutError(f"follows a step that {self._dialect.name} cannot tell")
        if record.decision.action is None:
            raise _LeftOutError("the model's reply could not be used")
        if record.clip and self._exact:
            raise _LeftOutError("it was shown a clip; try --dialect, for the last screen alone")
        action = performed(record)
        if action is None:
            raise _LeftOutError("the action failed")
        seen = self._seen(record, observation.size)
        space = self._dialect.space(observation.size, seen)
        reply = self._reply(record.decision, space, observation)
        prompt = self._dialect.prompt(
            self._episode.goal,
            self._history,
            observation,
            seen=seen,
            device=self._episode.device,
            notes=self._notes(record, observation),
        )
        if self._exact and record.decision.prompt not in {"", prompt.digest}:
            raise _LeftOutError("its prompt does not come out as it was; try --dialect")
        texts = [reply, *(part for m in prompt.messages for part in m.parts if _is_text(part))]
        if any(placeholder in str(text) for text in texts for placeholder in PLACEHOLDERS):
            raise _LeftOutError("its text holds a placeholder of training programs")
        return Sample(self._episode, record, prompt, reply, action)

    def remember(self, record: StepRecord, observation: Observation) -> None:
        """Go on to the next step."""
        decision = record.decision
        if self._converts and decision.action is not None:
            seen = self._seen(record, observation.size)
            space = self._dialect.space(observation.size, seen)
            try:
                raw = self._dialect.render(decision, space)
            except UnknownAction as error:
                self._untold = raw = str(error)
            decision = decision.model_copy(update={"raw": raw})
        step = Step(
            record.index, observation, decision, record.result, record.timings, record.started,
            record.attempts, record.nudge,
        )  # fmt: skip
        self._history.append(step)
        fade(self._history)
        self._repetition.saw(step)

    def _notes(self, record: StepRecord, observation: Observation) -> tuple[str, ...]:
        notes = (record.nudge,) if record.nudge else self._repetition.notes(observation)
        if not record.attempts or self._converts:
            return notes
        return (*notes, f"Your last reply could not be used: {record.attempts[-1].error}")

    def _reply(self, decision: Decision, space: CoordinateSpace, observation: Observation) -> str:
        if not self._converts and decision.raw and not decision.repairs:
            return decision.raw
        try:
            reply = self._dialect.render(decision, space)
        except UnknownAction as error:
            raise _LeftOutError(str(error)) from error
        again = self._dialect.parse(reply, space, observation)
        if again.action is None or not _alike(decision.action, again.action, observation.size):
            kind = decision.action.type if decision.action else ""
            raise _LeftOutError(f"{self._dialect.name} cannot say this {kind} exactly")
        return reply

    def _seen(self, record: StepRecord, screen: Size) -> Size:
        """The size at which the model was shown the screen; in another family, would be."""
        if record.decision.seen is not None and not self._converts:
            return record.decision.seen
        return sight_of(self._dialect.name).seen(screen)


def _is_text(part: str | Picture) -> bool:
    return isinstance(part, str)


def _alike(first: Action | None, second: Action, screen: Size) -> bool:
    """Equal, but for what a family's whole numbers take from a pixel."""
    if first is None or first.type != second.type:
        return False
    reach = max(screen) / 1000 + 2
    one, other = first.model_dump(), second.model_dump()
    return all(_near(one[key], other[key], reach) for key in one)


def _near(first: Any, second: Any, reach: float) -> bool:
    if isinstance(first, tuple) and isinstance(second, tuple) and _is_pixel(first):
        return all(abs(a - b) <= reach for a, b in zip(first, second, strict=True))
    return bool(first == second)


def _is_pixel(value: tuple[object, ...]) -> bool:
    return len(value) == 2 and all(isinstance(part, int) for part in value)
