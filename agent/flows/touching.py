"""Commands that touch and type."""

import time

from agent import actions as act
from agent.actions import Pixel
from agent.flows import commands as say
from agent.flows.finding import Found
from agent.flows.performing import perform
from agent.flows.stage import Stage, Unmet
from agent.selectors import point_in
from agent.types import Size

_ROLLING = 0.4
"""Seconds without a change after which a list no longer rolls: a touch before that only stops it
(on the built-in phone up to 0.3 s after the last pixel moved)."""
EDGE = 0.1
"""Of the screen: where a swipe by direction ends (Maestro's ``AndroidDriver.swipe``)."""

_SWIPES = {
    "up": ((0.5, 0.5), (0.5, EDGE)),
    "down": ((0.5, 0.2), (0.5, 1 - EDGE)),
    "left": ((1 - EDGE, 0.5), (EDGE, 0.5)),
    "right": ((EDGE, 0.5), (1 - EDGE, 0.5)),
}
"""Where the finger goes, in shares of the screen (the same source)."""

_KEYS = {"backspace": "delete", "lock": "power", "remote_dpad_center": "dpad_center"}
"""Maestro's names of keys where ours differ; the drivers know the rest."""


def _target(command: say._Touch, stage: Stage) -> Pixel:
    if command.selector.is_empty:
        assert command.point is not None  # the model insists on one of the two
        return point_in(command.point, stage.size)
    box = stage.wait_for(command.selector, stage.patience(optional=command.optional)).box
    return point_in(command.point, box) if command.point else box.center


def _touch(command: say._Touch, stage: Stage, action: act.Action) -> None:
    stage.act(action, wait=command.wait_to_settle_timeout_ms)
    if command.retry_tap_if_no_change and not stage.changed:
        # Never our own idea (a tap is not idempotent), but the flow says so.
        stage.act(action, wait=command.wait_to_settle_timeout_ms)


@perform.register
def _tap(command: say.TapOn, stage: Stage) -> str:
    at = _target(command, stage)
    for turn in range(command.repeat):
        if turn:
            time.sleep(command.delay / 1000)
        _touch(command, stage, act.Tap(at=at))
    return ""


@perform.register
def _double_tap(command: say.DoubleTapOn, stage: Stage) -> str:
    _touch(command, stage, act.DoubleTap(at=_target(command, stage)))
    return ""


@perform.register
def _long_press(command: say.LongPressOn, stage: Stage) -> str:
    _touch(command, stage, act.LongPress(at=_target(command, stage)))
    return ""


@perform.register
def _input_text(command: say.InputText, stage: Stage) -> str:
    stage.act(act.TypeText(text=command.text))
    return ""


@perform.register
def _erase_text(command: say.EraseText, stage: Stage) -> str:
    focused = next((one for one in stage.device.elements() if one.focused and one.editable), None)
    if focused is not None and len(focused.text) <= command.characters_to_erase:
        stage.act(act.TypeText(text="", clear=True))
        return ""
    for _ in range(command.characters_to_erase):
        stage.act(act.Press(key="delete"), wait=0)
    return ""


@perform.register
def _copy_text(command: say.CopyTextFrom, stage: Stage) -> str:
    element = stage.wait_for(command.selector, stage.patience(optional=command.optional)).element
    if element is None or not (element.text or element.description):
        raise Unmet(f"{command.selector} has no text to copy")
    stage.copied = element.text or element.description
    return repr(stage.copied)


@perform.register
def _set_clipboard(command: say.SetClipboard, stage: Stage) -> str:
    stage.copied = command.text
    return ""


@perform.register
def _paste_text(_command: say.PasteText, stage: Stage) -> str:
    stage.act(act.TypeText(text=stage.copied))
    return repr(stage.copied)


@perform.register
def _press_key(command: say.PressKey, stage: Stage) -> str:
    name = command.key.strip().lower().replace(" ", "_")
    keys = _held_together(name)
    if len(keys) > 1 and stage.device.info().kind == "desktop":
        stage.act(act.Hotkey(keys=keys))
        return ""
    stage.act(act.Press(key=_KEYS.get(name, name)))
    return ""


