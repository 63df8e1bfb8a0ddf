"""What the kernel says of a touchscreen, put together into what a finger did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import actions as act
from agent.types import Size
from devices.android.getevent import Gestures, Touchscreen, touchscreens

SCREEN = Size(1080, 2400)
GLASS = Touchscreen("/dev/input/event2", (0, 4095), (0, 4095))

# As `getevent -lp` prints them: a phone's buttons and its digitizer.
LISTING = """\
add device 1: /dev/input/event0
  name:     "gpio-keys"
  events:
    KEY (0001): KEY_VOLUMEDOWN        KEY_VOLUMEUP          KEY_POWER
  input props:
    <none>
add device 2: /dev/input/event2
  name:     "fts"
  events:
    KEY (0001): BTN_TOUCH
    ABS (0003): ABS_MT_SLOT           : value 0, min 0, max 9, fuzz 0, flat 0, resolution 0
                ABS_MT_POSITION_X     : value 0, min 0, max 4095, fuzz 0, flat 0, resolution 0
                ABS_MT_POSITION_Y     : value 0, min 0, max 4095, fuzz 0, flat 0, resolution 0
  input props:
    INPUT_PROP_DIRECT
"""


class Kernel:
    """Writes the lines of a type B touchscreen, which tell only what changes."""

    def __init__(self, device=GLASS.path):
        self.prefix = f"{device}: " if device else ""
        self.lines, self.slot, self.last = [], 0, {}

    def say(self, moment, kind, code, value):
        self.lines.append(f"[{moment:15.6f}] {self.prefix}{kind:<12} {code:<20} {value:<20}\r")

    def axis(self, moment, code, value):
        if self.last.get((self.slot, code)) != value:
            self.last[self.slot, code] = value
            self.say(moment, "EV_ABS", code, f"{value & 0xFFFFFFFF:08x}")

    def finger(self, moment, at, slot=0):
        """A finger of a slot is at a raw place, or (None) leaves."""
        if slot != self.slot:
            self.slot = slot
            self.say(moment, "EV_ABS", "ABS_MT_SLOT", f"{slot:08x}")
        self.axis(moment, "ABS_MT_TRACKING_ID", -1 if at is None else 7 + slot)
        for name, value in zip("XY", at or (), strict=False):
            self.axis(moment, f"ABS_MT_POSITION_{name}", value)
        return self

    def report(self, moment):
        self.say(moment, "EV_SYN", "SYN_REPORT", "00000000")

    def way(self, *points, slot=0):
        """(seconds, raw x, raw y) one after the other; the finger leaves at the last moment."""
        for moment, x, y in points:
            self.finger(moment, (x, y), slot)
            self.report(moment)
        self.finger(points[-1][0], None, slot)
        self.report(points[-1][0])
        return self

    def acts(self):
        gestures = Gestures(GLASS, SCREEN)
        return [action for line in self.lines for action in gestures.feed(line)]


def test_the_touchscreen_is_found_among_the_devices():
    assert touchscreens(LISTING) == [GLASS]
    assert touchscreens("") == touchscreens("add device 1: /dev/input/event0\n") == []


@pytest.mark.parametrize("device", [GLASS.path, None])
def test_a_short_touch_is_a_tap(device):
    (tap,) = Kernel(device).way((5.0, 2048, 2048), (5.1, 2050, 2048)).acts()
    assert tap == act.Tap(at=(540, 1200))


def test_a_long_touch_is_a_long_press():
    (press,) = Kernel().way((5.0, 0, 4095), (5.8, 0, 4095)).acts()
    assert press == act.LongPress(at=(0, 2399), seconds=0.8)


def test_a_way_is_a_swipe_and_after_a_rest_a_drag():
    swipe, drag = (
        Kernel()
        .way((1.0, 2048, 3000), (1.1, 2048, 2000), (1.25, 2048, 1000))
        .way((3.0, 100, 100), (3.6, 100, 100), (3.7, 2000, 100), (4.0, 4000, 100))
        .acts()
    )
    assert (swipe.type, swipe.seconds) == ("swipe", 0.25)
    assert (swipe.start, swipe.end) == ((540, 1757), (540, 585))
    assert (drag.type, drag.seconds, drag.end) == ("drag", 1.0, (1054, 58))


def test_the_same_place_again_is_a_touch_though_nothing_is_said_of_it():
    taps = Kernel().way((1.0, 2048, 2048)).way((2.0, 2048, 2048)).acts()
    assert taps == [act.Tap(at=(540, 1200))] * 2


def test_several_fingers_are_left_out_and_the_next_touch_is_not():
    kernel = Kernel()
    kernel.finger(1.0, (100, 100), 0).finger(1.0, (900, 900), 1).report(1.0)
    kernel.finger(1.2, (50, 50), 0).finger(1.2, None, 1).report(1.2)
    kernel.finger(1.3, None, 0).report(1.3)
    assert kernel.way((2.0, 2048, 2048)).acts() == [act.Tap(at=(540, 1200))]


def test_the_phones_own_keys_are_pressed():
    kernel = Kernel("/dev/input/event0")
    for value in ("DOWN", "UP"):
        kernel.say(1.0, "EV_KEY", "KEY_POWER", value)
        kernel.report(1.0)
    kernel.say(2.0, "EV_KEY", "KEY_FN", "DOWN")
    assert kernel.acts() == [act.Press(key="power")]


def test_another_device_and_other_lines_mean_nothing():
    kernel = Kernel("/dev/input/event9").way((1.0, 5, 5))
    kernel.lines += ["", "add device 3: /dev/input/event5", "could not get driver version", "[x]"]
    assert kernel.acts() == []


@given(x=st.integers(0, 1079), y=st.integers(0, 2399), most=st.sampled_from([4095, 32767, 65535]))
def test_a_pixel_survives_the_way_through_raw_numbers(x, y, most):
    glass = Touchscreen("/dev/input/event1", (0, most), (0, most))
    raw = (-(-x * (most + 1) // 1080), -(-y * (most + 1) // 2400))
    assert glass.pixel(raw, SCREEN) == (x, y)
