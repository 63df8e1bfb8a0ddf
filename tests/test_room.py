"""Room for pictures, given out again."""

from devices.room import Room


def test_what_nobody_looks_at_any_more_is_given_out_again():
    room = Room(most=4)
    first = room.take(100)
    view = memoryview(first)[10:].toreadonly()
    assert room.take(100) is not first
    view.release()
    assert room.take(100) is first
    assert len(first) == 100


def test_a_part_of_a_view_holds_all_of_it():
    room = Room(most=4)
    buffer = room.take(8)
    part = memoryview(buffer)[2:4]
    whole = memoryview(part)
    part.release()
    assert room.take(8) is not buffer
    assert bytes(whole) == bytes(2)


def test_no_more_than_that_many_are_kept_and_those_of_one_length():
    room = Room(most=3)
    held = [memoryview(room.take(50)) for _ in range(9)]
    assert len({id(view.obj) for view in held}) == 9
    assert len(room) == 3
    assert len(room.take(60)) == 60
    assert len(room) == 1