def _held_together(name: str) -> tuple[str, ...]:
    """``ctrl+shift+t`` as its keys; behind another plus, as in ``ctrl++``, a plus is a key."""
    keys = name.removesuffix("++").split("+")
    if name.endswith("++"):
        keys.append("+")
    return tuple(keys) if all(keys) else (name,)


@perform.register
def _back(_command: say.Back, stage: Stage) -> str:
    stage.act(act.Press(key="back"))
    return ""


@perform.register
def _hide_keyboard(_command: say.HideKeyboard, stage: Stage) -> str:
    if "mInputShown=true" not in stage.shell("dumpsys", "input_method"):
        return "no keyboard is shown"
    stage.act(act.Press(key="back"))
    return ""


@perform.register
def _scroll(_command: say.Scroll, stage: Stage) -> str:
    stage.act(act.Scroll(direction="down"))
    return ""


@perform.register
def _scroll_until_visible(command: say.ScrollUntilVisible, stage: Stage) -> str:
    until = time.monotonic() + command.timeout / 1000
    still = 0
    while (found := stage.look(command.element)) is None or _is_cut_off(found, command, stage):
        if time.monotonic() >= until:
            raise Unmet(f"there is no {command.element} after {command.timeout} ms of scrolling")
        # A row that only looks in is drawn in whole by little.
        amount = 0.5 if found is None else 0.15
        action = act.Scroll(direction=command.direction, amount=amount)
        stage.act(action, wait=command.wait_to_settle_timeout_ms, quiet=_ROLLING)
        still = 0 if stage.changed else still + 1
        if found is not None and still:
            break  # it is the last: there is no more of it to see
        if still == 2:
            raise Unmet(f"there is no {command.element}, and nothing more to scroll to")
    if command.center_element:
        _center(command, stage)
    return ""


def _is_cut_off(found: Found, command: say.ScrollUntilVisible, stage: Stage) -> bool:
    # A tree's boxes end where the list ends, so what touches that edge may go on behind it.
    if command.visibility_percentage < 100:
        return False
    box = found.box
    lists = [one.box for one in stage.seen if one.scrollable and one.box != box]
    around = [it for it in lists if it.contains(box[:2]) and it.contains(box.center)]
    if not around:
        return False
    inner = min(around, key=lambda it: (it.right - it.left) * (it.bottom - it.top))
    match command.direction:
        case "down":
            return box.bottom >= inner.bottom
        case "up":
            return box.top <= inner.top
        case "right":
            return box.right >= inner.right
        case "left":
            return box.left <= inner.left


def _center(command: say.ScrollUntilVisible, stage: Stage) -> None:
    found = stage.look(command.element)
    middle = stage.size.height // 2
    if found is None or command.direction in {"left", "right"}:
        return
    x, y = found.box.center
    if abs(y - middle) > stage.size.height * EDGE:
        seconds = 0.8  # slow enough not to fling
        stage.act(act.Swipe(start=(x, y), end=(x, middle), seconds=seconds))


@perform.register
def _swipe(command: say.Swipe, stage: Stage) -> str:
    start, end = _path(command, stage)
    action = act.Swipe(start=start, end=end, seconds=command.duration / 1000)
    stage.act(action, wait=command.wait_to_settle_timeout_ms)
    return ""


def _path(command: say.Swipe, stage: Stage) -> tuple[Pixel, Pixel]:
    if command.direction is None:
        return (
            point_in(command.start or "", stage.size),
            point_in(command.end or "", stage.size),
        )
    size = stage.size
    (x0, y0), (x1, y1) = _SWIPES[command.direction]
    start, end = _share(size, x0, y0), _share(size, x1, y1)
    if command.from_ is not None:
        start = stage.wait_for(command.from_, stage.patience()).box.center
        across = command.direction in {"left", "right"}
        end = (end[0], start[1]) if across else (start[0], end[1])
    return start, end


def _share(size: Size, x: float, y: float) -> Pixel:
    return round(size.width * x), round(size.height * y)
