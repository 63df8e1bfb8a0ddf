import shutil
import sqlite3
from datetime import UTC, datetime

import pytest

from devices.phone.state.alarms import PATH, Alarm, Alarms, UnknownAlarmError
from devices.phone.state.timers import TimerState, UnknownTimerError

SUNDAY_NOON = datetime(2023, 10, 15, 12, 0, tzinfo=UTC).timestamp()


class Watch:
    """A clock that a test sets."""

    def __init__(self):
        self.time = SUNDAY_NOON

    def __call__(self):
        return self.time


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def alarms(tmp_path, watch):
    return Alarms(tmp_path, watch)


def test_a_fresh_clock_has_deskclocks_two_alarms_both_off(alarms):
    found = [(a.hour, a.minute, a.days, a.enabled) for a in alarms.list()]
    assert found == [(8, 30, 0b0011111, False), (9, 0, 0b1100000, False)]


def test_an_alarm_comes_back_as_it_was_stored(alarms):
    made = alarms.create(Alarm(6, 5, days=1, label="Gym", vibrate=False, ringtone=""))
    alarm = alarms.get(made)
    assert alarm == Alarm(6, 5, days=1, label="Gym", vibrate=False, ringtone="", id=made)


def test_rows_written_by_another_client_are_listed(alarms, tmp_path):
    alarms.clear()
    before = alarms.stamp()
    with sqlite3.connect(tmp_path / PATH.lstrip("/")) as db:
        db.execute("INSERT INTO alarm_templates VALUES (5, 7, 15, 0, 1, 0, 'Tea', NULL, 0)")
    db.close()
    assert alarms.stamp() != before
    assert [(a.hour, a.minute, a.label, a.ringtone) for a in alarms.list()] == [(7, 15, "Tea", "")]


def test_update_delete_and_unknown_ids(alarms):
    made = alarms.create(Alarm(6, 0))
    alarms.update(Alarm(7, 1, enabled=False, id=made))
    assert (alarms.get(made).hour, alarms.get(made).enabled) == (7, False)
    alarms.delete(made)
    with pytest.raises(UnknownAlarmError):
        alarms.delete(made)
    with pytest.raises(UnknownAlarmError):
        alarms.update(Alarm(1, 1, id=made))


@pytest.mark.parametrize(
    ("alarm", "hours"),
    [
        (Alarm(13, 0), 1),
        (Alarm(12, 0), 24),
        (Alarm(11, 0), 23),
        (Alarm(9, 0, days=1), 21),
        (Alarm(11, 0, days=64), 7 * 24 - 1),
    ],
)
def test_the_next_time_of_an_alarm(alarm, hours):
    assert alarm.next_time(SUNDAY_NOON) == SUNDAY_NOON + hours * 3600


def test_next_is_the_enabled_alarm_that_rings_first(alarms):
    assert alarms.next() is None
    alarms.create(Alarm(18, 0))
    soon = alarms.create(Alarm(12, 30))
    assert alarms.next().id == soon


def test_clearing_the_apps_data_brings_the_defaults_back(alarms, tmp_path):
    alarms.create(Alarm(6, 0))
    alarms.stopwatch.start()
    shutil.rmtree(tmp_path / "data/data/com.google.android.deskclock")
    assert len(alarms.list()) == 2
    assert not alarms.stopwatch.running


def test_the_stopwatch_counts_on_the_phones_clock(alarms, watch):
    stopwatch = alarms.stopwatch
    stopwatch.start()
    watch.time += 2.5
    stopwatch.lap()
    watch.time += 1
    stopwatch.pause()
    watch.time += 100
    assert (stopwatch.running, stopwatch.paused, stopwatch.elapsed_s) == (False, True, 3.5)
    stopwatch.start()
    watch.time += 1
    stopwatch.lap()
    assert [(x.number, x.lap_s, x.total_s) for x in stopwatch.laps] == [
        (2, 2.0, 4.5),
        (1, 2.5, 2.5),
    ]
    stopwatch.reset()
    assert (stopwatch.elapsed_s, stopwatch.laps, stopwatch.paused) == (0.0, (), False)


def test_the_stopwatch_goes_on_while_the_app_is_closed(alarms, watch, tmp_path):
    alarms.stopwatch.start()
    watch.time += 10
    assert Alarms(tmp_path, watch).stopwatch.elapsed_s == 10


def test_a_timer_runs_pauses_ends_and_resets(alarms, watch):
    timers = alarms.timers
    made = timers.create(3930, "Bread")
    watch.time += 30
    assert (timers.list()[0].state, timers.list()[0].left_s) == (TimerState.RUNNING, 3900)
    timers.pause(made)
    watch.time += 500
    assert (timers.list()[0].state, timers.list()[0].left_s) == (TimerState.PAUSED, 3900)
    timers.start(made)
    watch.time += 3901
    assert timers.list()[0].state is TimerState.EXPIRED
    timers.add_minute(made)
    assert (timers.list()[0].state, timers.list()[0].left_s) == (TimerState.RUNNING, 60)
    timers.reset(made)
    assert (timers.list()[0].state, timers.list()[0].left_s) == (TimerState.RESET, 3930)


def test_timers_are_listed_newest_first_and_deleted_alone(alarms):
    timers = alarms.timers
    first, second = timers.create(60, start=False), timers.create(120)
    assert [t.id for t in timers.list()] == [second, first]
    timers.relabel(first, "Eggs")
    timers.delete(second)
    assert [(t.id, t.label, t.length_s) for t in timers.list()] == [(first, "Eggs", 60)]
    with pytest.raises(UnknownTimerError):
        timers.start(second)


def test_ruined_preferences_are_empty_ones(alarms):
    alarms.stopwatch.start()
    alarms.preferences.file.write_text("<map><int name='sw_state'")
    assert not alarms.stopwatch.running
    alarms.timers.create(5)
    assert len(alarms.timers.list()) == 1


def test_watchers_hear_of_alarms_and_of_timers(alarms):
    heard = []
    unwatch = alarms.watch(lambda: heard.append(1))
    alarms.create(Alarm(1, 2))
    alarms.timers.create(5)
    unwatch()
    alarms.touch()
    assert len(heard) == 2


def test_words_where_numbers_belong_are_read_as_nothing(alarms):
    alarms.clear()
    with alarms.database.open() as db:
        db.execute("INSERT INTO alarm_templates VALUES (1, 'x', 'y', 'z', 1, 1, 7, NULL, 0)")
    assert alarms.list() == (Alarm(0, 0, label="7", ringtone="", id=1),)
