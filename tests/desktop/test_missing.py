"""What is said when something is missing, and how little is needed."""

import os
import sys

from devices.desktop.missing import missing
from devices.desktop.session import Session

WITHOUT_TKINTER = """
import sys
sys.modules["tkinter"] = None
from agent.actions import Click
from devices.desktop.driver import DesktopDevice
from devices.desktop.session import Session
device = DesktopDevice(Session())
assert device.perform(Click(at=(12, 34))).ok
print(device.observe().cursor, "mouseinfo" in sys.modules)
device.close()
"""


def test_nothing_is_missing_on_a_whole_desktop(session):
    assert list(missing(session)) == []


def test_a_missing_display_and_program_are_named_with_what_to_type(monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)

    found = list(missing(Session({})))

    assert [each.subject for each in found] == ["xclip", "desktop"]
    assert "apt-get install -y xclip" in found[0].fix
    assert "--device desktop:virtual" in found[1].fix


def test_tkinter_is_not_needed_and_nothing_is_printed(desktop):
    """Without tkinter, mouseinfo would end the process; Xlib prints where there is no cookie."""
    status, said = desktop.shell([sys.executable, "-c", WITHOUT_TKINTER], timeout=60)

    assert (status, said) == (0, "Point(x=12, y=34) False\n")


def test_the_doctor_asks_the_driver(desktop):
    words = [sys.executable, "-m", "agent", "doctor", "--json"]

    status, said = desktop.shell(words, timeout=60)

    assert status in {0, 3}, said
    assert '"desktop"' in said
    assert "can be used" in said


def test_monitors_are_listed_without_loading_pyautogui(desktop, session):
    program = (
        "import sys; from devices.desktop import KIND; print(KIND.list()[0].description);"
        "print(sorted({'pyautogui', 'tkinter', 'torch'} & sys.modules.keys()))"
    )

    status, said = desktop.shell([sys.executable, "-c", program], timeout=60)

    assert (status, said) == (0, f"1280x800 on {session.display}\n[]\n")
