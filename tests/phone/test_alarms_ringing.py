from datetime import UTC, datetime

import pytest

from devices.phone.state.alarms import Alarm, Alarms
from devices.phone.state.notifications import Notifications
from devices.phone.state.ringing import Ringing

BEFORE_SEVEN = datetime(2023, 10, 16, 6, 59, 58, tzinfo=UTC).timestamp()  # a Monday


class Phone:
    """The parts of a phone that ring, and a clock that a test moves on."""

    def __init__(self, root):
        self.now = BEFORE_SEVEN
        self.alarms = Alarms(root, lambda: self.now)
        self.alarms.clear()
        self.notifications = Notifications()
        self.ringing = Ringing(self.alarms, self.notifications)

    def wait(self, seconds):
        self.now += seconds
        return self.ringing.look()


@pytest.fixture
def phone(tmp_path):
    return Phone(tmp_path)


def test_an_alarm_rings_once_and_is_off_afterwards(phone):
    made = phone.alarms.create(Alarm(7, 0, label="Swim"))
    assert phone.wait(1) == ()
    assert phone.wait(1) == ("Alarm: 7:00 AM Swim",)
    assert phone.wait(1) == ()
    assert not phone.alarms.get(made).enabled
    assert [n.title for n in phone.notifications.list()] == ["Alarm"]


def test_an_alarm_that_a_client_sets_while_the_others_are_read_rings(phone, monkeypatch):
    read = phone.alarms.list

    def read_and_written():
        monkeypatch.undo()
        found = read()
        phone.alarms.create(Alarm(7, 0, label="Late"))
        return found

    monkeypatch.setattr(phone.alarms, "list", read_and_written)
    assert phone.wait(1) == ()
    assert phone.wait(1) == ("Alarm: 7:00 AM Late",)


def test_a_repeated_alarm_stays_on(phone):
    monday = phone.alarms.create(Alarm(7, 0, days=1))
    phone.alarms.create(Alarm(7, 0, days=2))
    assert phone.wait(3) == ("Alarm: 7:00 AM",)
    assert phone.alarms.get(monday).enabled


def test_an_alarm_for_one_use_goes(phone):
    phone.alarms.create(Alarm(7, 0, delete_after_use=True))
    phone.wait(3)
    assert phone.alarms.list() == ()


def test_alarms_that_are_off_do_not_ring(phone):
    phone.alarms.create(Alarm(7, 0, enabled=False))
    assert phone.wait(3) == ()


@pytest.mark.parametrize("jump", [86400, -86400, 3600])
def test_setting_the_clock_rings_nothing(phone, jump):
    phone.alarms.create(Alarm(7, 0))
    assert phone.wait(jump) == ()


def test_a_timer_that_runs_out_says_so_once(phone):
    phone.alarms.timers.create(5, "Eggs")
    assert phone.wait(4) == ()
    assert phone.wait(2) == ("Time's up: Eggs",)
    assert phone.wait(2) == ()


def test_a_ruined_file_does_not_stop_the_clock(phone):
    phone.alarms.timers.create(1)
    phone.alarms.database.file.write_bytes(b"nothing like a database, and long enough")
    assert phone.wait(2) == ("Time's up: Timer",)
