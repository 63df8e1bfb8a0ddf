"""A model that points truly passes; each deliberate mistake is named by the report."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from agent.dialects.qwen import QWEN3_VL, QWEN25_VL, QwenDialect
from agent.errors import StorageError
from agent.grounding import Report, draw
from agent.testing.pointing import Write, truthful
from agent.types import Point, Size

Examine = Callable[..., Report]
Mistake = Callable[[float, float, Size, Size], tuple[float, float]]
CALL = (
    '<tool_call>\n{{"name": "mobile_use", "arguments":'
    ' {{"action": "click", "coordinate": [{:g}, {:g}]}}}}\n</tool_call>'
)
CLOUD = random.Random(4)


def wrong(mistake: Mistake) -> Write:
    """Writes what ``mistake`` makes of (x, y) in pixels of the picture, the screen, the picture."""

    def write(at: Point, screen: Size, seen: Size) -> str:
        x, y = at.x * seen.width / screen.width, at.y * seen.height / screen.height
        return CALL.format(*mistake(x, y, screen, seen))

    return write


@pytest.mark.parametrize("dialect", [QWEN25_VL, QWEN3_VL], ids=lambda dialect: dialect.name)
def test_a_true_model_passes(examine: Examine, dialect: QwenDialect) -> None:
    report = examine(truthful(dialect), dialect)
    assert report.passed
    assert report.hits == len(report.answers) == 26
    assert report.pixels
    assert report.pixels.worst <= 2


@pytest.mark.parametrize(
    ("mistake", "dialect", "named"),
    [
        (
            lambda x, y, screen, seen: (round(x * 1000 / seen[0]), round(y * 1000 / seen[1])),
            QWEN25_VL,
            "writes numbers from 0 to 1000, and the dialect reads pixels of the picture",
        ),
        (
            lambda x, y, screen, seen: (round(x), round(y)),
            QWEN3_VL,
            "writes pixels of the picture (532x1204), and the dialect reads numbers from 0 to 1000",
        ),
        (
            lambda x, y, screen, seen: (x * screen[0] / seen[0], y * screen[1] / seen[1]),
            QWEN25_VL,
            "writes pixels of the screen (540x1200), and the dialect reads pixels of the picture",
        ),
        (
            lambda x, y, screen, seen: (x / seen[0], y / seen[1]),
            QWEN25_VL,
            "writes numbers from 0 to 1, and",
        ),
        (
            lambda x, y, screen, seen: (round(x * 0.62), round(y * 0.62)),
            QWEN25_VL,
            "shown a picture of about 330x747, not of 532x1204: the server resized it",
        ),
        (
            lambda x, y, screen, seen: (round(x * 1.6), round(y * 1.6)),
            QWEN25_VL,
            "not of 532x1204: the server resized it",
        ),
        (lambda x, y, screen, seen: (y, x), QWEN25_VL, "the axes are swapped"),
        (
            lambda x, y, screen, seen: (y * 1000 / seen[1], x * 1000 / seen[0]),
            QWEN3_VL,
            "the axes are swapped",
        ),
        (lambda x, y, screen, seen: (seen[0] - x, y), QWEN25_VL, "mirrored across"),
        (lambda x, y, screen, seen: (x, y + 40), QWEN25_VL, "lie +40 px off down"),
        (
            lambda x, y, screen, seen: (round(x / 50) * 50, round(y / 50) * 50),
            QWEN25_VL,
            "in steps of 50, which is 9.4% of the screen: coarse output",
        ),
        (
            lambda x, y, screen, seen: (x + CLOUD.gauss(0, 40), y + CLOUD.gauss(0, 40)),
            QWEN25_VL,
            "without a rule: a bad quantisation",
        ),
    ],
    ids=[
        "rel1000-as-pixels", "pixels-as-rel1000", "screen-pixels", "shares", "made-smaller",
        "made-larger", "swapped", "swapped-rel", "mirrored", "offset", "coarse", "cloud",
    ],
)  # fmt: skip
def test_each_mistake_is_named(
    examine: Examine, mistake: Mistake, dialect: QwenDialect, named: str
) -> None:
    report = examine(wrong(mistake), dialect)
    assert not report.passed
    assert any(named in defect for defect in report.defects), report.defects


def test_replies_that_name_no_place_are_misses(examine: Examine) -> None:
    def write(at: Point, screen: Size, seen: Size) -> str:
        if at.y > screen.height // 2:
            return "I cannot see it."
        return truthful(QWEN25_VL)(at, screen, seen)

    report = examine(write)
    assert not report.passed
    assert 0 < report.hits < len(report.answers)
    assert "replies name no place; the first, bottom left corner: " in report.defects[0]


def test_a_model_that_never_points(examine: Examine) -> None:
    report = examine(lambda at, screen, seen: "no")
    assert (report.passed, report.pixels, report.fit) == (False, None, None)
    assert report.defects[0].startswith("26 of 26 replies name no place")


def pixels(path: Path) -> set[object]:
    with Image.open(path) as image:
        assert image.size == (540, 1200)
        return {colour for _, colour in image.getcolors(maxcolors=1 << 16) or ()}


def test_the_picture_shows_hits_and_misses(examine: Examine, tmp_path: Path) -> None:
    def picture(report: Report) -> set[object]:
        draw(report, tmp_path / "map.png")
        return pixels(tmp_path / "map.png")

    good = picture(examine(truthful(QWEN25_VL)))
    bad = picture(examine(wrong(lambda x, y, screen, seen: (x, y + 90))))
    none = picture(examine(lambda at, screen, seen: "no"))
    hit, miss = (20, 130, 60), (214, 28, 40)
    assert (hit in good, miss in good) == (True, False)
    assert miss in bad
    assert (hit in none, miss in none) == (False, True)


def test_a_picture_that_cannot_be_written(examine: Examine, tmp_path: Path) -> None:
    report = examine(truthful(QWEN25_VL))
    with pytest.raises(StorageError, match="cannot be written"):
        draw(report, tmp_path / "none" / "map.png")
