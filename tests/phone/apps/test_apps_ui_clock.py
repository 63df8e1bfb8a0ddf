import sqlite3

import pytest

from devices.phone.state.alarms import Alarm
from devices.phone.state.timers import TimerState


@pytest.fixture
def alarms(hand):
    hand.open("clock")
    return hand.state.alarms


def test_a_switch_is_the_alarms_state(hand, alarms):
    hand.tap(description="8:30 AM", cls="android.widget.Switch")
    assert [a.enabled for a in alarms.list()] == [True, False]
    assert hand.see(description="8:30 AM", cls="android.widget.Switch").checked
    alarms.update(Alarm(8, 30, enabled=False, id=alarms.list()[0].id))
    assert hand.see(description="8:30 AM", cls="android.widget.Switch", checked=False)


def test_an_alarm_is_added_on_the_dial(hand, alarms):
    hand.tap(description="Add alarm")
    hand.tap(description="6 o'clock", cls="android.widget.TextView")
    hand.tap(description="45 minutes", cls="android.widget.TextView")
    hand.tap(text="AM")
    hand.tap(text="OK")
    made = [a for a in alarms.list() if (a.hour, a.minute) == (6, 45)]
    assert [a.enabled for a in made] == [True]


def test_an_alarm_is_added_by_typing(hand, alarms):
    hand.tap(description="Add alarm")
    hand.tap(description="Switch to text input mode for the time input.")
    for name, digits in (("hour", "7"), ("minute", "05")):
        hand.tap(resource_id=f"com.google.android.deskclock:id/material_{name}_edit_text")
        hand.scene.clear_text()
        hand.type(digits)
    hand.tap(text="PM")
    hand.tap(text="OK")
    assert (19, 5) in [(a.hour, a.minute) for a in alarms.list()]


def test_an_opened_alarm_is_labelled_repeated_and_deleted(hand, alarms):
    alarms.clear()
    made = alarms.create(Alarm(5, 0))
    hand.tap(description="Expand alarm", cls="android.widget.ImageButton")
    hand.tap(description="Add label")
    hand.type("Swim")
    hand.tap(text="OK")
    hand.tap(description="Monday")
    hand.tap(description="Sunday")
    hand.tap(description="Vibrate")
    kept = alarms.get(made)
    assert (kept.label, kept.days, kept.vibrate) == ("Swim", 1 | 64, False)
    assert hand.see(text="Sun, Mon")
    hand.tap(description="Delete")
    assert alarms.list() == ()
    assert hand.see(text="No Alarms")


def test_a_change_in_the_file_shows_at_once(hand, alarms):
    with sqlite3.connect(alarms.database.file) as db:
        db.execute("INSERT INTO alarm_templates VALUES (NULL, 4, 20, 0, 1, 1, 'Outside', NULL, 0)")
    db.close()
    assert hand.see(text="Outside")
    assert hand.see(text="4:20 AM")


def test_the_stopwatch_runs_and_pauses(hand, alarms):
    hand.tap(description="Stopwatch")
    hand.tap(description="Start")
    assert hand.see(description="Pause")
    assert hand.see(description="Lap")
    hand.tap(description="Lap")
    hand.tap(description="Pause")
    assert hand.see(description="Start")
    named = [n for n in hand.nodes() if "Stopwatch" in (n.text, n.description)]
    assert len(named) == 2  # as AndroidWorld counts the title and the tab
    stopwatch = alarms.stopwatch
    assert stopwatch.paused
    assert len(stopwatch.laps) == 1
    hand.tap(description="Reset")
    assert not stopwatch.paused
    assert hand.see(text="0 00")


def test_the_stopwatch_follows_the_phones_clock(hand, alarms):
    hand.state.clock.freeze()
    alarms.stopwatch.start()
    hand.tap(description="Stopwatch")
    hand.state.clock.set(hand.state.clock.now() + 62.5)
    assert hand.see(text="1:02 50")


def test_a_timer_is_entered_on_the_keypad(hand, alarms):
    hand.tap(description="Timer")
    assert hand.see(text="00h 00m 00s")
    assert not hand.all(description="Start")
    for digit in ("1", "0", "5", "3", "0"):
        hand.tap(description=digit)
    assert hand.see(text="01h 05m 30s")
    hand.tap(description="Start")
    [timer] = alarms.timers.list()
    assert (timer.length_s, timer.state) == (3930, TimerState.RUNNING)
    hand.tap(description="Pause")
    assert alarms.timers.list()[0].state is TimerState.PAUSED
    hand.tap(description="Delete")
    assert hand.see(text="00h 00m 00s")


def test_the_clock_tab_tells_the_phones_time(hand, alarms):
    hand.tap(description="Clock")
    assert hand.see(text="3:34")
    assert hand.see(text="Sun, Oct 15")
    hand.state.settings.put("system", "time_12_24", "24")
    assert hand.see(text="15:34")


def test_an_alarm_that_is_due_is_announced(hand, alarms):
    hand.state.clock.freeze()
    alarms.create(Alarm(15, 35, label="Tea"))
    minute = hand.state.clock.now() // 60 * 60
    for second in (58, 61):
        hand.state.clock.set(minute + second)
        hand.scene.pump(1.1)
    assert hand.see(text="Alarm: 3:35 PM Tea")
    assert hand.see(description="3:35 PM", cls="android.widget.Switch", checked=False)
