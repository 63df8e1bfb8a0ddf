"""What the families that descend from Qwen say and do in ways of their own."""

from agent import actions as act
from agent.dialects.descendants import GUI_OWL_1_5, MAI_UI
from agent.dialects.qwen import QwenDialect
from agent.types import Decision, DeviceInfo, Frame, Observation, Size

SCREEN = Size(1000, 2000)
OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)


def parse(dialect: QwenDialect, arguments: str) -> Decision:
    reply = f'<tool_call>{{"name": "mobile_use", "arguments": {arguments}}}</tool_call>'
    return dialect.parse(reply, dialect.space(SCREEN, SCREEN), OBSERVATION)


def test_gui_owl_asks_the_user_by_its_own_word() -> None:
    for kind in ("android", "desktop"):
        device = DeviceInfo(kind=kind, serial="x", size=SCREEN, actions=frozenset())
        prompt = GUI_OWL_1_5.prompt("g", (), OBSERVATION, seen=SCREEN, device=device)
        system = str(prompt.messages[0].parts[0])
        assert "* interact: ask the user" in system
        assert "ask_user" not in system
    asked = Decision(action=act.AskUser(question="Which?"))
    assert '"interact"' in GUI_OWL_1_5.render(asked, GUI_OWL_1_5.space(SCREEN, SCREEN))


def test_mai_ui_moves_the_finger_by_two_fifths_of_the_width() -> None:
    up = parse(MAI_UI, '{"action": "swipe", "direction": "up"}')
    assert up.action == act.Swipe(start=(500, 1200), end=(500, 800))
    right = parse(MAI_UI, '{"action": "swipe", "direction": "right", "coordinate": [0, 0]}')
    assert right.action == act.Swipe(start=(0, 0), end=(400, 0))
