"""A flow says what was done, in words that the runner of flows reads and carries out."""

import pytest

from agent import actions as act
from agent.errors import UsageError
from agent.export import Options
from agent.export.flow import FLOW
from agent.flows.expressions import fill
from agent.flows.reading import read_flow
from agent.selectors import point_in

from .conftest import DONE, OPEN, SWITCH


def flow_of(made, tmp_path):
    path = tmp_path / "made.yaml"
    FLOW.write(made.episodes, path, Options())
    return read_flow(path)


def test_every_action_becomes_a_command(record, tmp_path):
    made = record(
        OPEN,
        act.LongPress(at=(10, 20)),
        act.Swipe(start=(100, 400), end=(100, 100)),
        act.TypeText(text="a: 'b' ${c}\n- d"),
        act.Press(key="back"),
        act.Press(key="home"),
        act.Wait(seconds=0.0),
        DONE,
    )

    flow = flow_of(made, tmp_path)

    assert flow.name == "turn Wi-Fi on"
    assert flow.app_id == "com.android.settings"
    assert [line.name for line in flow.lines] == [
        "pressKey", "tapOn", "longPressOn", "swipe", "inputText", "back", "pressKey",
        "waitForAnimationToEnd",
    ]  # fmt: skip
    assert flow.lines[0].command.key == "Home"  # the recording begins there
    size = made.episodes[0].device.size
    assert point_in(flow.lines[1].command.point, size) == OPEN.at
    swipe = flow.lines[3].command
    assert abs(point_in(swipe.start, size).y - 400) <= 1
    assert abs(point_in(swipe.end, size).y - 100) <= 1
    # What stands for a variable is filled in when the line is carried out.
    assert fill(flow.lines[4].command.text, {}) == "a: 'b' ${c}\n- d"


def test_a_swipe_quicker_than_a_flow_can_say_is_its_quickest(record, tmp_path):
    made = record(act.Swipe(start=(100, 400), end=(100, 100), seconds=0.0004), DONE)

    assert flow_of(made, tmp_path).lines[-1].command.duration == 1


def test_a_touch_names_what_it_touched_where_the_recording_knows_it(record, tmp_path):
    made = record(OPEN, SWITCH, act.Tap(at=(20, 20)), DONE, elements=True)

    icon, switch, nowhere = (line.command for line in flow_of(made, tmp_path).lines[1:])

    assert icon.point
    assert (switch.text, switch.point) == ("Wi-Fi", None)
    assert nowhere.point


def test_an_app_is_launched_by_the_package_that_came_to_the_front(record, tmp_path):
    flow = flow_of(record(act.OpenApp(name="settings"), DONE), tmp_path)

    assert flow.lines[0].command.app_id == "com.android.settings"
    assert not flow.lines[0].command.stop_app


def test_what_failed_is_not_done_again(record, tmp_path):
    flow = flow_of(record(act.OpenApp(name="Radio"), SWITCH, DONE), tmp_path)

    assert [line.name for line in flow.lines] == ["pressKey", "tapOn"]


def test_a_flow_is_one_episode_in_which_something_was_done(record, tmp_path):
    made = record(OPEN, DONE)
    with pytest.raises(UsageError, match="one episode"):
        FLOW.write(made.episodes * 2, tmp_path / "x", Options())
    with pytest.raises(UsageError, match="nothing was done"):
        FLOW.write(record(DONE).episodes, tmp_path / "x", Options())
