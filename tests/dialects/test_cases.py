"""Replies as the families really write them, with the action that was meant.

A file of ``cases`` is named for the dialect that it is about; ``wanted`` is in the screen's pixels.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from agent import actions as act
from agent import registry
from agent.protocols import Dialect
from agent.types import Frame, Observation, Size

FOLDER = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=case["id"])
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def at(pixel: tuple[int, int] | None) -> dict[str, int]:
    return {"x": pixel[0], "y": pixel[1]} if pixel else {}


def plain(action: act.Action) -> dict[str, Any]:
    """Our action in the words of the case files."""
    match action:
        case act.Press():
            return {"type": "system_button", "button": action.key}
        case act.Hotkey():
            return {"type": "key", "keys": list(action.keys)}
        case act.TypeText():
            flags = {"clear": action.clear, "submit": action.submit}
            return {"type": "type", "text": action.text, **at(action.at), **flags}
        case act.OpenApp():
            return {"type": "open_app", "app": action.name}
        case act.AskUser():
            return {"type": "ask_user", "text": action.question}
        case act.Answer():
            return {"type": "answer", "text": action.text}
        case act.Finish():
            return {"type": "terminate", "status": action.status, "text": action.message}
        case act.Wait():
            return {"type": "wait", "seconds": action.seconds}
        case _:
            return placed(action)


def placed(action: act.Action) -> dict[str, Any]:
    match action:
        case act.Click():
            words = {("left", 1): "tap", ("left", 2): "double_click", ("right", 1): "right_click"}
            return {"type": words[action.button, action.count], **at(action.at)}
        case act.Tap() | act.DoubleTap():
            return {"type": action.type, **at(action.at)}
        case act.LongPress():
            return {"type": "long_press", **at(action.at), "duration_ms": action.seconds * 1000}
        case act.Swipe() | act.Drag():
            x2, y2 = action.end
            timed = {"duration_ms": action.seconds * 1000}
            return {"type": action.type, **at(action.start), "x2": x2, "y2": y2, **timed}
        case act.MoveCursor():
            return {"type": "mouse_move", **at(action.to)}
        case act.Scroll():
            amount = {"amount": action.amount, "unit": action.unit}
            return {"type": "scroll", **at(action.at), "direction": action.direction, **amount}
        case _:
            raise AssertionError(f"no case has {action}")


@pytest.mark.parametrize(("family", "case"), cases())
def test_a_reply_means_its_action(family: str, case: dict[str, Any]) -> None:
    dialect: Dialect = registry.dialect(family)
    screen, seen = Size(*case["screen"]), Size(*case["seen"])
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)

    decision = dialect.parse(case["reply"], dialect.space(screen, seen), observation)

    wanted = case["wanted"]
    if wanted["type"] == "parse_error":
        assert decision.action is None
        assert decision.error
        return
    if wanted["type"] == "refuse":  # the place that was asked for is not on the screen
        wanted = {"type": "terminate", "status": "failure"}
    assert decision.action is not None, decision.error
    found = plain(decision.action)
    assert wanted.keys() <= found.keys()
    for key, value in wanted.items():
        if key in {"x", "y", "x2", "y2"}:
            assert abs(found[key] - value) <= 1, f"{key}: {found[key]}, wanted {value}"
        else:
            assert found[key] == value
    assert ("x" in found) == ("x" in wanted)
    assert bool(decision.repairs) or not case["malformed"]
    assert decision.raw == case["reply"]
