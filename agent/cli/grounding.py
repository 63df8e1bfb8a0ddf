"""``agent doctor --grounding``: ask the user's model to point, and say what is wrong."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.cli import terminal
from agent.cli.opening import open_device, open_policy, policy_for, refuse_unknown
from agent.config import Settings
from agent.errors import ConfigError, UsageError
from agent.grounding import Report, Scene, ask, draw, judge, scenes, shown
from agent.policy import Policy
from agent.types import DeviceInfo, Size

__all__ = ["Wishes", "examine"]

_PHONE, _DESKTOP = Size(1080, 2400), Size(1920, 1080)
_TOUCHES = frozenset(
    {"tap", "double_tap", "long_press", "swipe", "type_text", "press", "open_app", "wait"}
)
_CLICKS = frozenset({"click", "drag", "scroll", "type_text", "hotkey", "move_cursor", "wait"})


@dataclass(frozen=True)
class Wishes:
    """``size``: of the screens that are drawn. ``on_device``: the device's own screen instead."""

    size: str | None
    on_device: bool
    ask: str
    picture: Path
    json: bool


def examine(settings: Settings, wishes: Wishes) -> int:
    """Ask, report, draw. Exit code: 0 the model points well, 1 it does not.

    Raises ``UsageError``, ``ModelError``, ``DeviceError``, ``StorageError``.
    """
    test = _on_device if wishes.on_device else _on_drawings
    with test(settings, wishes) as (policy, size, screens):
        report = _look(policy, size, screens)
    draw(report, wishes.picture)
    if wishes.json:
        terminal.as_json(_as_json(report, policy, wishes.picture))
    else:
        for line in _lines(report, policy, wishes.picture):
            terminal.out(line)
    return 0 if report.passed else 1


@contextmanager
def _on_drawings(
    settings: Settings, wishes: Wishes
) -> Iterator[tuple[Policy, Size, Iterable[Scene]]]:
    if settings.model is None:
        raise ConfigError(
            "no model is named, and the pocket model knows only the built-in phone's screens",
            hint="add --model FOLDER, or --model server:URL",
        )
    desktop = settings.device.partition(":")[0] == "desktop"
    size = _size(wishes.size) or (_DESKTOP if desktop else _PHONE)
    about = DeviceInfo(
        kind="desktop" if desktop else "android",
        serial="grounding",
        size=size,
        actions=_CLICKS if desktop else _TOUCHES,
    )
    policy = policy_for(settings, settings.model, about)
    with closing(policy.model):
        yield policy, size, scenes(size, verb="click" if desktop else "tap")


@contextmanager
def _on_device(
    settings: Settings, wishes: Wishes
) -> Iterator[tuple[Policy, Size, Iterable[Scene]]]:
    if "{}" not in wishes.ask or wishes.size is not None:
        raise UsageError(
            "--on-device takes the device's own size, and --ask with {} for a name",
            hint='agent doctor --grounding --on-device --ask "tap {}"',
        )
    refuse_unknown(settings)
    with closing(open_device(settings)) as device:
        policy = open_policy(settings, device)
        with closing(policy.model):
            screen = shown(device.observe(elements=True), wishes.ask)
            if not screen.targets:
                raise UsageError(
                    "the device names nothing on its screen that can be touched",
                    hint="open its settings first, or leave out --on-device",
                )
            yield policy, screen.frame.size, [screen]


def _look(policy: Policy, size: Size, screens: Iterable[Scene]) -> Report:
    seen = policy.model.geometry(size)
    answers = []
    for answer in ask(policy, screens):
        answers.append(answer)
        where = f"{answer.point.x},{answer.point.y}" if answer.point else f"nowhere: {answer.why}"
        mark = "hit " if answer.hit else "miss"
        terminal.say(f"{len(answers):3}  {mark}  {answer.target.name:20}  {where}")
    cost = getattr(policy.model, "picture_tokens", None)
    space = policy.dialect.space(size, seen)
    return judge(answers, size, seen, space, picture_tokens=cost(seen) if cost else 0)


def _size(text: str | None) -> Size | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d{2,5})[x×*,](\d{2,5})", text.strip().lower())
    if match is None:
        raise UsageError(f"{text!r} is no size of a screen", hint="--size 1080x2400")
    return Size(int(match[1]), int(match[2]))


def _lines(report: Report, policy: Policy, picture: Path) -> Iterator[str]:
    yield f"model     {policy.model.name}, spoken to in {policy.dialect.name}"
    yield f"screen    {report.size}, shown to the model at {report.seen}"
    yield f"hit       {report.hits} of {len(report.answers)} targets"
    if report.pixels and report.per_cent:
        px, share = report.pixels, report.per_cent
        yield (
            f"error     median {px.median:.0f} px ({share.median:.1f} %), p95 {px.p95:.0f} px"
            f" ({share.p95:.1f} %), worst {px.worst:.0f} px ({share.worst:.1f} %)"
        )
    if report.fit:
        x, y = report.fit.x, report.fit.y
        names = ("y", "x") if report.fit.swapped else ("x", "y")
        yield (
            f"map       x = {x.scale:.3f} {names[0]} {round(x.offset):+d},"
            f" y = {y.scale:.3f} {names[1]} {round(y.offset):+d}"
        )
    for defect in report.defects:
        yield f"defect    {defect}"
    yield f"picture   {picture}"
    yield f"verdict   {'the model points well' if report.passed else 'do not trust its touches'}"


def _as_json(report: Report, policy: Policy, picture: Path) -> dict[str, object]:
    return {
        "schema_version": 1,
        "ok": report.passed,
        "model": policy.model.name,
        "dialect": policy.dialect.name,
        "size": report.size,
        "seen": report.seen,
        "asked": len(report.answers),
        "hits": report.hits,
        "pixels": asdict(report.pixels) if report.pixels else None,
        "per_cent": asdict(report.per_cent) if report.per_cent else None,
        "map": asdict(report.fit) if report.fit else None,
        "defects": report.defects,
        "picture": str(picture),
        "answers": [
            {
                "target": answer.target.name,
                "box": answer.target.box,
                "point": answer.point,
                "hit": answer.hit,
                "why": answer.why,
            }
            for answer in report.answers
        ],
    }
