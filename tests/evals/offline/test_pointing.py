"""ScreenSpot in its three forms, with scores worked out by hand."""

import pytest

from agent import actions as act
from agent.errors import StorageError, UsageError
from agent.evals.offline import tally

from .conftest import paint, save


def item(box, name="a.png", kind="text", **more):
    return {
        "img_filename": name,
        "bbox": box,
        "instruction": "close this",
        "data_type": kind,
        "data_source": "ios",
    } | more


def tap(x, y):
    return act.Tap(at=(x, y))


@pytest.mark.parametrize(("name", "suffix"), [("screenspot", ""), ("screenspot-v2", "_v2")])
def test_a_point_inside_the_box_is_right_edges_included(name, suffix, tmp_path, answer):
    # x, y, width, height: the box spans 100..300 and 200..260.
    box = [100, 200, 200, 60]
    save(tmp_path / f"screenspot_mobile{suffix}.json", [item(box)] * 4 + [item(box, kind="icon")])
    save(tmp_path / f"screenspot_web{suffix}.json", [item([0, 0, 10, 10], name="b.png")])
    paint(tmp_path / "screenspotv2_image" / "a.png")
    paint(tmp_path / "b.png")

    answers = answer(
        name, tmp_path, tap(100, 200), tap(300, 260), tap(302, 230), tap(200, 230),
        act.LongPress(at=(200, 230)), tap(500, 500),
    )  # fmt: skip

    assert [one.judgement.exact for one in answers] == [True, True, False, True, True, False]
    scores = {score.split: (score.right, score.count) for score in tally(answers)}
    assert scores == {
        "mobile/text": (3, 4), "mobile": (4, 5), "text": (3, 5), "mobile/icon": (1, 1),
        "icon": (1, 1), "web/text": (0, 1), "web": (0, 1), "all": (4, 6),
    }  # fmt: skip


def test_a_reply_that_cannot_be_read_and_one_that_points_nowhere_are_misses(tmp_path, answer):
    save(tmp_path / "screenspot_desktop.json", [item([0, 0, 999, 999])] * 3)
    paint(tmp_path / "a.png")

    answers = answer("screenspot", tmp_path, "I do not know.", act.Wait(), tap(5, 5))

    (score,) = (one for one in tally(answers) if one.split == "all")
    assert (score.right, score.count, score.unreadable) == (1, 3, 1)


def test_each_part_is_told_of_its_own_kind_of_device(tmp_path, answer):
    save(tmp_path / "screenspot_mobile.json", [item([0, 0, 9, 9])])
    save(tmp_path / "screenspot_desktop.json", [item([0, 0, 9, 9])])
    paint(tmp_path / "a.png")

    answer("screenspot", tmp_path, tap(1, 1), tap(1, 1))

    phone, desktop = (str(prompt.messages[0].parts) for prompt in answer.model.prompts)
    assert "mobile_use" in phone
    assert "computer_use" in desktop


def test_screenspot_pro_has_corners_and_groups(tmp_path, answer):
    def one(name, box, kind):
        return {
            "img_filename": "vscode/a.png", "bbox": box, "instruction": "run", "id": name,
            "instruction_cn": "", "application": "vscode", "platform": "macos",
            "img_size": [3000, 2000], "ui_type": kind, "group": "Dev",
        }  # fmt: skip

    save(
        tmp_path / "annotations" / "vscode_macos.json",
        [one("v1", [2900, 1900, 2960, 1960], "icon"), one("v2", [10, 10, 20, 20], "text")],
    )
    paint(tmp_path / "images" / "vscode" / "a.png", (3000, 2000))

    answers = answer("screenspot-pro", tmp_path, tap(2930, 1930), tap(40, 15))

    scores = {score.split: (score.right, score.count) for score in tally(answers)}
    assert scores["Dev/icon"] == (1, 1)
    assert scores["Dev/text"] == (0, 1)
    assert scores["all"] == (1, 2)


def test_what_is_not_there_is_named(tmp_path, answer):
    with pytest.raises(UsageError, match="screenspot_mobile"):
        answer("screenspot", tmp_path)
    with pytest.raises(UsageError, match="annotations"):
        answer("screenspot-pro", tmp_path)
    save(tmp_path / "screenspot_web.json", [item([0, 0, 1, 1])])
    with pytest.raises(UsageError, match=r"a\.png is missing"):
        answer("screenspot", tmp_path, tap(0, 0))
    save(tmp_path / "screenspot_web.json", [{"img_filename": "a.png"}])
    with pytest.raises(StorageError, match="item 0 lacks"):
        answer("screenspot", tmp_path)


@pytest.mark.parametrize("box", [None, 7, [1, 2, 3], [1, 2, 3, None], "1234"])
def test_an_item_whose_box_is_none_is_named(box, tmp_path, answer):
    save(tmp_path / "screenspot_web.json", [item(box)])

    with pytest.raises(StorageError, match="item 0 lacks"):
        answer("screenspot", tmp_path)
