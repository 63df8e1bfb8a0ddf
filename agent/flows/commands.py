"""What a flow can say: one frozen model for each of Maestro's commands that make sense here.

``COMMANDS`` maps the name in the file to its model. A bare value stands for the field that the
model names in ``bare``. Times are milliseconds, as in Maestro's files. Beside Maestro's words
there are three of our own: ``do`` (the agent carries out a sentence), ``check`` (a check of the
evaluation tasks, or a yes/no question about the screen) and ``answer`` (what a task asked for).
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from agent.selectors import Selector, Written, in_words, point_in
from agent.types import Size

__all__ = ["COMMANDS", "WITHOUT_VALUE", "Command", "Condition", "name_of"]

Direction = Literal["up", "down", "left", "right"]
LOOKUP = 17_000
"""Milliseconds to wait for an element; Maestro's own, as are those below (``Orchestra.kt``)."""
OPTIONAL_LOOKUP = 7_000


class Command(Written):
    """One line of a flow. ``optional``: a failure is a warning and the flow goes on."""

    bare: ClassVar[str] = ""
    """The field that a value without a name is; empty: it must be a mapping."""
    label: str = ""
    optional: bool = False

    def __str__(self) -> str:
        """On one line, about as it is written."""
        if self.label:
            return self.label
        said = self.model_dump(exclude_unset=True, by_alias=True, exclude={"commands"})
        name = name_of(type(self))
        if said.keys() == {self.bare or "text"}:
            (only,) = said.values()
            return f"{name} {only if isinstance(only, str) else in_words(only)}"
        parts = (f"{key}: {in_words(part)}" for key, part in said.items())
        return f"{name} {', '.join(parts)}".strip()

    @model_validator(mode="before")
    @classmethod
    def _bare_value(cls, value: Any) -> Any:
        if value is None:
            return {}
        if cls.bare and not isinstance(value, dict):
            return {cls.bare: value}
        return value


class _App(Command):
    bare = "appId"
    app_id: str = ""
    """Empty: the flow's own."""


class LaunchApp(_App):
    clear_state: bool = False
    stop_app: bool = True
    """Begin anew even if it runs."""


class StopApp(_App): ...


class KillApp(_App): ...


class ClearState(_App): ...


class _OnElement(Command, Selector):
    """Its fields are the selector's; the element is what they mean."""

    @property
    def selector(self) -> Selector:
        names = Selector.model_fields.keys()
        chosen = {name: getattr(self, name) for name in names & self.model_fields_set}
        return Selector.model_construct(_fields_set=set(chosen), **chosen)

    @model_validator(mode="after")
    def _means_something(self) -> "_OnElement":
        if self.selector.is_empty and not getattr(self, "point", None):
            raise ValueError("it says nothing about the element: write its text, or id: ...")
        return self


def _checked_point(written: str | None) -> str | None:
    """Raises ``ValueError`` for what is no point; one with a hole is looked at once filled."""
    if written is not None and "${" not in written:
        point_in(written, Size(1, 1))
    return written


class _Touch(_OnElement):
    point: str | None = None
    """``x, y`` in pixels or per cent: of the element, or of the screen where none is described."""
    retry_tap_if_no_change: bool = False
    wait_until_visible: bool = True
    wait_to_settle_timeout_ms: int | None = Field(default=None, ge=0)

    _a_point = field_validator("point")(_checked_point)


class TapOn(_Touch):
    repeat: int = Field(default=1, ge=1, le=1000)
    delay: int = Field(default=100, ge=0)


class DoubleTapOn(_Touch): ...


class LongPressOn(_Touch): ...


class InputText(Command):
    bare = "text"
    text: str


class EraseText(Command):
    bare = "charactersToErase"
    characters_to_erase: int = Field(default=50, ge=0, le=10_000)


class PasteText(Command): ...


class CopyTextFrom(_OnElement): ...


class SetClipboard(Command):
    bare = "text"
    text: str


class PressKey(Command):
    bare = "key"
    key: str = Field(min_length=1)


class Back(Command): ...


class HideKeyboard(Command): ...


class Scroll(Command): ...


class ScrollUntilVisible(Command):
    element: Selector
    direction: Direction = "down"
    timeout: int = Field(default=20_000, ge=0)
    speed: int = Field(default=40, ge=0, le=100)
    visibility_percentage: int = Field(default=100, ge=0, le=100)
    center_element: bool = False
    wait_to_settle_timeout_ms: int | None = Field(default=None, ge=0)

    @field_validator("direction", mode="before")
    @classmethod
    def _any_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


class Swipe(Command):
    """Where the finger goes: ``direction`` over the screen or ``from`` an element; or by points."""

    direction: Direction | None = None
    from_: Selector | None = Field(default=None, alias="from")
    start: str | None = None
    end: str | None = None
    duration: int = Field(default=400, ge=1, le=60_000)
    wait_to_settle_timeout_ms: int | None = Field(default=None, ge=0)

    _points = field_validator("start", "end")(_checked_point)
    _any_case = field_validator("direction", mode="before")(
        lambda value: value.lower() if isinstance(value, str) else value
    )

    @model_validator(mode="after")
    def _one_way(self) -> "Swipe":
        by_points = self.start is not None and self.end is not None
        if by_points == (self.direction is not None) or (self.start is None) != (self.end is None):
            raise ValueError("a swipe has either a direction, or a start and an end")
        return self


