"""Every command of the tables beside this file, through the real adb binary."""

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

HERE = Path(__file__).parent
SETTINGS = "com.android.settings"
FILES = """\
rm -r /sdcard/Conf 2>/dev/null; mkdir -p /sdcard/Conf/sub && cd /sdcard/Conf &&
echo one > a.txt && echo two > 'b c.txt' && printf '3\\n1\\n2\\n' > n.txt && {
"""


class Row(NamedTuple):
    run: str
    prints: str
    exit: str


def _rows(name):
    table = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    rows = [Row(row["run"], row["prints"], str(row.get("exit", 0))) for row in table]
    return pytest.mark.parametrize("row", rows, ids=[row.run[:50] for row in rows])


def _check(adb, row, before="", after=""):
    code, text = adb.shell(before + row.run + after)
    assert re.fullmatch(row.prints, text), f"{row.run!r} printed {text!r}"
    assert re.fullmatch(row.exit, str(code)), f"{row.run!r} exited with {code}"


@_rows("language")
def test_language(adb, row):
    _check(adb, row)


@_rows("toybox")
def test_toybox(adb, row):
    _check(adb, row, FILES, "\n}")


@_rows("system")
def test_system(adb, row):
    _check(adb, row)


@_rows("reading")
def test_reading(adb, fresh, row):
    _check(adb, row)


@_rows("acting")
def test_acting(adb, fresh, row):
    _check(adb, row)


def test_the_clock_that_is_set_is_the_phones_own(adb, fresh):
    _check(adb, Row("date 1015153423.23", r"Sun Oct 15 15:34:23 UTC 2023\n", "0"))
    assert adb.shell("date +%Y%m%d") == (0, "20231015\n")
    assert time.gmtime().tm_year > 2023


def test_a_long_line_is_read(adb):
    code, text = adb.shell("echo " + "x" * 60_000)
    assert (code, len(text)) == (0, 60_001)


def test_am_stack_remove_ends_a_task(adb, fresh):
    adb.shell(f"am start -W -n {SETTINGS}/.Settings")
    code, text = adb.shell(f"am stack list | grep -o 'taskId=[0-9]*: {SETTINGS}'")
    assert code == 0, text
    task = re.search(r"\d+", text)[0]
    assert adb.shell(f"am stack remove {task}")[0] == 0
    assert SETTINGS not in adb.shell("am stack list")[1]


def test_contacts_are_rows(adb, fresh):
    uri = "content://com.android.contacts/contacts"
    code, text = adb.shell(f"content query --uri {uri} --projection display_name")
    assert code == 0
    assert re.match(r"Row: 0 display_name=.+\n", text)


def test_the_screen_goes_off_and_on(adb, fresh):
    for key, shown in (("223", "false"), ("224", "true")):
        adb.shell(f"input keyevent {key}")
        ask = "dumpsys power | grep mHoldingDisplaySuspendBlocker"
        _check(adb, Row(ask, rf"\s*m\w+={shown}\n", "0"))
