"""The tokenizer loses nothing, and keeps prompts and replies short."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent import actions as act
from agent.models.local.chat import Chat
from agent.pocket.goals import all_goals, phrase
from agent.pocket.oracle import FIXED_ACTIONS, next_move
from agent.pocket.phone import catalogue
from agent.pocket.questions import SCREEN, Writer
from agent.pocket.views import Item, View
from agent.types import Box, Decision


def _written(tokenizer: Any, chat: Chat, text: str) -> tuple[str, int]:
    ids = tokenizer.encode(text, add_special_tokens=False)
    return chat.decode(ids), len(ids)


@given(text=st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(tokenizer_and_chat: tuple[Any, Chat], text: str) -> None:
    tokenizer, chat = tokenizer_and_chat
    assert _written(tokenizer, chat, text)[0] == text.encode("utf-8", "replace").decode()


def test_replies_are_the_grammar_and_short(
    tokenizer_and_chat: tuple[Any, Chat], writer: Writer
) -> None:
    tokenizer, chat = tokenizer_and_chat
    thought = "Wanted: Wi-Fi on. Here: Internet. Next: Wi-Fi, now off."
    actions = [*FIXED_ACTIONS, *(act.Tap(at=(x, 40 + 2 * x)) for x in range(0, 1080, 90))]
    for action in actions:
        reply = writer.reply(Decision(action=action, thought=thought, summary="Tap Wi-Fi"))
        said, count = _written(tokenizer, chat, reply)
        assert said == reply
        assert count <= 25


def test_the_prompt_costs_few_tokens(tokenizer_and_chat: tuple[Any, Chat], writer: Writer) -> None:
    _, chat = tokenizer_and_chat
    prompt = writer.prompt("open settings and enable wifi")
    encoded = chat.encode(prompt)
    pictures = sum(
        1 for each in encoded.ids if each == max(set(encoded.ids), key=encoded.ids.count)
    )
    assert len(encoded.ids) - pictures <= 40


def test_held_out_sentences_come_back(tokenizer_and_chat: tuple[Any, Chat]) -> None:
    tokenizer, chat = tokenizer_and_chat
    chance = random.Random(1)
    goals = list(all_goals(catalogue()))
    for _ in range(200):
        sentence = phrase(chance.choice(goals), catalogue(), "test", chance)
        assert _written(tokenizer, chat, sentence)[0] == sentence


def test_the_teacher_looks_before_it_taps() -> None:
    goals = {
        (goal.title, goal.on): goal for goal in all_goals(catalogue()) if goal.kind == "switch"
    }
    row = Item("Wi-Fi", Box(0, 462, 1080, 651), checked=False)
    view = View("settings", "Internet", (row,), "network/internet", marked="Wi-Fi")
    past = ["Tap the first result"]
    on = next_move(goals["Wi-Fi", True], view, SCREEN, past)
    off = next_move(goals["Wi-Fi", False], view, SCREEN, past)
    assert on.thought.endswith("Next: Wi-Fi, now off.")
    assert isinstance(on.action, act.Tap)
    assert isinstance(off.action, act.Finish)


def test_the_teacher_does_not_trust_what_others_searched_for() -> None:
    goal = next(goal for goal in all_goals(catalogue()) if goal.title == "Wi-Fi" and goal.on)
    row = Item("Wi-Fi", Box(0, 462, 1080, 651), checked=False)
    page = View("settings", "Internet", (row,), "network/internet", marked="Wi-Fi")
    results = View("search", "", (Item("Wi-Fi", Box(0, 294, 1080, 494)),), typed="Wi-Fi")
    for view in (page, results):
        assert next_move(goal, view, SCREEN).action == act.Press(key="back")
