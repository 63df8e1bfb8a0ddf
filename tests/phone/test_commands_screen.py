"""Fingers, keys, pictures and trees through the shell, on a real glass."""

# ruff: noqa: E501, ICN001 - tables, one row a line

import io
import struct
from xml.etree import ElementTree

import pytest
from PIL import Image

from devices.phone.phone import Phone
from devices.phone.shell.commands.broadcast import ADB_KEYBOARD
from devices.phone.shell.session import ShellSession
from devices.phone.state.files import FileRoot
from devices.phone.state.phone import PhoneState
from devices.phone.ui.scene import Scene

NOW = 1_697_384_040.0


@pytest.fixture(scope="module")
def lit(tmp_path_factory):
    root = tmp_path_factory.mktemp("phone") / "root"
    state = PhoneState.open(root, now=NOW)
    scene = Scene(state, animations=False)
    yield scene
    scene.close()


@pytest.fixture
def phone(lit):
    """A shell on a phone at home, as its seed made it."""
    lit.state.reset()
    lit.pump()
    files = FileRoot(lit.state.root, now=lit.state.clock.now)
    session = ShellSession(Phone(lit.state, lit, files, lambda: None))

    def run(command):
        out, err = io.BytesIO(), io.BytesIO()
        status = session.run(command, io.BytesIO(), out, err)
        lit.pump()
        assert (status, err.getvalue()) == (0, b""), command
        return out.getvalue()

    return run


def _nodes(phone):
    phone("uiautomator dump /sdcard/w.xml")
    return list(ElementTree.fromstring(phone("cat /sdcard/w.xml")).iter("node"))


def _center(node):
    left, top, right, bottom = (
        int(part) for part in node.get("bounds").replace("][", ",").strip("[]").split(",")
    )
    return (left + right) // 2, (top + bottom) // 2


def _tap(phone, wanted):
    for node in _nodes(phone):
        if wanted in (node.get("text"), node.get("content-desc"), node.get("hint")):
            phone("input tap {} {}".format(*_center(node)))
            return
    raise AssertionError(f"{wanted} is not on the screen")


def _field(phone):
    phone("am start -n com.google.android.contacts/com.android.contacts.activities.PeopleActivity")
    _tap(phone, "Create contact")
    _tap(phone, "First name")


def _typed(lit):
    return [node.text for node in lit.tree().walk() if node.focused and "EditText" in node.cls]


def test_raw_and_png_pictures_agree(phone, lit):
    raw, png = phone("screencap"), phone("screencap -p")

    assert struct.unpack("<4I", raw[:16]) == (1080, 2400, 1, 1)
    assert len(raw) == 16 + 1080 * 2400 * 4
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (1080, 2400)
    assert picture.convert("RGBA").tobytes() == raw[16:]


def test_a_picture_goes_to_a_file(phone):
    phone("screencap -p /sdcard/s.png; screencap /sdcard/s.raw; screencap /sdcard/t.png")

    assert phone("head -c 4 /sdcard/s.png") == b"\x89PNG"
    assert phone("head -c 4 /sdcard/t.png") == b"\x89PNG"
    assert phone("stat -c %s /sdcard/s.raw") == b"10368016\n"


def test_a_dark_screen_gives_a_black_picture(phone):
    phone("input keyevent SLEEP")
    black = phone("screencap")[16:]
    phone("input keyevent 224; wm dismiss-keyguard")

    assert black == b"\0\0\0\xff" * (1080 * 2400)
    assert phone("dumpsys power | grep mWakefulness=") == b"  mWakefulness=Awake\n"


