"""The phone's state: settings on disk, tasks, packages, catalogue, seeds, reset."""

import time
from collections import Counter
from pathlib import Path

import pytest

from devices.phone.state import catalog
from devices.phone.state.activities import UnknownActivityError
from devices.phone.state.packages import Packages
from devices.phone.state.phone import PhoneState
from devices.phone.state.settings import UnknownNamespaceError
from devices.phone.ui.qt import glyphs

SETTINGS = "com.android.settings/.Settings"


@pytest.fixture
def state(tmp_path):
    return PhoneState.open(tmp_path / "phone", now=1_789_000_000.0)


def everything(root: Path):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.xml")} | {
        str(path.relative_to(root)): b"" for path in root.rglob("*") if path.is_dir()
    }


def test_a_setting_is_on_the_disk_at_once_and_read_back(state):
    state.settings.put("secure", "odd", "a <\"&'> 手机\n")
    again = PhoneState.open(state.root)
    assert again.settings.get("secure", "odd") == "a <\"&'> 手机\n"
    assert state.settings.delete("secure", "odd") == 1
    assert state.settings.delete("secure", "odd") == 0
    assert state.settings.get("secure", "odd") is None


def test_what_xml_cannot_hold_takes_no_other_setting_along(state):
    odd = "bell \a, \ufffe and a lone \udc80"
    before = len(state.settings.items("system"))
    state.settings.put("system", odd, odd)
    again = PhoneState.open(state.root)
    assert again.settings.get("system", odd) == odd
    assert len(again.settings.items("system")) == before + 1
    (file,) = state.root.rglob("settings_system.xml")
    assert 'valueBase64="AGIAZQBs' in file.read_text()
    file.write_text(file.read_text().replace('valueBase64="AGI', 'valueBase64="%%%A'))
    assert PhoneState.open(state.root).settings.get("system", odd) == ""


def test_a_label_that_xml_cannot_hold_loses_no_timer(state):
    state.alarms.timers.create(60, "tea\a")
    state.alarms.timers.create(90, "eggs")
    assert [timer.label for timer in state.alarms.timers.list()] == ["eggs", "tea"]


def test_clients_find_the_tables_of_an_app_that_was_never_opened(state):
    path = state.root / "data/data/com.google.android.deskclock/databases/alarms.db"
    for _ in range(2):
        assert path.stat().st_size > 0
        state.reset()


def test_texts_and_files_outlive_the_process_and_go_with_a_reset(state):
    def held():
        texts = [conversation.last.body for conversation in state.messages.conversations()]
        return texts, [item.path for item in state.storage.everything()]

    seeded = held()
    state.receive_text("24273", "Your code is 1")
    state.storage.write("Download/mine.txt", b"1")
    again = PhoneState.open(state.root)
    assert again.messages.conversations()[0].last.body == "Your code is 1"
    assert again.storage.read("Download/mine.txt") == "1"
    assert state.notifications.list()[0].text == "Your code is 1"
    state.reset()
    assert held() == seeded
    assert all(told.text != "Your code is 1" for told in state.notifications.list())


def test_an_unknown_namespace_is_named(state):
    with pytest.raises(UnknownNamespaceError, match="system, secure, global"):
        state.settings.get("vendor", "x")


def test_watchers_hear_of_changes_only(state):
    heard = []
    unwatch = state.settings.watch(lambda *change: heard.append(change))
    state.settings.put("global", "wifi_on", "1")
    state.settings.put("global", "wifi_on", "1")
    state.settings.delete("global", "wifi_on")
    unwatch()
    state.settings.put("global", "wifi_on", "0")
    assert heard == [("global", "wifi_on", "1"), ("global", "wifi_on", None)]


def test_airplane_mode_turns_the_radios_off_and_on_again(state):
    state.settings.put("global", "wifi_on", "1")
    state.settings.put("global", "airplane_mode_on", "1")
    assert state.settings.get("global", "wifi_on") == "0"
    assert state.settings.get("global", "bluetooth_on") == "0"
    state.settings.put("global", "airplane_mode_on", "0")
    assert state.settings.get("global", "wifi_on") == "1"
    assert state.settings.get("global", "bluetooth_on") == "1"


def test_reset_gives_the_seeds_phone_again(state):
    fresh = everything(state.root)
    settings = {ns: state.settings.items(ns) for ns in ("system", "secure", "global")}
    people = [person.display_name for person in state.contacts.list()]
    state.settings.put("global", "wifi_on", "1")
    state.activities.start(SETTINGS)
    (state.root / "data/media/0/Download/x").write_text("x")
    for person in state.contacts.list()[:3]:
        state.contacts.delete(person.id)
    state.reset()
    assert {ns: state.settings.items(ns) for ns in settings} == settings
    assert everything(state.root) == fresh
    assert [person.display_name for person in state.contacts.list()] == people
    assert state.activities.tasks()[0].package.endswith("nexuslauncher")
    assert not (state.root / "data/media/0/Download/x").exists()


