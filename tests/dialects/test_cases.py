"""Replies as the families really write them, with the action that was meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent import actions as act
from agent.dialects.qwen import QWEN3_VL, QWEN25_VL, QwenDialect
from agent.types import Frame, Observation, Size

FOLDER = Path(__file__).parent / "cases"
DIALECTS = {"qwen2.5-vl": QWEN25_VL, "qwen3-vl": QWEN3_VL}


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        dialect = DIALECTS[path.stem.rsplit("-", 1)[0]]
        found += [
            pytest.param(dialect, case, id=case["id"])
            for case in json.loads(path.read_text(encoding="utf-8"))
        ]
    return found


def plain(action: act.Action) -> dict[str, Any]:
    """Our action in the words of the case files."""
    match action:
        case act.Tap(at=(x, y)) | act.Click(at=(x, y), button="left", count=1):
            return {"type": "tap", "x": x, "y": y}
        case act.Click(at=(x, y), button="left", count=2):
            return {"type": "double_click", "x": x, "y": y}
        case act.LongPress(at=(x, y)):
            return {"type": "long_press", "x": x, "y": y, "duration_ms": action.seconds * 1000}
        case act.TypeText():
            return {"type": "type", "text": action.text}
        case act.Press():
            return {"type": "system_button", "button": action.key}
        case act.MoveCursor(to=(x, y)):
            return {"type": "mouse_move", "x": x, "y": y}
        case act.Wait():
            return {"type": "wait", "seconds": action.seconds}
        case act.Scroll():
            amount = {"amount": action.amount, "unit": action.unit}
            return {"type": "scroll", "direction": action.direction, **amount}
        case _:
            raise AssertionError(f"no case has {action}")


@pytest.mark.parametrize(("dialect", "case"), cases())
def test_a_reply_means_its_action(dialect: QwenDialect, case: dict[str, Any]) -> None:
    screen, seen = Size(*case["screen"]), Size(*case["seen"])
    observation = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)

    decision = dialect.parse(case["reply"], dialect.space(screen, seen), observation)

    wanted = case["wanted"]
    if wanted["type"] == "parse_error":
        assert decision.action is None
        assert decision.error
        return
    assert decision.action is not None, decision.error
    found = plain(decision.action)
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        if key in {"x", "y"}:
            assert abs(found[key] - value) <= 1, f"{key}: {found[key]}, wanted {value}"
        else:
            assert found[key] == value
    assert bool(decision.repairs) or not case["malformed"]
    assert decision.raw == case["reply"]
