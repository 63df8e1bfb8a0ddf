"""Families as rows of data: what differs between those that share the ``<tool_call>`` grammar.

Sources: Qwen3-VL's and Qwen2.5-VL's cookbooks (mobile_agent, computer_use) and their issue threads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.actions import Action, Pixel
from agent.dialects.arguments import Arguments
from agent.dialects.coordinates import Space
from agent.dialects.envelopes import Envelope
from agent.dialects.profile import QWEN3_SIGHT, QWEN25_SIGHT, Sight

__all__ = ["QWEN3", "QWEN25", "Family", "Function"]

Function = Literal["mobile_use", "computer_use"]
Writer = Callable[[Function, Action, Callable[[Pixel], list[float]]], dict[str, Any] | None]


@dataclass(frozen=True)
class Family:
    """One (family, version)."""

    name: str
    spaces: Mapping[Function, Space]
    """The space of a coordinate inside each function's call."""
    grounding: Space
    """The space of ``bbox_2d`` and ``point_2d`` answers."""
    words: Mapping[Function, tuple[str, ...]]
    """The actions that the prompt offers, in its order; more are understood."""
    thought: Literal["tags", "lines", "think"]
    """``<thinking>`` or ``<think>`` before the call; or lines ``Thought:``, ``Action:``."""
    templates: str
    """The folder of its templates under ``prompts/``."""
    answer_ends: bool = False
    """Whether ``answer`` is the last thing of an episode, without a ``terminate``."""
    history_steps: int = 40
    """History policy: a line of text for each of the last so many steps; one picture, the last."""
    turns: int = 1
    """Pictures in a prompt: the last steps before the current one are turns of a conversation."""
    unfolded: bool = False
    """Whether older steps stay turns too, without their pictures; else they are lines of text."""
    max_tokens: int = 512
    """Budget of a reply."""
    concludes: bool = True
    """Whether a ``<conclusion>`` follows the call of a family that thinks in tags."""
    envelope: Envelope = "tool_call"
    boxes: bool = False
    """Whether it answers with a place alone, such as ``<|box_start|>..``, when asked for one."""
    says: tuple[str, ...] = ()
    """The types of action that it has words for, where these are not all of both functions'."""
    called: str = ""
    """The name of its only function, where that is neither of ``Function``."""
    own: Mapping[Function, Mapping[str, Callable[[Arguments], Action]]] = field(
        default_factory=dict
    )
    """Words that are read in another way than by the two functions' own tables."""
    write: Writer = lambda function, action, point: None
    """The arguments of a call that is written in another way; None: as the function's own table."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields that a word is written with, where they are not as in ``grammar``; ``?``: may be
    missing."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The form of a field's value, where it is not as in ``grammar``."""
    stop: tuple[str, ...] = ()
    """Stop strings beyond the end of the turn."""
    sight: Sight = QWEN25_SIGHT


QWEN25 = Family(
    name="qwen2.5-vl",
    spaces={"mobile_use": "abs_resized", "computer_use": "abs_resized"},
    grounding="abs_resized",
    words={
        "mobile_use": (
            "key", "click", "long_press", "swipe", "type", "system_button", "open", "wait",
            "terminate",
        ),
        "computer_use": (
            "key", "type", "mouse_move", "left_click", "left_click_drag", "right_click",
            "middle_click", "double_click", "scroll", "wait", "terminate",
        ),
    },
    thought="tags",
    templates="qwen2.5-vl",
)  # fmt: skip

QWEN3 = Family(
    name="qwen3-vl",
    # The phone's tool states a 999 x 999 screen, the desktop's 1000 x 1000; boxes are per mille.
    spaces={"mobile_use": "rel999", "computer_use": "rel1000"},
    grounding="rel1000",
    words={
        "mobile_use": (
            "click", "long_press", "swipe", "type", "answer", "system_button", "key", "open",
            "ask_user", "wait", "terminate",
        ),
        "computer_use": (
            "key", "type", "mouse_move", "left_click", "left_click_drag", "right_click",
            "middle_click", "double_click", "triple_click", "scroll", "hscroll", "wait", "answer",
            "terminate",
        ),
    },
    thought="lines",
    templates="qwen3-vl",
    sight=QWEN3_SIGHT,
)  # fmt: skip
