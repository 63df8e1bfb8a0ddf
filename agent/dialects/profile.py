"""A family as data: what a (family, version) speaks, sees and remembers.

Two versions may share a grammar and differ in the space of their coordinates, so a profile belongs
to a version and never to a grammar.
"""

from dataclasses import dataclass
from typing import Literal

from agent.dialects.coordinates import Space
from agent.types import Size

__all__ = [
    "GLM_SIGHT",
    "QWEN3_SIGHT",
    "QWEN25_SIGHT",
    "QWEN_SIGHT",
    "HistoryPolicy",
    "Profile",
    "Sight",
]


@dataclass(frozen=True)
class Sight:
    """How large a picture a family is shown: sides in multiples of ``factor`` pixels.

    ``min_pixels`` and ``max_pixels`` bound the picture's area; ``fixed`` is the only size there is;
    ``longest`` bounds the longer side in pixels, and then sides are whatever the shape makes them.
    """

    factor: int = 28
    min_pixels: int = 4 * 28 * 28
    max_pixels: int = 16384 * 28 * 28
    fixed: Size | None = None
    longest: int | None = None


QWEN_SIGHT = Sight(448, 448 * 448, 448 * 448, fixed=Size(448, 448))
"""Qwen-VL: every picture becomes 448 x 448."""
QWEN25_SIGHT = Sight()
"""Qwen2-VL and Qwen2.5-VL as their checkpoints state it."""
QWEN3_SIGHT = Sight(32, 64 * 32 * 32, 16384 * 32 * 32)
"""Qwen3-VL and later: patches of 16 pixels, merged 2 x 2."""
GLM_SIGHT = Sight(28, 4 * 28 * 28, 5_000_000)
"""AutoGLM: its client caps pictures at about 5 million pixels."""


@dataclass(frozen=True)
class HistoryPolicy:
    """What of the past is shown again.

    ``lines``: past steps told in text, inside one user turn. ``turns``: the past steps as turns of
    a conversation, the model's replies word for word. ``none``: each step stands alone.
    """

    form: Literal["lines", "turns", "none"] = "lines"
    pictures: int = 1
    """Screens in a prompt, the current one included."""
    steps: int = 40
    """The last so many steps are shown or told."""
    told: Literal["words", "reply"] = "words"
    """By what a line tells a step: a sentence in plain words, or the model's own reply."""


@dataclass(frozen=True)
class Profile:
    """One (family, version)."""

    name: str
    grammar: str
    """The grammar of its replies, in a few words for ``agent models list``."""
    space: Space
    """Of a phone's screen, where it is another on a desktop."""
    actions: tuple[str, ...]
    """The types of action that it has words for; it can be asked to write no other."""
    desktop: Space | None = None
    """The space on a desktop; None: the same."""
    templates: str = ""
    """The folder of its templates under ``prompts/``; empty: it only points."""
    sight: Sight = QWEN25_SIGHT
    history: HistoryPolicy = HistoryPolicy()
    thought: Literal["none", "free", "tags", "lines", "field"] = "none"
    """Where it thinks: nowhere, in loose words, tags, headed lines, or a field of its JSON."""
    stop: tuple[str, ...] = ()
    """Stop strings beyond the end of the turn."""
    max_tokens: int = 512
    """Budget of a reply."""
