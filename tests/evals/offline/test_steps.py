"""AndroidControl, AITZ and GUI-Odyssey: what is right by each published rule, by hand."""

import json

import pytest

from agent import actions as act
from agent.errors import StorageError, UsageError
from agent.evals.offline import Wanted, benchmark, tally
from agent.types import Size

from .conftest import control_episode, paint, save

CLOCK = ((100, 100, 200, 200), "Clock")
ALARM = ((0, 400, 1000, 500), "Alarm")
STEPS = (
    ({"action_type": "open_app", "app_name": "Clock"}, "open the clock", [CLOCK]),
    ({"action_type": "click", "x": 300, "y": 450}, "tap Alarm", [ALARM, ((0, 0, 1000, 1000), "")]),
    ({"action_type": "scroll", "direction": "down"}, "scroll down", []),
    ({"action_type": "input_text", "text": "seven thirty"}, "type the time", []),
    ({"action_type": "navigate_back"}, "go back", []),
    ({"action_type": "wait"}, "wait", []),
    ({"action_type": "long_press", "x": 500, "y": 900}, "hold the alarm", []),
)
RIGHT = (
    act.OpenApp(name="clock"),
    act.Tap(at=(900, 450)),
    act.Swipe(start=(500, 800), end=(500, 200)),
    act.TypeText(text="Seven"),
    act.Press(key="back"),
    act.Wait(),
    act.LongPress(at=(510, 930)),
)


def exact(answers):
    return [one.judgement.exact for one in answers]


def kinds(answers):
    return [one.judgement.kind for one in answers]


def test_androidcontrol_by_qwens_rule(tmp_path, answer):
    control_episode(tmp_path, "android_control-00000-of-00020", 7, *STEPS)

    answers = answer("androidcontrol-high", tmp_path, *RIGHT)
    assert exact(answers) == [True] * 7
    (score,) = (one for one in tally(answers) if one.split == "all")
    assert (score.episodes, score.whole) == (1, 1)

    wrong = answer(
        "androidcontrol-high", tmp_path,
        act.Tap(at=(150, 150)),  # the app's own icon
        act.Tap(at=(300, 515)),  # outside of the row x 1.2 (390-510), and 0.065 away
        act.Swipe(start=(500, 200), end=(500, 800)),
        act.TypeText(text="eight"),
        act.Press(key="home"),
        act.Finish(),
        act.Tap(at=(500, 900)),
    )  # fmt: skip
    assert exact(wrong) == [True, False, False, False, False, False, False]
    assert kinds(wrong) == [True, True, True, True, True, False, False]
    near = answer("androidcontrol-high", tmp_path, *RIGHT[:1], act.Tap(at=(300, 505)), *RIGHT[2:])
    assert exact(near)[1]


@pytest.mark.parametrize(
    ("scorer", "scroll", "touch", "text"),
    [
        # a scroll the other way; a touch 0.12 away, outside of the row; one of two words
        ("qwen", False, False, True),
        ("ui-s1", True, False, True),
        ("os-atlas", False, True, True),
    ],
)
def test_androidcontrols_rules_differ(scorer, scroll, touch, text, tmp_path, answer):
    control_episode(tmp_path, "android_control-0", 7, *STEPS)
    replies = list(RIGHT)
    replies[1] = act.Tap(at=(300, 570))
    replies[2] = act.Swipe(start=(500, 200), end=(500, 800))
    replies[3] = act.TypeText(text="thirty")

    found = answer("androidcontrol-high", tmp_path, *replies, scorer=scorer)

    assert exact(found)[1:4] == [touch, scroll, text]


def test_agentcpm_leaves_out_opening_and_asks_at_the_end(tmp_path, answer):
    control_episode(tmp_path, "android_control-0", 7, *STEPS)

    # Without the first step, with one more; the screen itself is one of the five nearest elements.
    found = answer(
        "androidcontrol-high", tmp_path,
        act.Tap(at=(20, 990)), *RIGHT[2:5], act.Finish(), RIGHT[6], act.Finish(status="failure"),
        scorer="agentcpm",
    )  # fmt: skip

    assert [one.id for one in found] == [*(f"7-{index}" for index in range(1, 7)), "7-end"]
    assert exact(found) == [True] * 7


def test_agentcpm_finds_the_nearest_elements_in_shares_of_the_screen():
    # On 1000x2000: 300 px below the point are 0.15 of the screen, 250 px beside it are 0.25.
    below = tuple((490.0, 1290.0 + n, 510.0, 1310.0 + n) for n in range(5))
    beside = (740.0, 990.0, 760.0, 1010.0)
    wanted = Wanted("click", point=(500.0, 1000.0), areas=(*below, beside))
    rule = benchmark("androidcontrol-high").scorer("agentcpm")

    def hits(x, y):
        return rule.judge(wanted, act.Tap(at=(x, y)), Size(1000, 2000)).exact

    assert hits(500, 1300)
    assert not hits(750, 1000)


