"""What of the past a family is shown: its last k screens, older steps in the family's form."""

from dataclasses import replace

import pytest

from agent import actions as act
from agent import registry
from agent.types import (
    ActionResult,
    Decision,
    DeviceInfo,
    Frame,
    Observation,
    Picture,
    Prompt,
    Size,
    Step,
    Timings,
)

SIZE = Size(28, 56)
DEVICE = DeviceInfo(kind="android", serial="x", size=SIZE, actions=frozenset({"tap", "type_text"}))
FAMILIES = sorted({registry.dialect(name).name for name in registry.names("dialects")})
PICTURES = {
    "doubao-ui-tars": 5, "ui-tars-1.0": 5, "ui-tars-1.5": 5, "gui-owl-1.5": 4, "holo1-nav": 3,
    "holo3": 3, "mai-ui": 3, "opencua": 3, "opencua-a3b": 3, "ui-s1": 2,
}  # fmt: skip
"""Screens in a prompt, the current one included, by the families' own sources; else one."""
CONVERSED = {*PICTURES, "autoglm-phone"} - {"gui-owl-1.5"}
"""Families whose older steps stay turns of the conversation, without their screens."""


def screen(number: int) -> Frame:
    return Frame(SIZE, bytes([number]) * (SIZE.width * SIZE.height * 4))


def step(number: int, said: str = "") -> Step:
    decision = Decision(action=act.Tap(at=(1, 1)), raw=f"reply {number}", summary=f"tap {number}")
    observation = Observation(screen(number), at=0.0)
    result = ActionResult(ok=True, said=said)
    return Step(number, observation, decision, result, Timings(), 0.0)


def asked(name: str, steps: int) -> Prompt:
    history = [step(number) for number in range(steps)]
    now = Observation(screen(steps), at=0.0)
    return registry.dialect(name).prompt(
        "buy milk", history, now, seen=SIZE, device=DEVICE, notes=("the red one",)
    )


def pictures(prompt: Prompt) -> list[int]:
    parts = [part for message in prompt.messages for part in message.parts]
    return [part.frame.data[0] for part in parts if isinstance(part, Picture)]


def text(prompt: Prompt, at: int | None = None) -> str:
    messages = prompt.messages if at is None else (prompt.messages[at],)
    return "\n".join(str(part) for message in messages for part in message.parts)


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("steps", [0, 1, 3, 9])
def test_the_last_screens_are_shown_in_order(name: str, steps: int) -> None:
    most = PICTURES.get(name, 1)
    shown = list(range(steps + 1))[-most:]
    assert pictures(asked(name, steps)) == shown


@pytest.mark.parametrize("name", sorted(CONVERSED))
def test_older_steps_stay_turns_of_the_conversation(name: str) -> None:
    prompt = asked(name, 9)
    assert [message.parts for message in prompt.messages if message.role == "assistant"] == [
        (f"reply {number}",) for number in range(9)
    ]
    assert "buy milk" in text(prompt)
    roles = [message.role for message in prompt.messages if message.role != "system"]
    assert roles == ["user", "assistant"] * 9 + ["user"]


def test_older_steps_of_a_folding_family_are_lines() -> None:
    prompt = asked("gui-owl-1.5", 9)
    replies = [message.parts for message in prompt.messages if message.role == "assistant"]
    assert replies == [(f"reply {number}",) for number in (6, 7, 8)]
    assert "Step 1: tap 0" in text(prompt)
    assert "Step 6: tap 5" in text(prompt)
    assert "Step 7" not in text(prompt)


@pytest.mark.parametrize("name", sorted({*PICTURES, "autoglm-phone"}))
def test_what_is_new_stands_in_the_last_turn(name: str) -> None:
    """What a model has computed for the turns before it stays true."""
    prompt = asked(name, 3)
    assert "the red one" in text(prompt, -1)
    before = replace(prompt, messages=prompt.messages[:-1])
    assert "the red one" not in text(before)


REPLIES = ["odyssey-agent", "seeclick", "showui", "ui-venus-1.0", "ui-venus-1.5"]
"""Families that are told their past steps by their own replies, as they learned it."""


@pytest.mark.parametrize("name", REPLIES)
def test_a_step_is_told_by_the_reply_itself(name: str) -> None:
    now = text(asked(name, 2), -1)
    assert "Step 1: reply 0\n" in now
    assert "Step 2: reply 1\n" in now


@pytest.mark.parametrize("name", ["os-atlas-pro", "showui", "ui-venus-1.5"])
def test_it_is_told_everything_in_one_turn(name: str) -> None:
    (message,) = asked(name, 2).messages
    assert message.role == "user"


def test_opencua_is_told_its_task_with_the_current_screen() -> None:
    prompt = asked("opencua", 3)
    assert "buy milk" in text(prompt, -1)
    assert "buy milk" not in text(replace(prompt, messages=prompt.messages[:-1]))
