"""Rules for texts, and the command that puts it all together."""

import json

import pytest

from agent.cli.app import run
from agent.evals.offline.wording import contains, half_the_words, mostly_alike, nearly_alike

from .conftest import control_episode, paint, save


@pytest.mark.parametrize(
    ("rule", "wanted", "said", "right"),
    [
        (contains, "New York", "new york ", True),
        (contains, "New York", "York", True),
        (contains, "New York", "Boston", False),
        (half_the_words, "a b c d", "a b c", True),  # F1 = 6/7
        (half_the_words, "a b c", "a x y", False),  # F1 = 1/3
        (half_the_words, "a b", "a c", False),  # F1 = 1/2 is not above it
        (nearly_alike, "abcd", "abxy", True),  # two of four letters changed
        (nearly_alike, "abcd", "axyz", False),
        (nearly_alike, "ABCD", "abcd", False),
        (mostly_alike, "abcdefghij", "abcdefghix", True),  # 2 * 9 / 20
        (mostly_alike, "abcde", "abcdx", False),  # 2 * 4 / 10 is not above 0.8
        (mostly_alike, "", "x", True),
    ],
)
def test_texts_that_count_as_the_same(rule, wanted, said, right):
    assert rule(wanted, said) is right


REPLY = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'


@pytest.fixture
def script(tmp_path):
    def write(*replies) -> str:
        path = tmp_path / "script.jsonl"
        lines = [{"dialect": "qwen3-vl"}, *({"reply": reply} for reply in replies)]
        path.write_text("\n".join(map(json.dumps, lines)))
        return f"scripted:{path}"

    return write


def test_the_command_asks_judges_and_writes_down(tmp_path, script, capsys):
    spot = {"img_filename": "a.png", "instruction": "close", "data_source": "ios"}
    save(
        tmp_path / "screenspot_mobile.json",
        [
            {**spot, "bbox": [0, 0, 100, 100], "data_type": "text"},
            {**spot, "bbox": [0, 0, 100, 100], "data_type": "icon"},
            {**spot, "bbox": [0, 0, 100, 100], "data_type": "icon"},
        ],
    )
    paint(tmp_path / "a.png")
    model = script(
        REPLY % '{"action": "click", "coordinate": [50, 50]}',
        "no grammar",
        REPLY % '{"action": "click", "coordinate": [500, 50]}',
    )
    words = ["eval", "offline", "screenspot", str(tmp_path), "--model", model]
    out = tmp_path / "answers.jsonl"

    assert run([*words, "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["benchmark"], told["scorer"]) == ("screenspot", "inside")
    whole = told["scores"][-1]
    assert (whole["split"], whole["count"], whole["right"]) == ("all", 3, 1)
    assert whole["unreadable"] == 1
    assert whole["interval"] == pytest.approx([0.0615, 0.7923], abs=1e-4)
    kept = [json.loads(line) for line in out.read_text().splitlines()]
    assert [one["right"] for one in kept] == [True, False, False]
    assert kept[1]["error"]

    assert run([*words, "--limit", "1"]) == 0
    shown = capsys.readouterr().out
    assert "mobile/text  1      1      100.0" in shown
    assert "scored as inside" in shown
    assert run([*words, "--out", str(out)]) == 3
    assert "File exists" in capsys.readouterr().err


def test_the_command_names_episodes_that_were_right_throughout(tmp_path, script, capsys):
    back = ({"action_type": "navigate_back"}, "go back", [])
    control_episode(tmp_path, "android_control-1", 1, back, back)
    control_episode(tmp_path, "android_control-2", 2, back)
    reply = REPLY % '{"action": "system_button", "button": "Back"}'
    model = script(reply, "?", reply)

    words = ["androidcontrol-high", str(tmp_path), "--model", model, "--scorer", "ui-s1"]
    assert run(["eval", "offline", *words]) == 0
    last = capsys.readouterr().out.splitlines()[-2].split()
    assert last == ["all", "3", "2", "66.7", "20.8-93.9", "66.7", "1", "1/2"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--model"),
        (("screenspott", ".", "--model", "x"), 2, "Did you mean 'screenspot'?"),
        (("aitz", ".", "--model", "x", "--scorer", "mine"), 2, "no scorer is called 'mine'"),
    ],
)
def test_wrong_usage(words, code, said, capsys):
    assert run(["eval", "offline", *words]) == code
    assert said in capsys.readouterr().err


def test_what_the_scorer_leaves_out_is_no_question(tmp_path, script, capsys):
    opening = ({"action_type": "open_app", "app_name": "Clock"}, "open", [])
    control_episode(tmp_path, "android_control-1", 1, opening)
    save(tmp_path / "splits.json", {"train": [1], "test": []})

    words = ["androidcontrol-high", str(tmp_path), "--model", script("?")]
    assert run(["eval", "offline", *words]) == 5
    assert "no question" in capsys.readouterr().err


def test_the_benchmarks_are_listed(capsys):
    assert run(["eval", "offline", "--list"]) == 0
    assert "androidcontrol-low" in capsys.readouterr().out
