"""``all``, ``any`` and ``not``: checks made of checks.

    all: ["settings:global/wifi_on=1", {ui: {text: Wi-Fi}}]
    any: [...]
    not: settings:global/airplane_mode_on=1

``all`` scores the mean (AndroidWorld's rule for composites), ``any`` the best, ``not`` the rest
to one. A part that could not look confirms nothing, and its ``not`` does not either.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from agent.checks import begin
from agent.checks.judge import appoint, is_judged
from agent.errors import UsageError
from agent.protocols import Check, Device, Model
from agent.registry import make_check
from agent.types import CheckResult, Episode

__all__ = ["Composite", "all_of", "any_of", "none_of"]


@dataclass(frozen=True)
class Composite:
    """Asks its parts and joins what they say."""

    name: str
    kind: str
    parts: Sequence[Check]

    @property
    def is_judged(self) -> bool:
        return is_judged(self.parts)

    def appoint(self, model: Model) -> None:
        appoint(self.parts, model)

    def begin(self, device: Device) -> None:
        begin(self.parts, device)

    def __call__(self, device: Device, episode: Episode) -> CheckResult:
        said = [part(device, episode) for part in self.parts]
        scores, looked = [one.score for one in said], all(one.looked for one in said)
        match self.kind:
            case "all":
                score = fmean(scores)
            case "any":
                score = max(scores)
            case _:
                score = 1.0 - scores[0] if looked else 0.0
        why = "; ".join(f"{one.name} {one.why}" for one in said)
        judged = any(one.judged for one in said)
        return CheckResult(name=self.name, score=score, why=why, judged=judged, looked=looked)


def all_of(argument: str) -> Composite:
    """A list of checks that must all hold. Raises ``UsageError``."""
    return Composite(f"all:{argument}", "all", _parts("all", argument))


def any_of(argument: str) -> Composite:
    """A list of checks of which one must hold. Raises ``UsageError``."""
    return Composite(f"any:{argument}", "any", _parts("any", argument))


def none_of(argument: str) -> Composite:
    """A check that must not hold. Raises ``UsageError``."""
    parts = _parts("not", argument)
    if len(parts) != 1:
        raise UsageError(f"not:{argument} has {len(parts)} checks", hint="not any: [...]")
    return Composite(f"not:{argument}", "not", parts)


def _parts(kind: str, argument: str) -> list[Check]:
    text = argument.strip()
    try:
        said = json.loads(text) if text[:1] in {"[", "{"} else [text]
        found = [
            make_check(expression(one)) for one in (said if isinstance(said, list) else [said])
        ]
    except ValueError as error:
        raise UsageError(f"{kind}:{argument}: {error}", hint=f'{kind}: ["...", "..."]') from error
    if not found:
        raise UsageError(f"{kind}: names no check", hint=f'{kind}: ["...", "..."]')
    return found


def expression(check: Any) -> str:
    """A check as one text: as it stands, or ``name:{...}`` with JSON for ``name: {...}``.

    Raises ``ValueError`` for what is neither.
    """
    if isinstance(check, str):
        return check
    if isinstance(check, dict) and len(check) == 1:
        ((name, said),) = check.items()
        return f"{name}:{said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)}"
    raise ValueError("a check is a text like settings:global/wifi_on=1, or one name with a mapping")
