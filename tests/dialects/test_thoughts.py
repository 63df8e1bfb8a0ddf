"""What a reply says before its action: the thought and the one sentence, without their marks."""

import pytest

from agent import registry
from agent.types import Frame, Observation, Size

OBSERVATION = Observation(Frame(Size(1, 1), bytes(4)), at=0.0)
HEADER = "<|im_start|>assistant<|recipient|>"
CLICK = "pyautogui.click(x=0.5, y=0.5)"


@pytest.mark.parametrize(
    ("family", "reply", "thought", "summary"),
    [
        ("ui-tars-1.5", "**Thought:** It loads.\n**Action:** wait()", "It loads.", ""),
        ("ui-tars-1.5", "Thought: It loads. Action: wait()", "It loads.", ""),
        ("ui-tars-1.5", "Reflection: No.\nAction_Summary: Wait.\nAction: wait()", "No.", "Wait."),
        ("doubao-ui-tars", "<think>Hm.</think>\nThought: So.\nAction: wait()", "Hm.\nSo.", ""),
        ("os-atlas-pro", "**thoughts:**\nIt loads.\n**actions:**\nWAIT", "It loads.", ""),
        ("aguvis", f"Thought: A.\nAction: B.\nassistantos\n{CLICK}", "A.", "B."),
        ("aguvis", f"<|recipient|>all\nThought: A.\n<|recipient|>os\n{CLICK}", "A.", ""),
        (
            "aguvis",
            f"all\nThought: A.\nAction: B.<|im_end|>\n{HEADER}os\n{CLICK}<|diff_marker|>",
            "A.",
            "B.",
        ),
        ("aguvis", f"os\n{CLICK}", "", ""),
        ("opencua-a3b", f"Thought: A.\nAction: B.\nCode:\n{CLICK}", "A.", "B."),
        ("autoglm-phone", 'It is done.\n<answer>do(action="Back")</answer>', "It is done.", ""),
        ("ui-venus-1.5", "<think>A</think><action>Wait()</action><conclusion>B", "A", "B"),
    ],
)
def test_thought_and_summary_are_told_apart(
    family: str, reply: str, thought: str, summary: str
) -> None:
    dialect, size = registry.dialect(family), Size(1080, 2400)
    decision = dialect.parse(reply, dialect.space(size, size), OBSERVATION)
    assert decision.action is not None, decision.error
    assert (decision.thought, decision.summary) == (thought, summary)