def test_seeds_differ_and_repeat(tmp_path):
    phones = [
        PhoneState.open(tmp_path / str(n), seed=seed, now=0) for n, seed in enumerate((4, 4, 5))
    ]
    values = [phone.settings.items("secure") for phone in phones]
    assert values[0] == values[1] != values[2]
    assert phones[0].power.battery == phones[1].power.battery


def test_a_phone_keeps_what_it_holds_when_opened_again(state):
    state.settings.put("system", "screen_brightness", "7")
    again = PhoneState.open(state.root, seed=99)
    assert again.seed == 0
    assert again.settings.get("system", "screen_brightness") == "7"


def test_the_clock_is_the_phones_own(state):
    assert abs(state.clock.now() - 1_789_000_000) < 60
    state.clock.set(1_697_384_040)
    state.clock.freeze()
    shown = state.clock.now()
    assert 0 <= shown - 1_697_384_040 < 5
    time.sleep(0.02)
    assert state.clock.now() == shown
    state.clock.freeze(False)
    assert 0 <= state.clock.now() - 1_697_384_040 < 60


def test_the_catalogue_is_rich_unique_and_has_its_icons():
    rows = catalog.rows()
    assert len(catalog.page("").rows) >= 15
    assert len(catalog.switches()) >= 50
    assert not [title for title, count in Counter(row.title for row in rows).items() if count > 1]
    assert not [zh for zh, count in Counter(row.zh for row in rows).items() if count > 1]
    assert not [key for key, count in Counter(row.id for row in rows).items() if count > 1]
    settings = Counter((row.ns, row.key) for row in rows if row.key)
    assert not [key for key, count in settings.items() if count > 1]
    names = {row.icon for row in rows if row.icon} | {package.icon for package in Packages()}
    assert names <= glyphs().keys()
    assert all(row.zh for row in rows)


def test_every_page_hangs_together():
    for page in catalog.pages():
        way = catalog.page_path(page.route)
        assert (way[-1].to if way else "") == page.route
    assert [row.title for row in catalog.path(catalog.find("wi-fi")[0])] == [
        "Network & internet", "Internet",
    ]  # fmt: skip
    assert catalog.find("飞行模式")[0].key == "airplane_mode_on"


@pytest.mark.parametrize(
    ("component", "front"),
    [
        ("com.google.android.deskclock/com.android.deskclock.DeskClock",
         "com.android.deskclock.DeskClock"),
        ("com.google.android.contacts/com.android.contacts.activities.PeopleActivity",
         "com.android.contacts.activities.PeopleActivity"),
        ("net.gsantner.markor/.activity.MainActivity", "net.gsantner.markor.activity.MainActivity"),
        ("com.android.settings", "com.android.settings.Settings"),
        ("com.android.settings/.Settings$WifiSettingsActivity",
         "com.android.settings.Settings$WifiSettingsActivity"),
    ],
)  # fmt: skip
def test_components_are_resolved(state, component, front):
    assert state.activities.start(component).activity == front
    assert state.activities.foreground().activity == front


@pytest.mark.parametrize(
    "component", ["no.such.app/.Main", "com.google.android.deskclock/.Nope", ""]
)
def test_an_unknown_component_is_an_error(state, component):
    with pytest.raises(UnknownActivityError):
        state.activities.start(component)


def test_intents_lead_to_their_pages(state):
    shown = state.activities.start(action="android.settings.WIFI_SETTINGS")
    assert shown.route == "network/internet"
    state.activities.back()
    assert state.activities.foreground().package.endswith("nexuslauncher")


def test_tasks_come_and_go_as_on_a_phone(state):
    activities = state.activities
    activities.start(SETTINGS)
    activities.navigate("display")
    activities.navigate("display/night")
    activities.start("com.google.android.deskclock")
    assert [task.package for task in activities.tasks()][:2] == [
        "com.google.android.deskclock", "com.android.settings",
    ]  # fmt: skip
    activities.start(SETTINGS)
    assert activities.foreground().route == "display/night"  # as it was left
    activities.back()
    assert activities.foreground().route == "display"
    activities.force_stop("com.android.settings")
    assert activities.foreground().package.endswith("nexuslauncher")
    clock = next(task for task in activities.tasks() if "clock" in task.package)
    assert activities.remove(clock.task_id)
    assert not activities.remove(clock.task_id)
    activities.back()
    assert len(activities.tasks()) == 1


def test_the_overview_belongs_to_the_launcher(state):
    state.activities.start(SETTINGS)
    state.activities.show_recents()
    assert state.activities.foreground().package.endswith("nexuslauncher")
    assert state.activities.recents
    state.activities.back()
    assert state.activities.foreground().package == "com.android.settings"
