"""Applications by name: desktop entries as they are written, and a real window that comes up."""

import pytest

from agent.actions import OpenApp
from agent.errors import AppNotFound
from devices.desktop.driver import DesktopDevice
from devices.desktop.entries import find, folders, installed
from devices.desktop.session import Session

EVENTS = """[Desktop Entry]
Type=Application
Name=Event Viewer
Name[de]=Ereignisanzeige
GenericName=Debugger
Keywords=watch;input;
Exec=xev -name "two words" %U
"""


@pytest.fixture
def offered(tmp_path, session):
    """The session again, with applications of its own and no others."""
    data = tmp_path / "data"
    (data / "applications" / "kde").mkdir(parents=True)

    def write(name, text):
        (data / "applications" / f"{name}.desktop").write_text(text, encoding="utf-8")

    write("events", EVENTS)
    write("kde/broken", "[Desktop Entry]\nName=Broken\nExec=false\n")
    write("gone", "[Desktop Entry]\nName=Gone\nExec=/no/such/program\n")
    write("hidden", "[Desktop Entry]\nName=Away\nExec=xev\nHidden=true\n")
    write("page", "[Desktop Entry]\nType=Link\nName=Page\nURL=http://127.0.0.1\n")
    write("noise", "this is no entry")
    write("unclosed", '[Desktop Entry]\nName=Unclosed\nExec=xev "\n')
    environ = {"XDG_DATA_HOME": str(data), "XDG_DATA_DIRS": str(tmp_path), "HOME": str(tmp_path)}
    return Session({**session.environ, **environ})


def test_only_what_can_be_started_is_offered(offered):
    entries = installed(folders(offered.environ))

    assert {entry.id for entry in entries} == {"events", "kde-broken"}
    assert find(entries, "events").command == ("xev", "-name", "two words")


@pytest.mark.parametrize(
    "name",
    ["Event Viewer", "event viewer", "ereignisanzeige", "events.desktop", "xev", "Debug", "input"],
)
def test_an_application_answers_to_any_of_its_names(offered, name):
    assert find(installed(folders(offered.environ)), name).id == "events"


def test_an_unknown_name_is_told_with_near_ones(offered):
    entries = installed(folders(offered.environ))

    with pytest.raises(AppNotFound, match=r"no application is called 'Evnt Viewr'.*Event Viewer\?"):
        find(entries, "Evnt Viewr")
    with pytest.raises(AppNotFound, match="there are Broken, Event Viewer"):
        find(entries, "")


def test_an_opened_application_shows_a_window(offered):
    device = DesktopDevice(offered)

    result = device.perform(OpenApp(name="event viewer"))

    assert (result.ok, result.said) == (True, "opened Event Viewer")
    device.close()


def test_an_application_that_fails_says_so(offered):
    device = DesktopDevice(offered)

    broken = device.perform(OpenApp(name="Broken"))
    unknown = device.perform(OpenApp(name="Gimp"))

    assert (broken.ok, broken.said) == (False, "Broken ended at once with status 1")
    assert not unknown.ok
    assert "no application is called 'Gimp'" in unknown.said
    device.close()
