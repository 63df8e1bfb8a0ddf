"""From a wrong map to the words for it: which mistake makes just these errors?"""

from collections.abc import Iterator, Mapping, Sequence

from agent.grounding.asking import Answer
from agent.grounding.fit import AxisFit, Fit, granularity
from agent.protocols import CoordinateSpace
from agent.types import Size

__all__ = ["causes"]

_SLIP = 0.005
"""Share of a side by which a sound map may be off: the families' own quantum, and rounding."""
_ALIKE = 0.025
"""Two scales that differ by less have the same cause."""
_COARSE = 0.012
"""Share of the model's extent: numbers that come in larger steps than this are coarse."""
_CLOUD = 0.02
"""Share of a side: a median scatter above this is not pointing."""
_MUTE = 0.1
"""Share of the replies that may name no place: they are misses, but a few are no defect."""

Extent = tuple[float, float]


def causes(
    answers: Sequence[Answer],
    found: Fit | None,
    size: Size,
    seen: Size,
    space: CoordinateSpace,
    picture_tokens: int,
) -> Iterator[str]:
    """Sentences, the surest first; none for a sound map."""
    extent = space.to_model(*size)
    yield from _silent(answers)
    yield from _small_prompts(answers, seen, picture_tokens)
    numbers = [number for answer in answers for number in answer.numbers]
    if numbers and max(map(abs, numbers)) <= 1 < min(extent):
        yield "the model writes numbers from 0 to 1, and the dialect reads larger ones"
        return
    step = granularity(numbers)
    coarse = step > _COARSE * min(extent)
    if coarse:
        yield (
            f"the numbers come in steps of {step:g}, which is {step / extent[0]:.1%} of the screen:"
            " coarse output, as a bad quantisation gives"
        )
    if found is None:
        yield "too few answers lie inside the screen to say more about the map"
        return
    if found.swapped:
        yield "the axes are swapped: x of the answers follows y of the targets, and y follows x"
        return
    if not coarse:
        yield from _cloud(found, size)
    yield from _scale(found, size, seen, extent)


def _silent(answers: Sequence[Answer]) -> Iterator[str]:
    mute = [answer for answer in answers if answer.point is None]
    if len(mute) > _MUTE * len(answers):
        first = f"{mute[0].target.name}: {mute[0].why}"
        yield f"{len(mute)} of {len(answers)} replies name no place; the first, {first}"


def _small_prompts(answers: Sequence[Answer], seen: Size, needed: int) -> Iterator[str]:
    counts = [answer.tokens_in for answer in answers if answer.tokens_in]
    if counts and max(counts) < needed:
        yield (
            f"a prompt has {max(counts)} tokens at most, and a picture of {seen} alone takes"
            f" {needed}: the server makes it smaller on its own"
        )


def _cloud(found: Fit, size: Size) -> Iterator[str]:
    spreads = found.x.spread, found.y.spread
    if any(spread > _CLOUD * side for spread, side in zip(spreads, size, strict=True)):
        yield (
            f"the answers scatter by {spreads[0]:.0f} px across and {spreads[1]:.0f} px down"
            " without a rule: a bad quantisation of the weights, or a model that does not point"
        )


def _scale(found: Fit, size: Size, seen: Size, extent: Extent) -> Iterator[str]:
    axes = (("across", found.x, size.width), ("down", found.y, size.height))
    wrong = [(name, axis, side) for name, axis, side in axes if _is_wrong(axis, side)]
    if not wrong:
        return
    for name, axis, side in wrong:
        if axis.scale < 0:
            yield f"the answers are mirrored {name}"
        elif abs(axis.scale - 1) * side > _SLIP * side:
            shift = round(axis.offset)
            yield f"the scale {name} is {axis.scale:.3f} instead of 1 (and {shift:+d} px)"
        else:
            yield f"the answers lie {round(axis.offset):+d} px off {name}: is the picture cropped?"
    if min(found.x.scale, found.y.scale) > 0 and any(
        abs(axis.scale - 1) > _SLIP for _, axis, _ in wrong
    ):
        yield _cause((found.x.scale, found.y.scale), size, seen, extent)


def _is_wrong(axis: AxisFit, side: int) -> bool:
    return axis.off(side) > max(_SLIP * side, 3 * axis.spread, 3)


def _cause(scale: Extent, size: Size, seen: Size, extent: Extent) -> str:
    """What the model's numbers must be relative to, given what they were taken for."""
    real = scale[0] * extent[0], scale[1] * extent[1]
    picture: Extent = (float(seen.width), float(seen.height))
    known: Mapping[str, Extent] = {
        "numbers from 0 to 1000": (1000.0, 1000.0),
        "numbers from 0 to 1": (1.0, 1.0),
        f"pixels of the picture ({seen})": picture,
        f"pixels of the screen ({size})": (float(size.width), float(size.height)),
    }
    taken = min(known, key=lambda name: _apart(known[name], extent))
    meant = min(known, key=lambda name: _apart(known[name], real))
    if meant != taken and _apart(known[meant], real) < _ALIKE:
        return f"the model writes {meant}, and the dialect reads {taken}"
    if abs(scale[0] / scale[1] - 1) < _ALIKE and known[taken] == picture:
        return (
            f"the model was shown a picture of about {real[0]:.0f}x{real[1]:.0f}, not of {seen}:"
            " the server resized it on its own, or has other limits than ours"
            f" (try FINGERTIP_MAX_PIXELS={0.98 * real[0] * real[1]:.0f})"
        )
    return (
        f"the model's numbers run to about {real[0]:.0f} x {real[1]:.0f}; the dialect reads {taken}"
    )


def _apart(first: Extent, second: Extent) -> float:
    return max(abs(a / b - 1) for a, b in zip(first, second, strict=True))
