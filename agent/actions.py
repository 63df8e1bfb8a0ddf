"""The action space: everything that a policy can ask a device to do.

One frozen union, discriminated by ``type``. Coordinates are integer pixels of the observation,
origin top left. Durations are float seconds. The two meanings of a direction are kept apart:
``Scroll.direction`` says which side's *content is revealed* (down = what lies below comes into
view); ``Swipe`` says where the *finger* goes, by two points.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

__all__ = [
    "ACTION",
    "Action",
    "Answer",
    "AskUser",
    "Click",
    "Direction",
    "DoubleTap",
    "Drag",
    "Finish",
    "Hotkey",
    "LongPress",
    "MoveCursor",
    "OpenApp",
    "Pixel",
    "Press",
    "Scroll",
    "Swipe",
    "Tap",
    "TypeText",
    "Wait",
]

Direction = Literal["up", "down", "left", "right"]
Pixel = tuple[int, int]
"""(x, y) in pixels of the observation."""


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    ends_episode: ClassVar[bool] = False
    """True for what the loop itself answers to; such an action never reaches a driver."""


class Tap(_Action):
    """A short touch at ``at``."""

    type: Literal["tap"] = "tap"
    at: Pixel


class DoubleTap(_Action):
    """Two short touches at ``at``, close enough in time to count as one gesture."""

    type: Literal["double_tap"] = "double_tap"
    at: Pixel


class LongPress(_Action):
    """A touch at ``at`` held for ``seconds`` (Android's own threshold is 0.4-0.5 s)."""

    type: Literal["long_press"] = "long_press"
    at: Pixel
    seconds: float = Field(default=1.0, gt=0, le=60)


class Swipe(_Action):
    """The finger goes from ``start`` to ``end``."""

    type: Literal["swipe"] = "swipe"
    start: Pixel
    end: Pixel
    seconds: float = Field(default=0.3, gt=0, le=60)


class Drag(_Action):
    """Press at ``start``, move to ``end`` holding, release. No ``start``: from the cursor."""

    type: Literal["drag"] = "drag"
    start: Pixel | None = None
    end: Pixel
    seconds: float = Field(default=0.8, gt=0, le=60)


class Scroll(_Action):
    """Reveal content on the side ``direction``, around ``at`` (None: the middle of the screen).

    ``amount`` counts in ``unit``: pages of the scrolled area, wheel clicks, or pixels.
    """

    type: Literal["scroll"] = "scroll"
    direction: Direction
    at: Pixel | None = None
    amount: float = Field(default=0.5, gt=0, le=100_000)
    unit: Literal["pages", "clicks", "pixels"] = "pages"


class TypeText(_Action):
    """Enter ``text`` into what has the focus; ``clear`` empties it, ``submit`` sends Enter.

    ``at`` is touched first and so gets the focus.
    """

    type: Literal["type_text"] = "type_text"
    text: str
    at: Pixel | None = None
    clear: bool = False
    submit: bool = False


class Press(_Action):
    """One key or system button: back, home, recents, menu, enter, delete, volume_up, power..."""

    type: Literal["press"] = "press"
    key: str = Field(min_length=1, max_length=40)


class Hotkey(_Action):
    """Several keys held together, in order: ``("ctrl", "s")``."""

    type: Literal["hotkey"] = "hotkey"
    keys: tuple[str, ...] = Field(min_length=1, max_length=6)


class Click(_Action):
    """A mouse click (desktop): ``button`` pressed ``count`` times at ``at`` (None: the cursor)."""

    type: Literal["click"] = "click"
    at: Pixel | None = None
    button: Literal["left", "middle", "right"] = "left"
    count: int = Field(default=1, ge=1, le=3)


class MoveCursor(_Action):
    """Move the mouse (desktop) without pressing."""

    type: Literal["move_cursor"] = "move_cursor"
    to: Pixel


class OpenApp(_Action):
    """Start an application by its label, package or activity."""

    type: Literal["open_app"] = "open_app"
    name: str = Field(min_length=1, max_length=200)


class Wait(_Action):
    """Do nothing for ``seconds``."""

    type: Literal["wait"] = "wait"
    seconds: float = Field(default=1.0, ge=0, le=600)


class Answer(_Action):
    """Tell the user something that was asked for; the episode goes on until ``finish``.

    Families whose ``answer`` also ends the task set ``final``.
    """

    type: Literal["answer"] = "answer"
    text: str
    final: bool = True


class Finish(_Action):
    """The model says that it is done, or that the goal cannot be reached."""

    type: Literal["finish"] = "finish"
    status: Literal["success", "failure"] = "success"
    message: str = ""

    ends_episode: ClassVar[bool] = True


class AskUser(_Action):
    """The model needs the person: a question, a confirmation, a take-over."""

    type: Literal["ask_user"] = "ask_user"
    question: str


Action = Annotated[
    Tap
    | DoubleTap
    | LongPress
    | Swipe
    | Drag
    | Scroll
    | TypeText
    | Press
    | Hotkey
    | Click
    | MoveCursor
    | OpenApp
    | Wait
    | Answer
    | Finish
    | AskUser,
    Field(discriminator="type"),
]

ACTION: TypeAdapter[Action] = TypeAdapter(Action)
"""Validates and dumps any action: ``ACTION.validate_json(text)``, ``ACTION.dump_json(action)``."""
