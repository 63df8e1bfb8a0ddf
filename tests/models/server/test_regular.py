"""A family's grammar as a regular expression allows what the grammar allows, and little more."""

import re
from typing import Any

import pytest
from llguidance import LLMatcher, LLTokenizer

from agent import registry
from agent.actions import Finish, LongPress, Press, Tap, TypeText, Wait
from agent.errors import UnknownAction
from agent.models.server.regular import regular
from agent.types import Decision, DeviceInfo, Frame, Observation, Size

BYTES: Any = LLTokenizer("byte")
SCREEN, SEEN = Size(1080, 2400), Size(1092, 2408)
SEEN_NOW = Observation(Frame(SCREEN, bytes(SCREEN.width * SCREEN.height * 4)), at=0.0)
OFFERED = frozenset(
    {"tap", "click", "long_press", "type_text", "press", "hotkey", "wait", "swipe", "scroll"}
)
FAMILIES = sorted({registry.dialect(name).name for name in registry.names("dialects")})
ACTIONS: tuple[Any, ...] = (
    Tap(at=(541, 1211)),
    LongPress(at=(10, 21)),
    TypeText(text='a "b" {c} (d) [e] | \\ \' 1'),
    Press(key="back"),
    Wait(),
    Finish(),
)
SIMPLE = """start: (thought | "Go: ") action (AFTER)?
action: "tap(" X ")"
    | "wait" ( "?" X )?
thought[suffix="\\nGo: "]: /Thought: (?s:.*)/
X: /[1-9][0-9]{0,2}/
AFTER: /<\\/end>/
"""


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        ("Go: tap(12)", True),
        ("Go: wait", True),
        ("Go: wait?7</end>", True),
        ("Thought: a\nb\nGo: tap(1)", True),
        ("Go: tap(0)", False),
        ("Go: tap12)", False),
        ("Thought: a tap(1)", False),
        ("Go: tap(1)!", False),
    ],
)
def test_it_says_what_the_grammar_says(reply: str, allowed: bool) -> None:
    assert bool(re.fullmatch(regular(SIMPLE), reply)) == allowed


@pytest.mark.parametrize("name", FAMILIES)
def test_it_allows_what_llguidance_does_by_every_familys_grammar(name: str) -> None:
    dialect = registry.dialect(name)
    device = DeviceInfo(kind="android", serial="", size=SCREEN, actions=OFFERED)
    grammar = dialect.prompt("x", (), SEEN_NOW, seen=SEEN, device=device).grammar
    matcher = LLMatcher(BYTES, LLMatcher.grammar_from_lark(grammar), log_level=0)
    pattern = regular(grammar)
    # What all the servers' engines read: no flags, nothing ahead or behind.
    assert "(?" not in pattern
    held = re.compile(pattern)
    said = 0
    for action in ACTIONS:
        try:
            reply = dialect.render(Decision(action=action), dialect.space(SCREEN, SEEN))
        except UnknownAction:
            continue
        for text in (reply, reply[:-1], reply + "!", reply[1:], reply.replace("1", "12345")):
            tokens = BYTES.tokenize_str(text)
            fresh = matcher.deep_copy()
            whole = fresh.try_consume_tokens(tokens) == len(tokens) and fresh.is_accepting()
            assert bool(held.fullmatch(text)) == whole, text
            said += whole
    assert said


@pytest.mark.parametrize(
    "grammar", ["", "start: missing", "start: again\nagain: again", "%llguidance {}\nstart: X"]
)
def test_another_form_of_grammar_is_refused(grammar: str) -> None:
    with pytest.raises(ValueError, match="rule"):
        regular(grammar)