class OpenLink(Command):
    bare = "link"
    link: str
    auto_verify: bool = False
    browser: bool = False


class AssertVisible(_OnElement): ...


class AssertNotVisible(_OnElement): ...


class AssertTrue(Command):
    bare = "condition"
    condition: str


class AssertDarkMode(Command): ...


class AssertLightMode(Command): ...


class ExtendedWaitUntil(Command):
    visible: Selector | None = None
    not_visible: Selector | None = None
    timeout: int = Field(default=LOOKUP, ge=0)

    @model_validator(mode="after")
    def _something(self) -> "ExtendedWaitUntil":
        if (self.visible is None) == (self.not_visible is None):
            raise ValueError("say what to wait for: visible, or notVisible")
        return self


class WaitForAnimationToEnd(Command):
    timeout: int = Field(default=15_000, ge=0)


class TakeScreenshot(Command):
    bare = "path"
    path: str


class StartRecording(Command):
    """A film of the screen, until ``stopRecording`` or the flow's end."""

    bare = "path"
    path: str


class StopRecording(Command): ...


class Condition(Written):
    """When to go on: all that is said must hold."""

    visible: Selector | None = None
    not_visible: Selector | None = None
    platform: str | None = None
    true: str | None = None


class RunFlow(Command):
    bare = "file"
    file: str | None = None
    when: Condition | None = None
    env: Mapping[str, str] = Field(default_factory=dict)
    commands: list[Any] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "RunFlow":
        if (self.file is None) == (self.commands is None):
            raise ValueError("say what to run: either file, or commands")
        return self


class Repeat(Command):
    times: int | None = Field(default=None, ge=0)
    while_: Condition | None = Field(default=None, alias="while")
    commands: list[Any]

    @model_validator(mode="after")
    def _some_end(self) -> "Repeat":
        if self.times is None and self.while_ is None:
            raise ValueError("say how often: times, or while")
        return self


class Retry(Command):
    max_retries: int = Field(default=1, ge=0, le=3)
    file: str | None = None
    env: Mapping[str, str] = Field(default_factory=dict)
    commands: list[Any] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "Retry":
        if (self.file is None) == (self.commands is None):
            raise ValueError("say what to try: either file, or commands")
        return self


class SetOrientation(Command):
    bare = "orientation"
    orientation: Literal["PORTRAIT", "LANDSCAPE_LEFT", "LANDSCAPE_RIGHT", "UPSIDE_DOWN"]


class SetAirplaneMode(Command):
    bare = "value"
    value: Literal["enabled", "disabled"]


class ToggleAirplaneMode(Command): ...


class SetDarkMode(Command):
    bare = "value"
    value: Literal["enabled", "disabled"]


class ToggleDarkMode(Command): ...


class Do(Command):
    """The agent carries out ``goal``, in at most ``max_steps`` steps."""

    bare = "goal"
    goal: str = Field(min_length=1)
    max_steps: int = Field(default=15, ge=1, le=1000)


class Check(Command):
    """``that``: a check expression (``settings:global/wifi_on=1``), else a question to a model."""

    bare = "that"
    that: str = Field(min_length=1)


class Answer(Command):
    """Says ``text`` to whoever asked; a task's check ``answer`` compares it."""

    bare = "text"
    text: str


def name_of(command: type[Command]) -> str:
    """As it is written in a flow."""
    return command.__name__[0].lower() + command.__name__[1:]


COMMANDS: Mapping[str, type[Command]] = {
    name_of(command): command
    for command in (
        LaunchApp,
        StopApp,
        KillApp,
        ClearState,
        TapOn,
        DoubleTapOn,
        LongPressOn,
        InputText,
        EraseText,
        PasteText,
        CopyTextFrom,
        SetClipboard,
        PressKey,
        Back,
        HideKeyboard,
        Scroll,
        ScrollUntilVisible,
        Swipe,
        OpenLink,
        AssertVisible,
        AssertNotVisible,
        AssertTrue,
        AssertDarkMode,
        AssertLightMode,
        ExtendedWaitUntil,
        WaitForAnimationToEnd,
        TakeScreenshot,
        StartRecording,
        StopRecording,
        RunFlow,
        Repeat,
        Retry,
        SetOrientation,
        SetAirplaneMode,
        ToggleAirplaneMode,
        SetDarkMode,
        ToggleDarkMode,
        Do,
        Check,
        Answer,
    )
}

WITHOUT_VALUE = frozenset(
    name
    for name, command in COMMANDS.items()
    if not any(field.is_required() for field in command.model_fields.values())
    and not issubclass(command, _OnElement | ExtendedWaitUntil | Swipe | RunFlow | Repeat | Retry)
)
"""Commands that may stand as a bare word: ``- back``."""