def test_low_tells_the_step_and_high_does_not(tmp_path, answer):
    control_episode(tmp_path, "android_control-0", 7, *STEPS[:2])

    answer("androidcontrol-low", tmp_path, *RIGHT[:2])
    low = [str(prompt.messages[-1].parts[0]) for prompt in answer.model.prompts]
    answer("androidcontrol-high", tmp_path, *RIGHT[:2])
    high = [str(prompt.messages[-1].parts[0]) for prompt in answer.model.prompts]

    assert "tap Alarm" in low[1]
    assert "tap Alarm" not in high[1]
    assert all("set an alarm" in said for said in (*low, *high))
    # What was rightly done before is told, whatever the model chose then.
    assert "open the clock" in high[1]


def test_the_test_split_and_its_subsplits(tmp_path, answer):
    for number in (1, 2, 3):
        control_episode(tmp_path, f"android_control-{number}", number, STEPS[4])
    save(tmp_path / "splits.json", {"train": [1], "test": [2, 3]})
    save(tmp_path / "test_subsplits.json", {"IDD": [2], "app_unseen": [3]})
    back = act.Press(key="back")

    scores = tally(answer("androidcontrol-high", tmp_path, back, act.Press(key="home")))
    assert {score.split: (score.right, score.count) for score in scores} == {
        "IDD": (1, 1), "press": (1, 2), "app_unseen": (0, 1), "all": (1, 2),
    }  # fmt: skip
    assert len(answer("androidcontrol-high", tmp_path, back, split="train")) == 1
    assert len(answer("androidcontrol-high", tmp_path, back, split="app_unseen")) == 1
    with pytest.raises(UsageError, match="no split 'dev'"):
        answer("androidcontrol-high", tmp_path, split="dev")


def test_a_family_with_turns_sees_the_earlier_screens(tmp_path, answer):
    control_episode(tmp_path, "android_control-0", 7, *STEPS[4:6], STEPS[4])

    replies = (act.Press(key="back"), act.Wait(seconds=5.0), act.Press(key="back"))
    answer("androidcontrol-high", tmp_path, *replies, dialect="ui-tars-1.5")

    last = answer.model.prompts[2].messages
    screens = [part for message in last for part in message.parts if not isinstance(part, str)]
    # The colour of the screens counts the steps.
    assert [bytes(screen.frame.data[:3]) for screen in screens] == [
        bytes((index, 0, 0)) for index in range(3)
    ]
    assert "press_back()" in str([message.parts for message in last if message.role == "assistant"])


def aitz_step(number, kind, touch=(-1.0, -1.0), lift=None, text="", desc="x"):
    return {
        "episode_id": "5", "episode_length": 5, "step_id": number, "instruction": "open the clock",
        "ui_positions": "[[400, 0, 100, 1000], [0, 0, 50, 50]]", "ui_text": '["Alarm", ""]',
        "ui_types": '["TEXT", "ICON"]', "result_action_type": kind, "result_action_text": text,
        "result_touch_yx": json.dumps(list(touch)),
        "result_lift_yx": json.dumps(list(lift or touch)),
        "image_path": f"google_apps/GOOGLE-5/GOOGLE-5_{number}.png", "coat_action_desc": desc,
    }  # fmt: skip


@pytest.fixture
def aitz(tmp_path):
    folder = tmp_path / "test" / "google_apps" / "GOOGLE-5"
    steps = [
        aitz_step(0, 4, (0.45, 0.3)),  # y first: the point (300, 450), in the row
        aitz_step(1, 4, (0.8, 0.5), (0.2, 0.52)),  # the finger goes up
        aitz_step(2, 3, text="alarm clock"),
        aitz_step(3, 6),
        aitz_step(4, 10),
    ]
    save(folder / "GOOGLE-5.json", steps)
    for number in range(5):
        paint(folder / f"GOOGLE-5_{number}.png")
    return tmp_path


def test_aitz_by_agentcpms_rule(aitz, answer):
    right = answer(
        "aitz", aitz, act.Tap(at=(900, 505)), act.Scroll(direction="down"),
        act.TypeText(text="Alarm Clock please"), act.Press(key="home"), act.Finish(),
        dialect="ui-tars-1.5",
    )  # fmt: skip
    assert exact(right) == [True] * 5
    assert right[0].splits == ("google_apps", "click")
    wrong = answer(
        "aitz", aitz, act.Tap(at=(20, 20)), act.Scroll(direction="up"), act.TypeText(text="clack"),
        act.Press(key="back"), act.Tap(at=(1, 1)), dialect="ui-tars-1.5",
    )  # fmt: skip
    assert exact(wrong) == [False] * 5
    assert kinds(wrong) == [True, True, True, True, False]


