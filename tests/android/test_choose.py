import pytest

from agent.errors import DeviceNotFound, UnknownDevice
from devices.android.choose import choose, is_coming
from devices.android.server import Attached

ONE = Attached("emulator-5554", "device", model="Pixel_8")
TWO = Attached("R5CT", "device")
LOCKED = Attached("R9", "unauthorized")


def test_the_only_usable_one_is_chosen() -> None:
    assert choose([LOCKED, ONE], None, {}) == "emulator-5554"


def test_several_are_listed() -> None:
    with pytest.raises(UnknownDevice, match=r"emulator-5554 \(Pixel 8\), R5CT") as caught:
        choose([ONE, TWO], None, {})
    assert "--serial" in caught.value.hint


def test_a_name_wins_over_the_environment() -> None:
    assert choose([ONE, TWO], "R5CT", {"ANDROID_SERIAL": "emulator-5554"}) == "R5CT"
    assert choose([ONE, TWO], None, {"ANDROID_SERIAL": "R5CT"}) == "R5CT"


def test_a_named_one_that_is_away_is_never_replaced() -> None:
    with pytest.raises(DeviceNotFound, match="no device X"):
        choose([ONE], "X", {})
    with pytest.raises(DeviceNotFound, match="ANDROID_SERIAL"):
        choose([ONE], None, {"ANDROID_SERIAL": "X"})


def test_what_is_wrong_with_a_device_comes_with_its_cure() -> None:
    for named in ("R9", None):
        with pytest.raises(DeviceNotFound, match="unauthorized") as caught:
            choose([LOCKED], named, {})
        assert "USB debugging" in caught.value.hint


def test_nothing_attached() -> None:
    with pytest.raises(DeviceNotFound, match="no Android device") as caught:
        choose([], None, {})
    assert "agent phone start" in caught.value.hint


@pytest.mark.parametrize(
    ("states", "named", "coming"),
    [
        (["offline"], None, True),
        (["authorizing"], "S0", True),
        (["connecting", "unauthorized"], None, True),
        (["offline", "device"], None, False),
        (["offline", "device"], "S0", True),
        (["offline", "device"], "S1", False),
        (["unauthorized"], None, False),
        (["unauthorized", "offline"], "S0", False),
        (["offline"], "S1", False),
        ([], None, False),
    ],
)
def test_one_that_adb_is_connecting_to_is_coming(states, named, coming) -> None:
    attached = [Attached(f"S{number}", state) for number, state in enumerate(states)]
    assert is_coming(attached, named, {}) is coming
