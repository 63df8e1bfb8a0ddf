import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize as theirs

from agent.errors import ConfigError, ModelLoadFailed
from agent.models.local.geometry import Geometry, read_geometry, smart_resize
from agent.types import Size

QWEN25 = {"factor": 28, "min_pixels": 3136, "max_pixels": 12845056}
QWEN3 = {"factor": 32, "min_pixels": 65536, "max_pixels": 16777216}


@pytest.mark.parametrize(
    ("screen", "limits", "seen"),
    [
        ((1080, 2400), QWEN25, (1092, 2408)),
        ((1080, 2400), QWEN3, (1088, 2400)),
        ((1080, 2400), {**QWEN25, "max_pixels": 1280 * 28 * 28}, (672, 1484)),
        ((1920, 1080), QWEN25, (1932, 1092)),
        ((1920, 1080), QWEN3, (1920, 1088)),
        ((3840, 2160), QWEN25, (3836, 2156)),
        ((1170, 2532), QWEN3, (1184, 2528)),
        ((720, 1280), QWEN3, (704, 1280)),
        ((1080, 2400), {"factor": 32, "min_pixels": 1024, "max_pixels": 147456}, (256, 544)),
        ((10, 10), QWEN25, (56, 56)),
    ],
)
def test_screens_are_shown_at_the_published_sizes(
    screen: tuple[int, int], limits: dict[str, int], seen: tuple[int, int]
) -> None:
    assert smart_resize(Size(*screen), **limits) == seen


@given(
    width=st.integers(20, 4000),
    height=st.integers(20, 4000),
    factor=st.sampled_from([28, 32]),
    max_tokens=st.integers(64, 16384),
)
def test_it_is_the_rule_of_the_families_processor(
    width: int, height: int, factor: int, max_tokens: int
) -> None:
    area = max_tokens * factor**2
    high, wide = theirs(height, width, factor=factor, min_pixels=4 * factor**2, max_pixels=area)
    assert smart_resize(Size(width, height), factor, 4 * factor**2, area) == (wide, high)


def test_a_strip_is_refused() -> None:
    with pytest.raises(ConfigError, match="too narrow"):
        smart_resize(Size(10, 4000), **QWEN25)


def test_both_ways_of_stating_the_area_are_read(tmp_path: Path) -> None:
    old = {"patch_size": 14, "min_pixels": 3136, "max_pixels": 100352}
    new = {"patch_size": 16, "size": {"shortest_edge": 4096, "longest_edge": 262144}}
    found = []
    for said in (old, new):
        (tmp_path / "preprocessor_config.json").write_text(json.dumps(said))
        found.append(read_geometry(tmp_path, {}))
    assert [(g.factor, g.min_pixels, g.max_pixels) for g in found] == [
        (28, 3136, 100352),
        (32, 4096, 262144),
    ]


def test_without_the_file_the_weights_say_the_patch(tmp_path: Path) -> None:
    assert read_geometry(tmp_path, {"patch_size": 16}).factor == 32


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "cannot be read"),
        ('{"patch_size": "large"}', "does not describe a picture"),
        ('{"patch_size": 14}', "cuts patches of 14 pixels, the weights take 16"),
        ('{"patch_size": 16, "image_mean": [0.5]}', "does not describe a picture"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "preprocessor_config.json").write_text(text)
    with pytest.raises(ModelLoadFailed, match=reason) as caught:
        read_geometry(tmp_path, {"patch_size": 16})
    assert caught.value.hint


def test_the_user_narrows_the_area() -> None:
    geometry = Geometry(patch=14, min_pixels=3136, max_pixels=12845056)
    assert geometry.narrowed(None, 1003520).seen(Size(1080, 2400)) == (672, 1484)
    assert geometry.narrowed(None, 1000).min_pixels == 1000
    assert geometry.narrowed(20_000_000, None).max_pixels == 20_000_000
    assert geometry.tokens(Size(1092, 2408)) == 3354


@pytest.mark.parametrize("limits", [(None, 500), (10_000, 9_000), (0, None)])
def test_an_impossible_area_is_refused(limits: tuple[int | None, int | None]) -> None:
    with pytest.raises(ConfigError):
        Geometry(patch=14).narrowed(*limits)
