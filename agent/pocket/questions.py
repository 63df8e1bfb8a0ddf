"""From a screen and a goal to the tokens of a training sample.

Prompt and reply are written by the dialect and the local model's own chat assembly: training and
use cannot differ. Behind the reply stand fragments of other replies about the same screen ("Tap X"
-> where; "Next: X" -> now on, now off), so that one look at a picture teaches many things.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent import actions as act
from agent.dialects.qwen import QWEN3_VL
from agent.models.local.chat import Chat
from agent.pocket.goals import Goal
from agent.pocket.network import SEEN
from agent.pocket.oracle import here, middle, next_move
from agent.pocket.phone import Catalogue
from agent.pocket.views import Item, View
from agent.types import (
    ActionResult,
    Decision,
    DeviceInfo,
    Frame,
    Observation,
    Size,
    Step,
    Timings,
)

__all__ = ["DEVICE", "SCREEN", "Sample", "Writer"]

SCREEN = Size(1080, 2400)
DEVICE = DeviceInfo(
    kind="android",
    serial="training",
    size=SCREEN,
    actions=frozenset(
        {"tap", "double_tap", "long_press", "swipe", "drag", "scroll", "type_text", "press",
         "open_app", "wait"}
    ),
)  # fmt: skip
"""What the dialect's prompt wants to know of a phone."""
_NOTES = (
    "Nothing changed on the screen after your last action.",
    (
        "You have done the same thing on the same screen 3 times and it does not help."
        " Do something else."
    ),
    "The screen is still moving.",
)
_UNTAUGHT = -100


@dataclass(frozen=True, slots=True)
class Sample:
    """Token ids, and the same with ``-100`` wherever the model is not to be taught."""

    ids: list[int]
    targets: list[int]
    reply_end: int
    """Where the reply ends and the fragments begin."""


class Writer:
    """Writes samples with a checkpoint's own tokenizer."""

    def __init__(self, chat: Chat, tokenizer: Any, catalogue: Catalogue) -> None:
        self._chat = chat
        self._tokenizer = tokenizer
        self._space = QWEN3_VL.space(SCREEN, SEEN)
        blank = Frame(SCREEN, bytes(SCREEN.width * SCREEN.height * 4))
        self._observation = Observation(frame=blank, at=0.0)
        self._labels = frozenset(catalogue.labels())
        self._end: list[int] = tokenizer.encode("<|im_end|>", add_special_tokens=False)
        self._cache: dict[str, list[int]] = {}

    def prompt(self, text: str, history: Sequence[Step] = (), notes: Sequence[str] = ()) -> Any:
        """The prompt that ``agent run`` would give the model."""
        return QWEN3_VL.prompt(
            text, history, self._observation, seen=SEEN, device=DEVICE, notes=notes
        )

    def reply(self, decision: Decision) -> str:
        return QWEN3_VL.render(decision, self._space)

    def sample(
        self, goal: Goal, text: str, view: View, past: Sequence[str], chance: random.Random,
        *, fragments: int,
    ) -> Sample:  # fmt: skip
        """One goal on one screen, after the steps that ``past`` names."""
        notes = (chance.choice(_NOTES),) if chance.random() < 0.06 else ()
        ids = self._chat.encode(self.prompt(text, self._steps(past), notes)).ids
        reply = [*self._encode(self.reply(next_move(goal, view, SCREEN, past))), *self._end]
        targets = [_UNTAUGHT] * len(ids) + reply
        ids = ids + reply
        reply_end = len(ids)
        for _ in range(fragments):
            given, answer = self._fragment(view, chance)
            ids += given + answer
            targets += [_UNTAUGHT] * len(given) + answer
        return Sample(ids, targets, reply_end)

    def words(self, goal: Goal, text: str, view: View, past: Sequence[str]) -> Sample:
        """The same without a picture: what is wanted, and what comes next from a place.

        The place is given, and the sample ends where a look at the picture would be needed.
        """
        ids = self._chat.encode(self.prompt(text, self._steps(past))).ids
        decision = next_move(goal, view, SCREEN, past)
        wanted, _, rest = self.reply(decision).partition(" Here: ")
        place = here(view)
        rest = rest.removeprefix(place)
        blind = not isinstance(decision.action, act.Tap) and ", now " not in rest
        end = rest.find(", now ") if ", now " in rest else rest.find("\nAction")
        more = [*self._encode(rest), *self._end] if blind else self._encode(rest[:end])
        taught, given = self._encode(f"{wanted} Here: "), self._encode(place)
        targets = [*[_UNTAUGHT] * len(ids), *taught, *[_UNTAUGHT] * len(given), *more]
        ids = [*ids, *taught, *given, *more]
        return Sample(ids, targets, len(ids))

    def _fragment(self, view: View, chance: random.Random) -> tuple[list[int], list[int]]:
        """What is given, and the answer to it."""
        asked = [item for item in view.items if item.whole and item.label in self._labels]
        if not asked:
            return [], []
        item = chance.choice(asked)
        if item.checked is not None and chance.random() < 0.6:
            stands = f", now {'on' if item.checked else 'off'}."
            return list(self._encode(f" Next: {item.label}")), list(self._encode(stands))
        return self._where(item)

    def _where(self, item: Item) -> tuple[list[int], list[int]]:
        at = middle(item.box, SCREEN)
        decision = Decision(action=act.Tap(at=at), summary=f"Tap {item.label}")
        text = "\n" + self.reply(decision)
        gap = text.index("[") + 1
        return list(self._encode(text[:gap])), list(self._encode(text[gap:]))

    def _encode(self, text: str) -> list[int]:
        found = self._cache.get(text)
        if found is None:
            found = self._cache[text] = self._tokenizer.encode(text, add_special_tokens=False)
        return found

    def _steps(self, past: Sequence[str]) -> list[Step]:
        return [
            Step(
                index=index,
                observation=self._observation,
                decision=Decision(action=act.Wait(), summary=summary),
                result=ActionResult(ok=True),
                timings=Timings(),
                started=0.0,
            )
            for index, summary in enumerate(past)
        ]
