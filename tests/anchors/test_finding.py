"""Anchors: found where the thing is now, by name or by picture, and never in two places."""

import numpy as np
import pytest

from agent.anchors import anchor, find, state_of
from agent.types import Box, Element, Frame, Observation, Size

SIZE, LARGER = Size(540, 1200), Size(720, 1600)


def row(title: str, top: int, *, checked: bool = False) -> tuple[Element, ...]:
    return (
        Element(box=Box(0, top, 540, top + 90), clickable=True, role="LinearLayout"),
        Element(box=Box(80, top + 20, 300, top + 60), text=title, role="TextView"),
        Element(
            box=Box(440, top + 20, 520, top + 70), checkable=True, checked=checked, role="Switch"
        ),
    )


def blank(size: Size = SIZE) -> Frame:
    return Frame(size, bytes(size.width * size.height * 4))


def seen(*elements: Element, frame: Frame | None = None) -> Observation:
    return Observation(frame or blank(), at=0.0, elements=elements)


def drawn(size: Size, marks: dict[tuple[int, int], int], *, dark: bool = False) -> Frame:
    """Patterns at places: each a grid of blocks that its number decides, on a plain ground."""
    ground, ink = (20, 235) if dark else (245, 30)
    plane = np.full((size.height, size.width), ground, np.uint8)
    block = size.width // 54
    for (x, y), number in marks.items():
        cells = np.random.default_rng(number).random((6, 6)) < 0.5
        pattern = np.kron(cells, np.ones((block, block), bool))
        tall, wide = pattern.shape
        plane[y : y + tall, x : x + wide][pattern] = ink
    return Frame(size, np.repeat(plane[..., None], 4, axis=2).tobytes())


def test_a_row_is_found_by_its_title_where_it_is_now():
    before = (*row("Wi-Fi", 200), *row("Bluetooth", 300))
    kept = anchor(blank(), before, (400, 345))

    found = find(kept, seen(*row("Hotspot", 200), *row("Wi-Fi", 300), *row("Bluetooth", 700)))

    assert kept.label == "Bluetooth"
    assert found is not None
    assert (found.point, found.how) == ((400, 745), "text")


def test_what_the_tree_does_not_name_is_not_there_even_if_it_looks_alike():
    frame = drawn(SIZE, {(100, 210): 1})
    kept = anchor(frame, row("Wi-Fi", 200), (120, 240))

    assert find(kept, seen(*row("Bluetooth", 200), frame=frame)) is None


def test_twins_are_told_apart_by_what_lies_around_them():
    home, work = row("Call", 200), row("Call", 700)
    names = (
        Element(box=Box(0, 150, 500, 190), text="Home", role="TextView"),
        Element(box=Box(0, 650, 500, 690), text="Work", role="TextView"),
        *(
            Element(box=Box(0, top, 500, top + 40), text=f"{side} {number}", role="TextView")
            for side, start in (("home", 300), ("work", 800))
            for number, top in enumerate(range(start, start + 200, 50))
        ),
    )
    kept = anchor(blank(), (*home, *work, *names), (120, 740))

    found = find(kept, seen(*home, *work, *names))

    assert found is not None
    assert found.point == (120, 740)


def test_twins_that_nothing_tells_apart_are_not_found():
    kept = anchor(blank(), row("Call", 200), (120, 240))

    assert find(kept, seen(*row("Call", 200), *row("Call", 700))) is None


def test_a_button_of_another_meaning_with_the_same_id_is_not_taken():
    def button(text: str) -> Element:
        box = Box(300, 900, 500, 980)
        return Element(box=box, text=text, role="Button", resource_id="button1", clickable=True)

    kept = anchor(blank(), (button("OK"),), (400, 940))

    assert find(kept, seen(button("Delete"))) is None


def test_a_field_is_known_by_its_id_whatever_is_written_in_it():
    def field(text: str, top: int) -> Element:
        box = Box(20, top, 520, top + 80)
        return Element(
            box=box, text=text, role="EditText", resource_id="name", editable=True, clickable=True
        )

    kept = anchor(blank(), (field("", 200),), (270, 240))
    found = find(kept, seen(field("Ada", 500)))

    assert found is not None
    assert (found.point, found.how) == ((270, 540), "id")


def test_the_switch_of_a_row_is_its_state():
    kept = anchor(blank(), row("Wi-Fi", 200), (120, 240))

    assert state_of(kept, row("Wi-Fi", 600, checked=True)) is True
    assert state_of(kept, row("Wi-Fi", 600)) is False
    assert state_of(kept, row("Bluetooth", 600)) is None


@pytest.mark.parametrize(
    ("size", "dark", "how"),
    [(SIZE, False, "picture"), (LARGER, False, "picture"), (LARGER, True, "edges")],
)
def test_a_picture_is_found_on_a_screen_of_another_size_or_theme(size, dark, how):
    kept = anchor(drawn(SIZE, {(100, 300): 1, (300, 300): 2}), (), (130, 330))
    x, y = size.width * 330 // 540, size.height * 830 // 1200
    half = size.width // 18
    frame = drawn(size, {(x - half, y - half): 1, (40, 40): 2}, dark=dark)

    found = find(kept, seen(frame=frame))

    assert found is not None
    assert found.how == how
    assert abs(found.point.x - x) <= size.width * 0.02
    assert abs(found.point.y - y) <= size.width * 0.02


def test_a_picture_that_is_there_twice_or_not_at_all_is_not_found():
    kept = anchor(drawn(SIZE, {(100, 300): 1}), (), (130, 330))

    assert find(kept, seen(frame=drawn(SIZE, {(100, 300): 1, (300, 800): 1}))) is None
    assert find(kept, seen(frame=drawn(SIZE, {(100, 300): 7}))) is None


def test_a_plain_piece_of_ground_is_no_target():
    kept = anchor(drawn(SIZE, {(100, 300): 1}), (), (400, 900))

    assert find(kept, seen(frame=drawn(SIZE, {(100, 300): 1}))) is None
