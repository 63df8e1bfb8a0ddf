"""Qwen2.5-VL and Qwen3-VL: one ``<tool_call>`` per reply, history as text, one picture.

The kind of device decides the function that the prompt offers: ``computer_use`` for a desktop,
``mobile_use`` for everything with a touch screen. A reply is read by the function that it names.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from agent import actions as act
from agent.actions import Action
from agent.dialects import computer_use, envelopes, lenient, mobile_use, templates, toolcall
from agent.dialects import history as telling
from agent.dialects.arguments import Arguments
from agent.dialects.coordinates import CoordinateMap
from agent.dialects.families import QWEN3, QWEN25, Family, Function
from agent.dialects.grammar import reply_grammar
from agent.dialects.places import find_places
from agent.dialects.profile import HistoryPolicy, Profile
from agent.errors import PolicyError, UnknownAction, UnparseableReply
from agent.protocols import CoordinateSpace
from agent.types import Decision, DeviceInfo, Message, Observation, Picture, Prompt, Size, Step

__all__ = ["QWEN3_VL", "QWEN25_VL", "QwenDialect"]

_READ: Mapping[Function, Mapping[str, Callable[[Arguments], Action]]] = {
    "mobile_use": mobile_use.READ,
    "computer_use": computer_use.READ,
}
_ALIASES: Mapping[Function, Mapping[str, str]] = {
    "mobile_use": mobile_use.ALIASES,
    "computer_use": computer_use.ALIASES,
}
_WRITE = {"mobile_use": mobile_use.write, "computer_use": computer_use.write}
_OTHER: Mapping[Function, Function] = {
    "mobile_use": "computer_use",
    "computer_use": "mobile_use",
}
_CALLS = re.compile(r"[{✿]|<(?:function|action|tool_call)|action[\"']?\s*:")
"""What a reply holds that calls, or means to: its numbers are no place that was pointed at."""
_NEEDS: Mapping[str, str] = {
    "long_press": "long_press", "swipe": "swipe", "type": "type_text",
    "key": "press", "system_button": "press", "open": "open_app", "mouse_move": "move_cursor",
    "left_click": "click", "right_click": "click", "middle_click": "click",
    "double_click": "click", "triple_click": "click", "left_click_drag": "drag",
    "scroll": "scroll", "hscroll": "scroll",
}  # fmt: skip
"""The action that a device must offer for a word to be offered to the model. Any can be touched."""


_GRAMMARS: Mapping[str, str] = {
    "tool_call": '<tool_call>{"name", "arguments"}</tool_call>',
    "markers": "✿FUNCTION✿: name ✿ARGS✿: {..}",
    "xml": "<tool_call><function=..><parameter=..>",
    "action": '<action>{"action", ..}</action>',
}
_ACTIONS = (
    "tap", "double_tap", "long_press", "swipe", "drag", "scroll", "type_text", "press", "hotkey",
    "click", "move_cursor", "open_app", "wait", "answer", "finish", "ask_user",
)  # fmt: skip


class QwenDialect:
    """A family of ``agent.dialects.families`` spoken; implements ``agent.protocols.Dialect``."""

    def __init__(self, family: Family) -> None:
        self.family = family

    def __repr__(self) -> str:
        return f"<dialect {self.name}>"

    @property
    def name(self) -> str:
        return self.family.name

    @property
    def profile(self) -> Profile:
        """What the family's row says, in the words that all families share."""
        family = self.family
        return Profile(
            name=family.name,
            grammar=_GRAMMARS[family.envelope],
            space=family.spaces["mobile_use"],
            desktop=family.spaces["computer_use"],
            actions=family.says or _ACTIONS,
            templates=family.templates,
            sight=family.sight,
            history=HistoryPolicy(
                "turns" if family.turns > 1 else "lines", family.turns, family.history_steps
            ),
            thought="lines" if family.thought == "lines" else "tags",
            stop=family.stop,
            max_tokens=family.max_tokens,
        )

    def space(self, screen: Size, seen: Size) -> CoordinateMap:
        """The map of ``mobile_use``; ``parse`` and ``render`` turn it to another call's space."""
        return CoordinateMap(Size(*screen), Size(*seen), self.family.spaces["mobile_use"])

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
        """System: the tool and the form of a reply. User: goal, progress, notes, the picture last.

        Everything that changes from step to step comes after everything that does not, so that a
        model may keep what it computed for the beginning.
        """
        desktop = device.kind == "desktop" and self.family.words["computer_use"]
        function: Function = "computer_use" if desktop else "mobile_use"
        words = [
            word
            for word in self.family.words[function]
            if self._needs(function, word) in {"", *device.actions}
        ]
        system = templates.render(
            f"{self.family.templates}/system.j2",
            function=function,
            words=words,
            width=seen.width,
            height=seen.height,
        )
        turns = self._turns(history)
        told = [*observation.notes, *notes]
        user = templates.render(
            f"{self.family.templates}/user.j2",
            goal=goal,
            past=self._past(history[: len(history) - len(turns)]),
            notes=() if turns else told,
        )
        messages = [Message("system", (system,))]
        first_seen = len(turns) - (self.family.turns - 1)
        for at, step in enumerate(turns):
            screen = (Picture(step.observation.frame, seen),) if at >= first_seen else ()
            parts = tuple(part for part in (user, *screen) if part)
            messages.append(Message("user", parts or ("(an earlier screen)",)))
            messages.append(Message("assistant", (step.decision.raw or "-",)))
            user = _outcome(step)
        if turns:
            user = "\n".join(filter(None, [user, *(f"Note: {note}" for note in told)]))
        now = Picture(observation.frame, seen, observation.earlier, observation.interval)
        messages.append(Message("user", (user, now) if user else (now,)))
        return Prompt(
            messages=tuple(messages),
            stop=self.family.stop,
            max_tokens=self.family.max_tokens,
            grammar=self._grammar(function, words, self.space(observation.size, seen)),
        )

    def parse(self, text: str, space: CoordinateSpace, observation: Observation) -> Decision:
        """The first call of a reply, or the first place that a pointing answer names."""
        try:
            plain = toolcall.without_tokens(text)
            decision = self._parse(plain, self._map(space), observation)
        except PolicyError as error:
            said = toolcall.find_said(text, (len(text), len(text)))
            return Decision(action=None, thought=said.thought[:2000], error=str(error), raw=text)
        return decision.model_copy(update={"raw": text})

    def render(self, decision: Decision, space: CoordinateSpace) -> str:
        """The family's reply for a decision. Raises ``UnknownAction`` if it has no word for it."""
        call = self._call(decision, self._map(space))
        block = envelopes.write(self.family.envelope, call)
        thought, summary = decision.thought.strip(), toolcall.quoted(decision.summary)
        if self.family.thought != "lines":
            tag = "thinking" if self.family.thought == "tags" else "think"
            before = f"<{tag}>\n{thought}\n</{tag}>\n" if thought else ""
            said = summary if self.family.concludes else ""
            after = f'\n<conclusion>\n"{said}"\n</conclusion>' if said else ""
            return before + block + after
        lines = [f"Thought: {thought}"] if thought else []
        lines += [f'Action: "{summary}"'] if summary else []
        return "\n".join([*lines, block])

    def _parse(self, text: str, space: CoordinateMap, observation: Observation) -> Decision:
        try:
            call = envelopes.find(self.family.envelope, text, self._prefill())
        except UnparseableReply:
            pointing = None if toolcall.OPEN in text else self._grounding(text)
            if pointing is None:
                raise
            return self._point_at(pointing, text, space, observation)
        function, word, notes = self._function(call.name, call.arguments)
        arguments = Arguments(
            call.arguments, space.in_space(self.family.spaces[function]), observation
        )
        arguments.repairs += [*call.repairs, *notes]
        arguments.name_places()
        arguments.cut_off = lenient.CUT in call.repairs
        action = self._read(function, word, arguments)
        if isinstance(action, act.Answer):
            action = action.model_copy(update={"final": self.family.answer_ends})
        said = toolcall.find_said(text, call.span)
        tags = toolcall.unclosed(text, call.span)
        if "the thought was not closed" in tags and {lenient.CUT, "'}' was missing"} & {
            *call.repairs
        }:
            raise UnparseableReply("the reply ends inside of its thought")
        arguments.repairs += tags
        # A template that opens the thought itself leaves only its end to the reply.
        if self.family.thought == "tags" and toolcall.unopened(text[: call.span[0]]):
            arguments.repairs.append("the thought was closed and never opened")
        return Decision(
            action=action,
            thought=said.thought,
            summary=said.summary,
            repairs=tuple(dict.fromkeys(arguments.repairs)),
            raw=text,
            model_point=arguments.numbers,
        )

    def _read(self, function: Function, word: str, arguments: Arguments) -> Action:
        for table in (function, _OTHER[function]):
            known = {**_READ[table], **self.family.own.get(table, {})}
            spelled = {_letters(alias): name for alias, name in _ALIASES[table].items()}
            spelled |= {_letters(name): name for name in known}
            name = spelled.get(_letters(word), "")
            if name in known:
                if table != function:
                    arguments.repairs.append(f"{word} is a word of {table}")
                elif name != word:
                    arguments.repairs.append(f"{word} stood for {name}")
                try:
                    return known[name](arguments)
                except ValidationError as error:
                    detail = error.errors(include_url=False)[0]["msg"]
                    raise UnparseableReply(f"{word} cannot be done: {detail}") from error
        offered = ", ".join(self.family.words[function] or self.family.words["mobile_use"])
        raise UnknownAction(f"there is no action {word[:40]!r}; the actions are {offered}")

    def _function(
        self, name: str, arguments: Mapping[str, Any]
    ) -> tuple[Function, str, tuple[str, ...]]:
        """Which table reads a call, the action's word, and what had to be mended."""
        word = arguments.get("action")
        notes: tuple[str, ...] = ()
        if not isinstance(word, str) and name and name == self.family.called:
            word, notes = self.family.words["mobile_use"][0], ("the call had no action",)
        if not isinstance(word, str):
            if name in {mobile_use.NAME, computer_use.NAME, ""}:
                raise UnparseableReply('the call has no "action"')
            word, name, notes = name, "", ("the action stood in place of the function's name",)
        word = word.strip().lower()
        if name and name == self.family.called:
            return "mobile_use", word, notes
        for function in _READ:
            if name == function:
                return function, word, notes
            if re.sub(r"\W", "", name.lower()).endswith(function):
                return function, word, (*notes, f"the function was called {name[:40]!r}")
        if name:
            notes = (*notes, f"the function was called {name[:40]!r}")
        elif not notes:
            notes = ("the function was not named",)
        touch = word in mobile_use.READ and not isinstance(arguments.get("keys"), list)
        return ("mobile_use" if touch else "computer_use"), word, notes

    def _grounding(self, text: str) -> toolcall.Grounding | None:
        """A pointing answer: JSON, or where the family has them, a box between its tokens."""
        pointing = toolcall.find_grounding(text)
        if pointing is not None or not self.family.boxes:
            return pointing
        places = [] if _CALLS.search(text) else find_places(text)
        if not places:
            return None
        repairs = ["the box stood without its tokens"] if not places[0].tokens else []
        numbers = list(places[0].centre)
        return toolcall.Grounding(
            numbers, places[0].label, places[0].span, (*places[0].repairs, *repairs)
        )

    def _point_at(
        self,
        pointing: toolcall.Grounding,
        text: str,
        space: CoordinateMap,
        observation: Observation,
    ) -> Decision:
        arguments = Arguments({}, space.in_space(self.family.grounding), observation)
        pixel = arguments.locate(pointing.numbers, pointing.field)
        return Decision(
            action=act.Tap(at=pixel),
            thought=toolcall.find_said(text, pointing.span).thought,
            summary=pointing.label,
            repairs=(
                *pointing.repairs,
                *(note for note in arguments.repairs if not note.startswith("bbox_2d was a box")),
            ),
            raw=text,
            model_point=arguments.numbers,
        )

    def _call(self, decision: Decision, space: CoordinateMap) -> dict[str, Any]:
        if decision.action is None:
            raise UnknownAction("a decision without an action cannot be written")
        functions: tuple[Function, ...] = ("mobile_use", "computer_use")
        for function in functions:
            spoken = space.in_space(self.family.spaces[function])
            arguments = self.family.write(function, decision.action, spoken.write)
            if arguments is None:
                arguments = _WRITE[function](decision.action, spoken.write)
            if arguments is not None:
                return {"name": self.family.called or function, "arguments": arguments}
        raise UnknownAction(f"{self.name} has no word for {decision.action.type}")

    def _past(self, steps: Sequence[Step]) -> list[str]:
        return telling.past(steps, self.family.history_steps, self._words)

    def _turns(self, history: Sequence[Step]) -> Sequence[Step]:
        """The steps that are turns of the conversation; those before them are lines of text."""
        family = self.family
        kept = family.history_steps if family.unfolded else family.turns - 1
        return history[max(len(history) - kept, 0) :] if family.turns > 1 else ()

    def _words(self, step: Step) -> str:
        decision = step.decision
        if decision.summary:
            return decision.summary.replace('"', "")
        if self.family.thought == "tags" and decision.raw:
            # This family was shown its own calls; they are in the space of that step's picture.
            try:
                return json.dumps(toolcall.find_call(decision.raw).arguments, ensure_ascii=False)
            except PolicyError:
                pass
        told = telling.describe(decision.action) if decision.action else ""
        return told.replace('"', "")

    def _prefill(self) -> str:
        return (
            f'{toolcall.OPEN}\n{{"name": "mobile_use", "arguments":'
            ' {"action": "click", "coordinate": ['
        )

    def _needs(self, function: Function, word: str) -> str:
        """The type of action that a device must offer for ``word``; empty: none."""
        double_tap = word == "double_click" and function == "mobile_use"
        return "double_tap" if double_tap else _NEEDS.get(word, "")

    def _grammar(self, function: Function, words: Sequence[str], space: CoordinateMap) -> str:
        family = self.family
        return reply_grammar(
            family.called or function,
            words,
            space.in_space(family.spaces[function]),
            envelope=family.envelope,
            concludes=family.thought == "tags" and family.concludes,
            fields=family.fields,
            values=family.values,
        )

    def _map(self, space: CoordinateSpace) -> CoordinateMap:
        if not isinstance(space, CoordinateMap):
            raise TypeError("this dialect reads the map that its own space() made")
        return space


def _letters(word: str) -> str:
    """A word without what parts it: ``long press``, ``longPress`` and ``long_press`` are one."""
    return re.sub(r"[\s_-]", "", word.lower())


def _outcome(step: Step) -> str:
    if step.result is None or not step.result.said:
        return ""
    return step.result.said if step.result.ok else f"failed: {step.result.said}"


QWEN25_VL = QwenDialect(QWEN25)
QWEN3_VL = QwenDialect(QWEN3)
