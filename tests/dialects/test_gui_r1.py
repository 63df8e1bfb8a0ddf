"""GUI-R1: fields that hold nothing, and words in other spellings."""

import pytest

from agent import actions as act
from agent import registry
from agent.actions import Action
from agent.types import Decision, Frame, Observation, Size


def parse(word: str, point: str = "[-100, -100]", text: str = "no input text") -> Decision:
    spoken = registry.dialect("gui-r1")
    space = spoken.space(Size(1000, 1000), Size(1000, 1000))
    row = f"{{'action': '{word}', 'point': {point}, 'input_text': '{text}'}}"
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
    return spoken.parse(f"<think>.</think><answer>[{row}]</answer>", space, observation)


@pytest.mark.parametrize(
    "word", ["click", "long_press", "type", "scroll", "doubleclick", "moveto", "fly"]
)
def test_an_action_without_what_it_needs_is_refused(word: str) -> None:
    decision = parse(word)
    assert decision.action is None
    assert decision.error


def test_a_broken_first_action_does_not_give_way_to_the_second() -> None:
    rows = "{'action': 'click', 'point': [5, 6], 'input_text': 'a'}, {'action': 'wait'}"
    spoken = registry.dialect("gui-r1")
    space = spoken.space(Size(1000, 1000), Size(1000, 1000))
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
    broken = f"<answer>[{rows.removeprefix('{')}]</answer>"
    assert spoken.parse(broken, space, observation).action is None


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("double_click", act.Click(at=(5, 6), count=2)),
        ("long press", act.LongPress(at=(5, 6))),
        ("TAP", act.Tap(at=(5, 6))),
        ("open", act.OpenApp(name="Maps")),
        ("press back", act.Press(key="back")),
    ],
)
def test_a_word_in_another_spelling_is_understood_and_said(word: str, wanted: Action) -> None:
    decision = parse(word, "[5, 6]", "Maps")
    assert decision.action == wanted, decision.error
    assert decision.repairs
