"""A model that knows the answers to a few tasks: shows that the plumbing earns its reward.

It asks the page where things are, which no other model can, and then replies in a dialect like
any other, so that all behind it is tried: parser, loop, driver, browser, reward.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent import registry
from agent.actions import Action, Click, Finish, TypeText
from agent.evals.miniwob.pages import Pages
from agent.types import Box, Decision, Prompt, Reply, Size

__all__ = ["KNOWN", "Oracle"]

Things = Sequence[Mapping[str, Any]]
Rule = Callable[[str, Things], list[Action]]

DIALECT = "qwen2.5-vl"


def _on(things: Things, tag: str, text: str | None = None) -> Click:
    """A click on the innermost ``tag`` (that says ``text``)."""
    found = [
        Box(*each["box"])
        for each in things
        if each["tag"] == tag and text in {None, each["text"]} and each["box"][2] > each["box"][0]
    ]
    return Click(at=found[-1].center)


def _quoted(goal: str) -> str:
    return goal.split('"')[1]


def _check_and_submit(goal: str, things: Things) -> list[Action]:
    wanted = re.fullmatch(r"Select (.*) and click Submit\.", goal)
    words = [] if wanted is None or wanted[1] == "nothing" else wanted[1].split(", ")
    return [*(_on(things, "label", word) for word in words), _on(things, "button", "Submit")]


KNOWN: Mapping[str, Rule] = {
    "click-test": lambda goal, things: [_on(things, "button")],
    "click-test-2": lambda goal, things: [_on(things, "button", "ONE")],
    "click-button": lambda goal, things: [_on(things, "button", _quoted(goal))],
    "click-dialog": lambda goal, things: [_on(things, "button")],
    "click-link": lambda goal, things: [_on(things, "span", _quoted(goal))],
    "click-checkboxes": _check_and_submit,
    "focus-text": lambda goal, things: [_on(things, "input")],
    "enter-text": lambda goal, things: [
        _on(things, "input"),
        TypeText(text=_quoted(goal)),
        _on(things, "button"),
    ],
}
"""Task -> what is to be done, by its goal and its things."""


class Oracle:
    """Implements ``protocols.Model`` for the task that was named last with ``begin``."""

    name = "oracle"
    dialect = DIALECT

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._screen = Size(0, 0)
        self._rule: Rule | None = None
        self._plan: deque[Action] = deque()

    def begin(self, task: str) -> None:
        """``task``, one of ``KNOWN``, is next."""
        self._rule = KNOWN[task]

    def geometry(self, size: Size) -> Size:
        self._screen = size
        return size

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        if self._rule is not None:
            goal = self._pages.state().goal
            self._plan = deque(self._rule(goal, self._pages.things()))
            self._rule = None
        action = self._plan.popleft() if self._plan else Finish()
        dialect = registry.dialect(DIALECT)
        text = dialect.render(Decision(action=action), dialect.space(self._screen, self._screen))
        if on_text is not None:
            on_text(text)
        return Reply(text=text)

    def close(self) -> None:
        self._plan.clear()
