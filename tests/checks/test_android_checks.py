"""Checks compare what a device says with what is wanted, and refuse what they cannot read."""

from collections.abc import Sequence

import pytest

from agent.actions import Action
from agent.checks import android
from agent.errors import DeviceLost, UsageError
from agent.types import (
    ActionResult,
    DeviceInfo,
    Element,
    Episode,
    Frame,
    Observation,
    Outcome,
    Size,
    Task,
)

EPISODE = Episode(task=Task(goal="anything"), outcome=Outcome.SUCCESS, claimed=True)
FRAME = Frame(Size(1, 1), b"\0\0\0\xff")


class TalkingDevice:
    """A device that is nothing but answers to shell commands."""

    serial = "talking"

    def __init__(self, answers: dict[tuple[str, ...], tuple[int, str]], app: str = "") -> None:
        self.answers = answers
        self.app = app

    def info(self) -> DeviceInfo:
        return DeviceInfo(kind="android", serial="talking", size=Size(1, 1), actions=frozenset())

    def capture(self) -> Frame:
        return FRAME

    def observe(self, frame: Frame | None = None, *, elements: bool = False) -> Observation:
        return Observation(frame=frame or FRAME, at=0.0, app=self.app)

    def elements(self) -> tuple[Element, ...]:
        return ()

    def perform(self, action: Action) -> ActionResult:
        return ActionResult(ok=False, said="this device only talks")

    def shell(self, command: Sequence[str], *, timeout: float = 30.0) -> tuple[int, str]:
        if tuple(command) not in self.answers:
            raise DeviceLost("the cable was pulled")
        return self.answers[tuple(command)]

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("printed", "wanted", "score"),
    [("1\n", "1", 1), ("0\n", "1", 0), ("2\n", "1,2", 1), ("null\n", "1", 0), ("", "", 1)],
)
def test_a_setting_is_compared_with_every_wanted_value(printed, wanted, score):
    device = TalkingDevice({("settings", "get", "global", "wifi_on"): (0, printed)})

    result = android.settings(f"global/wifi_on={wanted}")(device, EPISODE)

    assert result.score == score
    assert result.name == f"settings:global/wifi_on={wanted}"


def test_a_lost_device_confirms_nothing():
    result = android.settings("global/wifi_on=1")(TalkingDevice({}), EPISODE)

    assert result.score == 0
    assert "the cable was pulled" in result.why


def test_a_failing_command_scores_zero_even_if_its_output_matches():
    device = TalkingDevice({("cat", "/x"): (1, "hello")})

    assert android.shell("cat /x=hello")(device, EPISODE).score == 0


def test_a_shell_check_splits_at_the_last_sign():
    device = TalkingDevice({("echo", "a=b"): (0, "c\n")})

    assert android.shell("echo 'a=b'=c")(device, EPISODE).score == 1


@pytest.mark.parametrize(
    ("wanted", "score"),
    [("com.a", 1), ("com.a/.Main", 1), ("com.a/.Other", 0), ("com.b", 0)],
)
def test_the_foreground_is_compared_by_package_or_by_component(wanted, score):
    device = TalkingDevice({}, app="com.a/.Main")

    assert android.foreground(wanted)(device, EPISODE).score == score


@pytest.mark.parametrize(
    ("factory", "argument"),
    [
        (android.settings, "global/wifi_on"),
        (android.settings, "planet/wifi_on=1"),
        (android.settings, "global/=1"),
        (android.settings, ""),
        (android.foreground, "  "),
        (android.shell, "=x"),
        (android.shell, "echo 'unclosed=x"),
    ],
)
def test_a_malformed_expression_is_a_usage_error_with_a_hint(factory, argument):
    with pytest.raises(UsageError) as error:
        factory(argument)

    assert error.value.hint
