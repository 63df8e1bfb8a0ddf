"""The laws of the seams, as checks that anybody's driver, model or dialect can be put to."""

from collections.abc import Callable, Sequence

from agent.actions import Action, Finish, Press, Swipe, Tap, TypeText
from agent.errors import FingertipError, UnknownAction
from agent.protocols import CoordinateSpace, Device, Dialect, Model
from agent.testing.device import paint
from agent.types import (
    Decision,
    DeviceInfo,
    Frame,
    Message,
    Observation,
    Picture,
    Prompt,
    Reply,
    Size,
)

__all__ = ["ConformanceError", "check_device", "check_dialect", "check_model"]

SCREENS = (Size(1080, 2400), Size(720, 1280), Size(1920, 1080))
BROKEN_REPLIES = (
    "",
    " ",
    "I do not know.",
    "{",
    "<tool_call>",
    "\x00",
    "Action: fly(0, 0)",
    "💥" * 50,
)


class ConformanceError(AssertionError):
    """Which laws are broken, all of them, one a line."""


class _Laws:
    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._broken: list[str] = []

    def hold(self, law: str, so: bool) -> None:
        if not so:
            self._broken.append(law)

    def survive(self, law: str, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except FingertipError as error:
            self._broken.append(f"{law}: {type(error).__name__}: {error}")

    def judge(self) -> None:
        if self._broken:
            raise ConformanceError("\n".join([f"{self._subject} breaks:", *self._broken]))


def check_device(device: Device, *, act: bool = True) -> None:
    """Raise ``ConformanceError`` unless ``device`` keeps the laws. Closes it at the end.

    ``act``: also press ``home`` and touch the middle of the screen.
    """
    laws = _Laws(f"device {device.serial}")
    info = device.info()
    laws.hold("info() is a DeviceInfo with the device's own serial", info.serial == device.serial)
    laws.hold("info() is the same when asked again", device.info() == info)
    frame = device.capture()
    laws.hold("capture() is a Frame of info().size", frame.size == info.size)
    seen = device.observe(frame)
    laws.hold("observe(frame) uses that frame", seen.frame is frame)
    laws.hold("observe() without elements reads none", seen.elements == ())
    laws.hold("observe() captures by itself", device.observe().size == info.size)
    for element in device.observe(elements=True).elements:
        box = element.box
        laws.hold(
            f"element {box} lies on the screen and has an area",
            0 <= box.left < box.right <= info.size.width
            and 0 <= box.top < box.bottom <= info.size.height,
        )
    if act:
        wishes: Sequence[Action] = (Press(key="home"), Tap(at=_middle(info)))
        for action in wishes:
            if action.type in info.actions:
                result = device.perform(action)
                laws.hold(f"{action.type} can be done", result.ok)
        laws.hold("the screen can be seen afterwards", device.capture().size.width > 0)
    device.close()
    laws.survive("close() twice is harmless", device.close)
    laws.judge()


def check_model(model: Model) -> None:
    """Raise ``ConformanceError`` unless ``model`` keeps the laws. Asks it once; closes it."""
    laws = _Laws(f"model {model.name}")
    laws.hold("it has a name", bool(model.name))
    for size in SCREENS:
        seen = model.geometry(size)
        laws.hold(f"geometry({size}) is a size", seen.width > 0 and seen.height > 0)
        laws.hold(f"geometry({size}) is the same when asked again", model.geometry(size) == seen)
        skew = (seen.width / seen.height) / (size.width / size.height)
        laws.hold(f"geometry({size}) keeps the shape within a tenth", 0.9 < skew < 1.1)
    size = SCREENS[1]
    frame = paint(size, (255, 255, 255))
    prompt = Prompt(
        messages=(
            Message("system", ("You use a phone.",)),
            Message("user", ("The goal: go home.", Picture(frame, model.geometry(size)))),
        ),
        max_tokens=8,
    )
    pieces: list[str] = []
    reply = model.generate(prompt, pieces.append)
    laws.hold("generate() is a Reply", isinstance(reply, Reply))
    laws.hold("tokens and seconds are not negative", min(reply.tokens_in, reply.tokens_out) >= 0)
    laws.hold("on_text got the reply or nothing", not pieces or "".join(pieces) == reply.text)
    model.close()
    laws.survive("close() twice is harmless", model.close)
    laws.judge()


def check_dialect(dialect: Dialect, *, tolerance: int = 2) -> None:
    """Raise ``ConformanceError`` unless ``dialect`` keeps the laws.

    What ``render`` writes ``parse`` reads back, and what the family has no word for ``render``
    refuses with ``UnknownAction``; points come back within ``tolerance`` pixels plus the step of
    the model's own space; nothing that a model writes makes ``parse`` raise.
    """
    laws = _Laws(f"dialect {dialect.name}")
    for size in SCREENS:
        seen = Size(size.width // 28 * 28, size.height // 28 * 28)
        observation = Observation(frame=paint(size, (0, 0, 0)), at=0.0)
        space = dialect.space(size, seen)
        reach = tolerance + max(size) / 1000
        _check_space(laws, space, size, reach)
        written = _check_replies(laws, dialect, space, observation, reach)
        # One that has no word for the end only points: the question is its whole prompt.
        _check_prompt(laws, dialect, observation, seen, takes_notes="finish" in written)
    laws.judge()


def _check_space(laws: _Laws, space: CoordinateSpace, size: Size, reach: float) -> None:
    width, height = size
    for point in ((0, 0), (width // 2, height // 3), (width - 1, height - 1)):
        back = space.to_pixel(*space.to_model(*point))
        laws.hold(f"{point} on {size} comes back as {back}", _near(point, back, reach))
    right, bottom = space.to_model(width - 1, height - 1)
    for beyond in ((0.0, 0.0), (right * 1.01, bottom * 1.01)):
        x, y = space.to_pixel(*beyond)
        laws.hold(f"to_pixel{beyond} stays on {size}", 0 <= x < width and 0 <= y < height)


def _check_replies(
    laws: _Laws, dialect: Dialect, space: CoordinateSpace, observation: Observation, reach: float
) -> set[str]:
    """The types of the actions that it has a word for."""
    for text in BROKEN_REPLIES:
        decision = dialect.parse(text, space, observation)
        refused = decision.action is None and bool(decision.error)
        laws.hold(f"{text[:20]!r} has no action and an error", refused)
    written: set[str] = set()
    for action in _actions(observation.size):
        try:
            text = dialect.render(Decision(action=action, summary="Do it"), space)
        except UnknownAction:
            continue
        written.add(action.type)
        again = dialect.parse(text, space, observation).action
        laws.hold(f"{action!r} comes back as {again!r}", _alike(action, again, reach))
    laws.hold("it has a word for some action", bool(written))
    return written


def _check_prompt(
    laws: _Laws, dialect: Dialect, observation: Observation, seen: Size, *, takes_notes: bool
) -> None:
    about = _info(observation.size)
    prompt = dialect.prompt("go home", [], observation, seen=seen, device=about)
    parts = [part for message in prompt.messages for part in message.parts]
    pictures = [part for part in parts if isinstance(part, Picture)]
    shown = _shows(pictures, observation.frame, seen)
    laws.hold("the prompt shows the screen at the given size", shown)
    said = "".join(part for part in parts if isinstance(part, str))
    laws.hold("the prompt says the goal", "go home" in said)
    if takes_notes:
        noted = dialect.prompt("x", [], observation, seen=seen, device=about, notes=("MARK",))
        laws.hold("the prompt says the notes", "MARK" in str([m.parts for m in noted.messages]))


def _actions(size: Size) -> tuple[Action, ...]:
    middle = (size.width // 2, size.height // 2)
    return (
        Tap(at=middle),
        Swipe(start=middle, end=(middle[0], size.height // 4)),
        TypeText(text='zwei "Worte" 你好\n'),
        Finish(status="success"),
        Finish(status="failure"),
    )


def _info(size: Size) -> DeviceInfo:
    actions = frozenset({"tap", "swipe", "long_press", "type_text", "press", "open_app"})
    return DeviceInfo(kind="android", serial="conformance", size=size, actions=actions)


def _middle(info: DeviceInfo) -> tuple[int, int]:
    return info.size.width // 2, info.size.height // 2


def _near(first: tuple[int, int], second: tuple[int, int], reach: float) -> bool:
    return abs(first[0] - second[0]) <= reach and abs(first[1] - second[1]) <= reach


def _alike(first: Action, second: Action | None, reach: float) -> bool:
    match first, second:
        case Tap(), Tap():
            return _near(first.at, second.at, reach)
        case Swipe(), Swipe():
            return _near(first.start, second.start, reach) and _near(first.end, second.end, reach)
        case TypeText(), TypeText():
            return first.text == second.text
        case Finish(), Finish():
            return first.status == second.status
    return False


def _shows(pictures: Sequence[Picture], frame: Frame, seen: Size) -> bool:
    return bool(pictures) and pictures[-1].frame is frame and pictures[-1].seen == seen
