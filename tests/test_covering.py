"""Covering places of a picture, and knowing a piece of one again."""

import hashlib

from agent.covering import COVER, covered, piece, places
from agent.settle import changed_box
from agent.testing import paint
from agent.types import Box, Frame, Size

SIZE = Size(300, 200)
WHITE = (255, 255, 255)


def drawn(*words: tuple[int, int, str]) -> Frame:
    """Each word at its left and top, a letter as four stripes of its own colours and heights."""
    boxes = []
    for left, top, word in words:
        for at, letter in enumerate(word):
            seed = hashlib.sha256(letter.encode()).digest()
            for stripe in range(4):
                x = left + 10 * at + 2 * stripe
                r, g, b = seed[stripe], seed[stripe + 4], seed[stripe + 8]
                high = Box(x, top, x + 1, top + 6 + seed[stripe + 12] % 5)
                boxes.append((high, (r % 200, g % 200, b % 200)))
    return paint(SIZE, WHITE, boxes)


BLANK = drawn()
TYPED = drawn((40, 50, "say xyzzyplughwort"))
WHERE = changed_box(BLANK, TYPED)


def test_what_is_covered_is_of_one_colour_and_the_rest_as_it_was():
    cover = covered(TYPED, [Box(40, 40, 150, 70), Box(-5, 190, 400, 260)])
    data = bytes(cover.data)
    inside = {data[(y * 300 + x) * 4 :][:4] for y in range(40, 70) for x in range(40, 150)}
    assert inside == {bytes(COVER)}
    assert data[: 40 * 300 * 4] == bytes(TYPED.data)[: 40 * 300 * 4]
    assert data[190 * 300 * 4 :] == bytes(COVER) * 3000
    assert covered(TYPED, []) is TYPED


def test_a_piece_that_has_moved_is_found():
    known = piece(BLANK, TYPED, WHERE)
    assert known.rows
    moved = WHERE._replace(top=WHERE.top + 70, bottom=WHERE.bottom + 70)
    found = places(known, drawn((40, 120, "say xyzzyplughwort")))
    assert moved in found
    # The stripes are upright: a row of theirs is like the next one.
    assert all(abs(one.top - moved.top) < 12 and one.left == moved.left for one in found)


def test_a_part_of_it_is_found_without_what_stood_around_it():
    known = piece(BLANK, TYPED, WHERE)
    word = "xyzzyplughwort"
    found = places(known, drawn((10, 120, word)))
    assert Box(10 - 40, 120, 10 - 40 + WHERE.right - WHERE.left, WHERE.bottom + 70) in found


def test_other_things_are_not_taken_for_it():
    known = piece(BLANK, TYPED, WHERE)
    assert places(known, BLANK) == []
    assert places(known, drawn((40, 120, "quick brown fox"))) == []


def test_a_line_is_nothing_to_be_known_by():
    line = paint(SIZE, WHITE, [(Box(20, 50, 200, 52), (0, 0, 0))])
    assert piece(BLANK, line, Box(20, 50, 200, 52)).rows == ()


def test_on_a_turned_screen_the_place_is_all_that_is_known():
    turned = paint(Size(200, 300), WHITE)
    assert piece(turned, TYPED, WHERE).rows == ()
