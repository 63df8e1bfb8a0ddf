"""Builds the prompt of a ``Profile``: its templates, its history policy, its pictures.

Templates, below ``prompts/<templates>/``: ``system.j2`` (optional), ``user.j2`` (the current turn).
They get ``goal``, ``past`` (lines of what was done), ``notes``, ``offers`` (what the device can
do), ``desktop``, ``width``, ``height`` (of the picture), ``first`` and ``last`` (whether this turn
opens the conversation, whether it is the current one).
"""

from collections.abc import Sequence

from agent.dialects import history, templates
from agent.dialects.profile import Profile
from agent.dialects.tags import strip_end
from agent.types import DeviceInfo, Message, Observation, Picture, Prompt, Size, Step

__all__ = ["prompt"]


def prompt(
    profile: Profile,
    goal: str,
    steps: Sequence[Step],
    observation: Observation,
    *,
    seen: Size,
    device: DeviceInfo,
    notes: Sequence[str] = (),
) -> Prompt:
    """The prompt of the next step; the current screen is the last thing of the last turn."""
    policy = profile.history
    shared = {
        "goal": goal,
        "offers": device.actions,
        "desktop": device.kind == "desktop",
        "width": seen.width,
        "height": seen.height,
    }
    told = list(steps[max(len(steps) - policy.steps, 0) :]) if policy.form != "none" else []
    words = _reply if policy.told == "reply" else _words
    messages: list[Message] = []
    system = templates.render_if_there(f"{profile.templates}/system.j2", **shared)
    if system:
        messages.append(Message("system", (system,)))
    turns = told if policy.form == "turns" else []
    shown = len(turns) - (policy.pictures - 1)
    for index, step in enumerate(turns):
        said = templates.render(
            f"{profile.templates}/user.j2",
            **shared,
            first=index == 0,
            last=False,
            past=[],
            notes=(),
        )
        screen = (Picture(step.observation.frame, seen),) if index >= shown else ()
        parts = tuple(part for part in (said, *screen) if part)
        messages.append(Message("user", parts or ("(an earlier screen)",)))
        messages.append(Message("assistant", (step.decision.raw or "-",)))
    now = templates.render(
        f"{profile.templates}/user.j2",
        **shared,
        first=not turns,
        last=True,
        past=history.past(told, policy.steps, words) if policy.form == "lines" else [],
        notes=[*observation.notes, *notes, *_outcome(turns)],
    )
    picture = Picture(observation.frame, seen, observation.earlier, observation.interval)
    messages.append(Message("user", (now, picture) if now else (picture,)))
    return Prompt(messages=tuple(messages), stop=profile.stop, max_tokens=profile.max_tokens)


def _words(step: Step) -> str:
    decision = step.decision
    if decision.summary:
        return decision.summary
    return history.describe(decision.action) if decision.action else ""


def _reply(step: Step) -> str:
    return strip_end(step.decision.raw) or _words(step)


def _outcome(turns: Sequence[Step]) -> list[str]:
    """What the device said of the last action, for families that see their own replies again."""
    if not turns or turns[-1].result is None or not turns[-1].result.said:
        return []
    result = turns[-1].result
    return [result.said if result.ok else f"failed: {result.said}"]
