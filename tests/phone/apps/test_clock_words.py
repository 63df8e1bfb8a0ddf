from datetime import UTC, datetime

import pytest

from devices.phone.state.alarms import Alarm
from devices.phone.ui.apps import clock_words as words

SUNDAY_NOON = datetime(2023, 10, 15, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("seconds", "face"),
    [
        (0, "0 00"),
        (2.3, "2 30"),
        (59.999, "59 99"),
        (62.4999999, "1:02 50"),
        (3723.45, "1:02:03 45"),
    ],
)
def test_the_stopwatchs_face(seconds, face):
    assert " ".join(words.face(seconds)) == face


@pytest.mark.parametrize(
    ("seconds", "left"), [(3930, "1:05:30"), (4.2, "0:05"), (0, "0:00"), (-3, "-0:03")]
)
def test_what_is_left_of_a_timer(seconds, left):
    assert words.countdown(seconds) == left


@pytest.mark.parametrize(
    ("hour", "hours24", "said"),
    [(0, False, ("12:05", "AM")), (12, False, ("12:05", "PM")), (23, True, ("23:05", ""))],
)
def test_the_time_of_day(hour, hours24, said):
    assert words.time_of_day(hour, 5, hours24) == said


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        (Alarm(13, 0), "Today"),
        (Alarm(11, 0), "Tomorrow"),
        (Alarm(11, 0, enabled=False), "Not scheduled"),
        (Alarm(1, 0, days=127), "Every day"),
        (Alarm(1, 0, days=64 | 1 | 16), "Sun, Mon, Fri"),
    ],
)
def test_the_days_of_an_alarm(alarm, said):
    assert words.summary(alarm, SUNDAY_NOON) == said


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        (Alarm(12, 1), "1 minute"),
        (Alarm(13, 30), "1 hour and 30 minutes"),
        (Alarm(12, 0), "1 day"),
        (Alarm(14, 5, days=4), "3 days and 2 hours"),
    ],
)
def test_how_long_until_it_rings(alarm, said):
    assert words.rings_in(alarm, SUNDAY_NOON) == f"Alarm set for {said} from now."
