from datetime import UTC, datetime

import pytest

from devices.phone.state.messages import Conversation, Message
from devices.phone.ui.apps.file_words import items, size
from devices.phone.ui.apps.message_words import bubbles, matches, summary
from devices.phone.ui.apps.moments import day, moment

NOW = datetime(2023, 10, 15, 15, 34, tzinfo=UTC).timestamp()
DAY = 86400


@pytest.mark.parametrize(
    ("when", "short", "long"),
    [
        (NOW - 3 * 3600, "12:34 PM", "12:34 PM"),
        (NOW - DAY, "Oct 14", "Oct 14, 3:34 PM"),
        (NOW - 365 * DAY, "Oct 15, 2022", "Oct 15, 2022, 3:34 PM"),
    ],
)
def test_moments_are_as_short_as_they_can_be(when, short, long):
    assert day(when, NOW, hours24=False) == short
    assert moment(when, NOW, hours24=False) == long


def test_hours_may_be_24():
    assert day(NOW, NOW, hours24=True) == "15:34"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (900, "900 B"), (2514, "2.51 kB"), (34_500_000, "34.5 MB"), (10**11, "100 GB")],
)
def test_sizes_are_as_android_writes_them(count, words):
    assert size(count) == words


def test_items_are_counted():
    assert (items(1), items(0)) == ("1 item", "0 items")


def test_the_time_stands_above_a_text_that_comes_after_a_pause():
    texts = [Message("1", body, NOW + at, id=at) for at, body in ((0, "a"), (60, "b"), (2000, "c"))]
    shown = [(row["body"], row["head"]) for row in bubbles(texts, NOW, hours24=True)]
    assert shown == [("c", "16:07"), ("b", ""), ("a", "15:34")]


def test_a_conversation_has_the_name_of_its_number():
    talk = Conversation((Message("(650) 555-0100", "Two\nlines", NOW, read=False, id=1),))
    row = summary(talk, {"6505550100": "Ana"}, NOW, hours24=True)
    assert (row["name"], row["snippet"], row["unread"], row["initial"]) == (
        "Ana", "Two lines", 1, "A",
    )  # fmt: skip
    assert summary(talk, {}, NOW, hours24=True)["name"] == "(650) 555-0100"


@pytest.mark.parametrize(
    ("query", "found"),
    [("", True), ("an", True), ("650555", True), ("LINES", True), ("bo", False), ("777", False)],
)
def test_a_search_finds_by_name_number_and_text(query, found):
    talk = Conversation((Message("(650) 555-0100", "Two lines", NOW),))
    assert matches(talk, {"6505550100": "Ana"}, query) is found
