"""ScreenSpot, ScreenSpot-v2 and ScreenSpot-Pro: one picture, one instruction, one box.

Formats: njucckevin/SeeClick ``pretrain/screenspot_test.py`` (``bbox``: x, y, width, height),
ScreenSpot-v2's ``screenspot_*_v2.json``, likeaixi/ScreenSpot-Pro ``eval_screenspot_pro.py``
(``bbox``: x1, y1, x2, y2); boxes in pixels of the picture.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from agent.errors import StorageError, UsageError
from agent.evals.offline.question import Area, Question, Wanted, read_picture

__all__ = ["pro", "spots"]

_PARTS = ("mobile", "desktop", "web")
_PICTURES = ("", "images", "screenspot_imgs", "screenspotv2_image")
"""Folders that the pictures are published in."""


def spots(folder: Path, part: str, *, version: str = "") -> Iterator[Question]:
    """``screenspot_<part>[_v2].json`` for all three parts, or the one named."""
    parts = [part] if part else list(_PARTS)
    files = {one: folder / f"screenspot_{one}{version}.json" for one in parts}
    there = {one: path for one, path in files.items() if path.is_file()}
    if not there:
        raise UsageError(
            f"{folder} has none of {', '.join(path.name for path in files.values())}",
            hint="name the folder that holds the annotations",
        )
    for one, path in there.items():
        for number, item in enumerate(_items(path, "data_type")):
            left, top, width, height = item["bbox"]
            box = (left, top, left + width, top + height)
            splits = _splits(one, item["data_type"])
            yield _question(folder, f"{one}-{number}", splits, item, box, phone=one == "mobile")


def pro(folder: Path, part: str) -> Iterator[Question]:
    """``annotations/<app>_<os>.json`` and ``images/``; ``part``: the name of one file."""
    files = sorted((folder / "annotations").glob(f"{part or '*'}.json"))
    if not files:
        raise UsageError(
            f"{folder} has no annotations/{part or '<app>_<os>'}.json",
            hint="name the folder that holds annotations/ and images/",
        )
    for path in files:
        for item in _items(path, "ui_type", "group", "id"):
            left, top, right, bottom = item["bbox"]
            splits = _splits(item["group"], item["ui_type"])
            box = (left, top, right, bottom)
            yield _question(folder, item["id"], splits, item, box, phone=False)


def _splits(group: str, kind: str) -> tuple[str, ...]:
    return f"{group}/{kind}", group, kind


def _question(
    folder: Path,
    name: str,
    splits: tuple[str, ...],
    item: dict[str, Any],
    box: Area,
    *,
    phone: bool,
) -> Question:
    return Question(
        id=name,
        episode=name,
        splits=splits,
        goal=item["instruction"],
        screen=partial(read_picture, _find(folder, item["img_filename"])),
        wanted=Wanted("click", areas=(box,)),
        device="android" if phone else "desktop",
    )


def _items(path: Path, *names: str) -> list[dict[str, Any]]:
    """The objects of a list that have the fields ``names``, a picture, a box and an instruction."""
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StorageError(f"{path} cannot be read: {error}", hint="fetch it again") from error
    wanted = {"img_filename", "bbox", "instruction", *names}
    for number, item in enumerate(items if isinstance(items, list) else [None]):
        if not isinstance(item, dict) or not wanted <= item.keys() or not _is_box(item["bbox"]):
            raise StorageError(
                f"{path}: item {number} lacks one of {', '.join(sorted(wanted))}",
                hint="fetch it again",
            )
    return list(items)


def _is_box(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 4
        and all(isinstance(side, int | float) for side in value)
    )


def _find(folder: Path, name: str) -> Path:
    """The picture beside the annotations, or in one of the folders that it is published in."""
    places = [folder / sub / name for sub in _PICTURES]
    return next((path for path in places if path.is_file()), places[0])
