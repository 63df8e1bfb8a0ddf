"""What all families have in common that are described by a ``Profile``: prompt, parse, render.

A grammar's own module says three things: how a reply is scanned into a ``Said``, which word means
which action (``words``), and how a decision is written.
"""

import abc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from agent.actions import Action, Pixel
from agent.dialects import conversation, lenient
from agent.dialects.arguments import Arguments
from agent.dialects.coordinates import CoordinateMap
from agent.dialects.forms import Forms
from agent.dialects.profile import Profile
from agent.dialects.tags import strip_end
from agent.errors import EmptyReply, PolicyError, UnknownAction, UnparseableReply
from agent.protocols import CoordinateSpace
from agent.types import Decision, DeviceInfo, Observation, Prompt, Size, Step

__all__ = ["Said", "Spoken", "Word"]

Word = Callable[[Arguments], Action]
"""Reads the arguments of one word of a family."""


@dataclass
class Said:
    """A reply taken apart: its first action's word and arguments, and what surrounds it."""

    word: str
    arguments: dict[str, Any]
    thought: str = ""
    summary: str = ""
    repairs: list[str] = field(default_factory=list)


class Spoken(abc.ABC):
    """A family spoken; implements ``agent.protocols.Dialect``."""

    words: Mapping[str, Word]
    """The family's words, as ``scan`` names them."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def __repr__(self) -> str:
        return f"<dialect {self.name}>"

    @property
    def name(self) -> str:
        return self.profile.name

    @abc.abstractmethod
    def scan(self, text: str) -> Said:
        """The reply taken apart. Raises ``UnparseableReply``, ``EmptyReply``."""

    @abc.abstractmethod
    def write(self, decision: Decision, action: Action, point: Callable[[Pixel], Any]) -> str:
        """The reply for ``decision``, whose action is ``action``.

        ``point`` gives the numbers of a pixel. Raises ``UnknownAction`` for what has no word.
        """

    def forms(self) -> Forms:
        """How the actions are written that a reply is held to; none: it is not held."""
        return Forms()

    def space(self, screen: Size, seen: Size) -> CoordinateMap:
        """The map for a screen that was shown at ``seen``."""
        return CoordinateMap(Size(*screen), Size(*seen), self.profile.space)

    def prompt(
        self,
        goal: str,
        history: Sequence[Step],
        observation: Observation,
        *,
        seen: Size,
        device: DeviceInfo,
        notes: Sequence[str] = (),
    ) -> Prompt:
        """What changes from step to step comes after what does not: see ``conversation``."""
        asked = conversation.prompt(
            self.profile, goal, history, observation, seen=seen, device=device, notes=notes
        )
        grammar = self.forms().grammar(self.space(observation.size, seen), device.actions)
        return replace(asked, grammar=grammar)

    def parse(self, text: str, space: CoordinateSpace, observation: Observation) -> Decision:
        """The first action of a reply. Never raises for what a model wrote."""
        if not isinstance(space, CoordinateMap):
            raise TypeError("this dialect reads the map that its own space() made")
        said = Said("", {})
        try:
            stripped = strip_end(text)
            if not stripped:
                raise EmptyReply("the reply is empty")
            said = self.scan(stripped)
            arguments = Arguments(said.arguments, space, observation)
            arguments.cut_off = lenient.CUT in said.repairs
            action = self._read(said.word, arguments)
        except PolicyError as error:
            return Decision(action=None, thought=said.thought[:2000], error=str(error), raw=text)
        return Decision(
            action=action,
            thought=said.thought,
            summary=said.summary,
            repairs=tuple(dict.fromkeys([*said.repairs, *arguments.repairs])),
            raw=text,
            model_point=arguments.numbers,
        )

    def render(self, decision: Decision, space: CoordinateSpace) -> str:
        """The family's reply for a decision. Raises ``UnknownAction`` if it has no word for it."""
        if not isinstance(space, CoordinateMap):
            raise TypeError("this dialect writes with the map that its own space() made")
        if decision.action is None:
            raise UnknownAction("a decision without an action cannot be written")
        return self.write(decision, decision.action, space.write)

    def no_word(self, action: Action) -> UnknownAction:
        return UnknownAction(f"{self.name} has no word for this {action.type}")

    def _read(self, word: str, arguments: Arguments) -> Action:
        read = self.words.get(word)
        if read is None:
            known = ", ".join(self.words)
            raise UnknownAction(f"there is no action {word[:40]!r}; the actions are {known}")
        try:
            return read(arguments)
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]["msg"]
            raise UnparseableReply(f"{word} cannot be done: {detail}") from error