def test_the_tree_is_uiautomators(phone):
    phone("am start -n com.android.settings/.Settings")
    text = phone("uiautomator dump /dev/tty").decode()

    assert text.startswith(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">"
    )
    assert text.endswith("</hierarchy>UI hierchary dumped to: /dev/tty\n")
    nodes = _nodes(phone)
    assert {"index", "text", "resource-id", "class", "package", "content-desc", "checkable", "checked",
            "clickable", "enabled", "focusable", "focused", "scrollable", "long-clickable", "password",
            "selected", "bounds"} <= set(nodes[0].keys())  # fmt: skip
    assert any("Network" in node.get("text") for node in nodes)
    assert len(phone("uiautomator dump --compressed /dev/tty")) <= len(text.encode())


def test_a_tap_on_a_switch_is_what_settings_get_says(phone):
    phone("svc wifi disable; am start -a android.settings.WIFI_SETTINGS")
    node = next(n for n in _nodes(phone) if n.get("checkable") == "true")
    phone("input tap {} {}".format(*_center(node)))

    assert phone("settings get global wifi_on") == b"1\n"
    phone("svc wifi disable")
    assert next(n for n in _nodes(phone) if n.get("checkable") == "true").get("checked") == "false"


def test_an_override_of_the_size_scales_picture_touch_and_tree(phone):
    phone("svc wifi disable; am start -a android.settings.WIFI_SETTINGS; wm size 540x1200")
    assert struct.unpack("<2I", phone("screencap")[:8]) == (540, 1200)
    node = next(n for n in _nodes(phone) if n.get("checkable") == "true")
    x, y = _center(node)
    assert x <= 540
    phone(f"input tap {x} {y}; wm size reset")

    assert phone("settings get global wifi_on") == b"1\n"


def test_keys_go_home_and_back(phone, lit):
    phone("am start -n com.android.settings/.Settings; input keyevent KEYCODE_HOME")
    assert lit.state.activities.foreground().task_id == 1
    phone("am start -n com.android.settings/.Settings; input keyevent 4")
    assert lit.state.activities.foreground().task_id == 1


def test_a_swipe_scrolls(phone):
    phone("am start -n com.android.settings/.Settings")
    before = [node.get("text") for node in _nodes(phone)]
    phone("input swipe 540 1900 540 700 120")

    assert [node.get("text") for node in _nodes(phone)] != before


def test_text_reaches_the_focused_field(phone, lit):
    _field(phone)
    phone("input text 'Ada%sLove'; input text lace")
    assert _typed(lit) == ["Ada Lovelace"]

    phone("input keycombination 113 29 && input keyevent 67")
    assert _typed(lit) == [""]


def test_text_without_a_field_does_nothing(phone):
    phone("input text abc")


def test_adb_keyboard_types_any_script_once_it_is_chosen(phone, lit):
    _field(phone)
    send = "am broadcast -a ADB_INPUT_TEXT --es msg '你好'"
    assert phone(send).endswith(b"result=0\n")
    assert _typed(lit) == [""]

    phone(f"ime set {ADB_KEYBOARD}")
    assert phone(send).endswith(b"result=-1\n")
    phone("am broadcast -a ADB_INPUT_B64 --es msg 8J+YgA==")
    phone("am broadcast -a ADB_INPUT_CHARS --eia chars '97,98'")
    assert _typed(lit) == ["你好😀ab"]
    phone("am broadcast -a ADB_INPUT_CODE --ei code 67")
    assert _typed(lit) == ["你好😀a"]
    phone("am broadcast -a ADB_CLEAR_TEXT")
    assert _typed(lit) == [""]


def test_the_keyboard_is_told_of(phone):
    # No pipe: its first stage would wait for the glass, whose thread is this one.
    assert b"mInputShown=false" in phone("dumpsys input_method")
    _field(phone)
    assert b"mInputShown=true" in phone("dumpsys input_method")


def test_motion_events_make_one_gesture(phone):
    phone("svc wifi disable; am start -a android.settings.WIFI_SETTINGS")
    node = next(n for n in _nodes(phone) if n.get("checkable") == "true")
    x, y = _center(node)
    phone(f"input motionevent DOWN {x} {y}; input motionevent UP {x} {y}")

    assert phone("settings get global wifi_on") == b"1\n"
