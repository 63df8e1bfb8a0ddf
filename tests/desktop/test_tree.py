"""The UI tree of a real GTK program (l3afpad), on a session bus of its own."""

import subprocess
import time

import pytest

from agent.actions import Click, TypeText
from agent.testing import check_device
from devices.desktop.driver import DesktopDevice
from devices.desktop.session import Session
from devices.desktop.tree import LONGEST_TEXT


@pytest.fixture(scope="module")
def bus(session, tmp_path_factory):
    """The session again, with a D-Bus; at-spi2-core puts the accessibility bus beside it."""
    runtime = tmp_path_factory.mktemp("runtime")
    environ = {
        **session.environ,
        "HOME": str(runtime),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with daemon:
        environ["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()
        with subprocess.Popen(["openbox"], env=environ, stderr=subprocess.DEVNULL) as windows:
            yield Session(environ)
            windows.terminate()
        daemon.terminate()


@pytest.fixture
def scale():
    """Pixels of one of the editor's."""
    return 1


@pytest.fixture
def editor(bus, scale):
    bus = Session({**bus.environ, "GDK_SCALE": str(scale)})
    device = DesktopDevice(bus)
    with subprocess.Popen(["l3afpad"], env=dict(bus.environ), stderr=subprocess.DEVNULL) as program:
        yield device
        program.terminate()
    device.close()


def one(device, **wanted):
    """The only element with these values, waited for: programs join the bus when they like."""
    limit = time.monotonic() + 60
    while True:
        seen = device.observe(elements=True).elements
        found = [e for e in seen if all(getattr(e, name) == wanted[name] for name in wanted)]
        if len(found) == 1:
            return found[0]
        assert time.monotonic() < limit, seen
        time.sleep(0.1)


@pytest.mark.parametrize("scale", [1, 2], ids=["1x", "2x"])
def test_elements_are_where_they_can_be_clicked(editor, scale):
    menu = one(editor, role="menu", text="Search")
    assert menu.clickable

    editor.perform(Click(at=menu.box.center))
    item = one(editor, role="menu item", text="Jump To...")
    editor.perform(Click(at=item.box.center))

    assert one(editor, role="push button", text="Cancel").enabled
    assert one(editor, role="dialog").text == "Jump To"


def test_the_text_field_holds_what_was_typed(editor):
    one(editor, role="text", focused=True, editable=True)

    typed = editor.perform(TypeText(text="Grüße, 世界"))

    assert (typed.ok, typed.said) == (True, "")
    assert one(editor, role="text").text == "Grüße, 世界"


def test_a_field_that_shows_something_else_is_told(editor):
    one(editor, role="text", focused=True)
    editor.perform(TypeText(text="kept"))

    typed = editor.perform(TypeText(text="a\x08b"))  # a backspace takes the a away again

    assert typed.said == "the field with the focus now reads 'keptb'"


def test_of_a_field_that_holds_more_than_is_read_nothing_is_claimed(editor):
    one(editor, role="text", focused=True)

    result = editor.perform(TypeText(text="ä" * (LONGEST_TEXT + 100)))

    assert (result.ok, result.said) == (True, "")


def test_the_laws_of_a_device_hold_with_a_tree(bus, editor):
    one(editor, role="text", focused=True)

    check_device(DesktopDevice(bus))


def test_without_a_bus_there_are_no_elements(session):
    lonely = {**session.environ}
    lonely.pop("DBUS_SESSION_BUS_ADDRESS", None)
    device = DesktopDevice(Session(lonely))

    assert device.observe(elements=True).elements == ()
    device.close()