def test_aitz_by_coats_rule(aitz, answer):
    rest = (act.Swipe(start=(5, 900), end=(5, 100)), act.TypeText(text="alarm clok"),
            act.Press(key="home"), act.Finish())  # fmt: skip

    # The row x 1.2 holds the point; what lies between the elements is no element.
    found = answer("aitz", aitz, act.Tap(at=(990, 450)), *rest, scorer="coat", split="test")
    assert exact(found) == [True] * 5
    missed = answer("aitz", aitz, act.Tap(at=(300, 505)), *rest, scorer="coat")
    assert exact(missed) == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("scorer", "said", "right"),
    [
        ("agentcpm", act.Wait(), True),
        ("agentcpm", act.Finish(status="failure"), True),
        ("coat", act.Finish(status="failure"), True),
        ("coat", act.Wait(), False),  # of the five kinds that CoAT's evaluator maps, none
    ],
)
def test_what_counts_as_stopping_is_the_scorers_own(scorer, said, right):
    rule = benchmark("aitz").scorer(scorer)

    assert rule.judge(Wanted("done"), said, Size(10, 10)).exact is right


def odyssey_step(number, action, info, **more):
    return {"step": number, "screenshot": f"1_{number}.png", "action": action, "info": info} | more


@pytest.fixture
def odyssey(tmp_path):
    steps = [
        odyssey_step(0, "CLICK", [[500, 500]], sam2_bbox=[100, 480, 900, 520]),
        odyssey_step(1, "CLICK", "KEY_APPSELECT"),
        odyssey_step(2, "SCROLL", [[500, 800], [520, 200]]),
        odyssey_step(3, "TEXT", "fashion"),
        odyssey_step(4, "LONG_PRESS", [[100, 100]]),
        odyssey_step(5, "COMPLETE", ""),
    ]
    about = {"category": "Web_Shopping", "instruction": "find a coat"}
    for name in ("1", "2"):
        save(
            tmp_path / "annotations" / f"{name}.json",
            {
                "episode_id": name,
                "device_info": {"w": 1000, "h": 2000},
                "task_info": about,
                "step_length": 6,
                "steps": steps,
            },
        )
    save(tmp_path / "splits" / "app_split.json", {"train": ["2.json"], "test": ["1.json"]})
    for number in range(6):
        paint(tmp_path / "screenshots" / f"1_{number}.png", (1000, 2000))
    return tmp_path


def test_gui_odyssey_by_its_own_rule(odyssey, answer):
    def asked(*replies):
        return exact(answer("gui-odyssey", odyssey, *replies, split="app", dialect="odyssey-agent"))

    # In the box; 0.12 away; four of the seven letters of fashion must change for fabric.
    assert asked(
        "CLICK: (150, 500)", "PRESS_RECENT", "SCROLL: UP", "TYPE: fabric",
        "LONG_PRESS: (220, 100)", "COMPLETE",
    ) == [True, True, True, False, True, True]  # fmt: skip
    assert asked(
        "CLICK: (500, 650)", "PRESS_HOME", "SCROLL: DOWN", "TYPE: fashon",
        "LONG_PRESS: (250, 100)", "IMPOSSIBLE",
    ) == [False, False, False, True, False, False]  # fmt: skip


def test_gui_odyssey_is_judged_on_the_picture_whatever_the_device_measures(odyssey, answer):
    for number in range(6):
        paint(odyssey / "screenshots" / f"1_{number}.png", (600, 300))
    replies = ["CLICK: (150, 500)", "PRESS_RECENT", "SCROLL: UP", "TYPE: fashion",
               "LONG_PRESS: (220, 100)", "COMPLETE"]  # fmt: skip

    found = answer("gui-odyssey", odyssey, *replies, split="app", dialect="odyssey-agent")

    assert exact(found) == [True] * 6


def test_all_episodes_are_asked_where_no_split_is_named(odyssey):
    questions = list(benchmark("gui-odyssey").load(odyssey, ""))

    assert [question.episode for question in questions] == ["1"] * 6 + ["2"] * 6
    with pytest.raises(UsageError, match="moon_split"):
        list(benchmark("gui-odyssey").load(odyssey, "moon"))


@pytest.mark.parametrize("name", ["androidcontrol-high", "aitz", "gui-odyssey"])
def test_a_folder_without_the_data_is_named(name, tmp_path):
    with pytest.raises(UsageError, match=tmp_path.name):
        list(benchmark(name).load(tmp_path, ""))


@pytest.mark.parametrize("listing", ["{", '{"train": []}', '{"test": [1]}'])
def test_a_damaged_split_is_named(odyssey, listing):
    (odyssey / "splits" / "app_split.json").write_text(listing)

    with pytest.raises(StorageError, match="is no list of episodes"):
        list(benchmark("gui-odyssey").load(odyssey, "app"))


def test_a_damaged_episode_is_named(tmp_path):
    save(tmp_path / "annotations" / "1.json", {"episode_id": "1"})
    save(tmp_path / "E" / "E.json", [{"step_id": 0}])
    bad = {"action_type": "teleport"}
    control_episode(tmp_path, "android_control-0", 1, (bad, "go", []))

    for name, said in (("gui-odyssey", "1.json"), ("aitz", "E.json"), ("androidcontrol-low", "-0")):
        with pytest.raises(StorageError, match=said):
            list(benchmark(name).load(tmp_path, ""))
