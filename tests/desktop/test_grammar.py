"""Everything that ``computer_use`` can say reaches the screen, in both families' coordinates."""

import json

import pytest

from agent import registry
from agent.actions import MoveCursor

REPLY = '<tool_call>\n{"name": "computer_use", "arguments": %s}\n</tool_call>'

CALLS = [
    ({"action": "mouse_move", "coordinate": (400, 300)}, []),
    ({"action": "left_click", "coordinate": (400, 300)}, ["press 1", "release 1"]),
    ({"action": "left_click"}, ["press 1", "release 1"]),
    ({"action": "right_click", "coordinate": (400, 300)}, ["press 3", "release 3"]),
    ({"action": "middle_click", "coordinate": (400, 300)}, ["press 2", "release 2"]),
    ({"action": "double_click", "coordinate": (400, 300)}, ["press 1", "release 1"] * 2),
    ({"action": "triple_click", "coordinate": (400, 300)}, ["press 1", "release 1"] * 3),
    ({"action": "left_click_drag", "coordinate": (800, 600)}, ["press 1", "release 1"]),
    ({"action": "scroll", "pixels": -360}, ["press 5", "release 5"] * 3),
    ({"action": "scroll", "pixels": 240, "coordinate": (400, 300)}, ["press 4", "release 4"] * 2),
    ({"action": "hscroll", "pixels": 120}, ["press 7", "release 7"]),
    ({"action": "key", "keys": ["ctrl", "s"]}, ["down Control_L", "down ctrl s"]),
    ({"action": "key", "keys": ["enter"]}, ["down Return"]),
    ({"action": "type", "text": "hi"}, ["down h", "down i"]),
    ({"action": "wait", "time": 0.1}, []),
]


@pytest.mark.parametrize("family", ["qwen2.5-vl", "qwen3-vl"])
@pytest.mark.parametrize(
    ("call", "wanted"), CALLS, ids=[f"{i}-{call['action']}" for i, (call, _) in enumerate(CALLS)]
)
def test_a_call_is_done(desktop, witness, family, call, wanted):
    desktop.perform(MoveCursor(to=(400, 300)))
    witness.take()
    dialect = registry.dialect(family)
    seen = desktop.observe()
    space = dialect.space(seen.size, seen.size)
    if "coordinate" in call:
        call = call | {"coordinate": [round(n) for n in space.to_model(*call["coordinate"])]}

    decision = dialect.parse(REPLY % json.dumps(call), space, seen)

    assert decision.error == ""
    assert desktop.perform(decision.action).ok
    events = witness.take()
    done = [line.rpartition(" ")[0] for line in events if line.startswith(("press", "release"))]
    done += [line for line in events if line.startswith("down")]
    assert done == wanted
    where = [line.rpartition(" ")[2] for line in events if line.startswith("press")]
    assert all(near(place, (400, 300)) for place in where)  # the cursor, where none was said
    end = (800, 600) if call["action"] == "left_click_drag" else (400, 300)
    assert near("{},{}".format(*desktop.observe().cursor), end)


def near(text, point):
    """Qwen3-VL counts in thousandths of the screen."""
    x, y = map(int, text.split(","))
    return abs(x - point[0]) <= 1 and abs(y - point[1]) <= 1


@pytest.mark.parametrize("family", ["qwen2.5-vl", "qwen3-vl"])
def test_the_prompt_offers_the_desktops_function(desktop, family):
    seen = desktop.observe()

    prompt = registry.dialect(family).prompt(
        "save the file", [], seen, seen=seen.size, device=desktop.info()
    )

    said = "".join(part for m in prompt.messages for part in m.parts if isinstance(part, str))
    assert '"computer_use"' in said
    assert "mobile_use" not in said
