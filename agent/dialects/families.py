"""Families as rows of data: what differs between those that share the ``<tool_call>`` grammar.

Sources: Qwen3-VL's and Qwen2.5-VL's cookbooks (mobile_agent, computer_use) and their issue threads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent.dialects.coordinates import Space

__all__ = ["QWEN3", "QWEN25", "Family", "Function"]

Function = Literal["mobile_use", "computer_use"]


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
    thought: Literal["tags", "lines"]
    """``<thinking>``, ``<conclusion>`` around the call; or lines ``Thought:``, ``Action:``."""
    templates: str
    """The folder of its templates under ``prompts/``."""
    answer_ends: bool = False
    """Whether ``answer`` is the last thing of an episode, without a ``terminate``."""
    history_steps: int = 40
    """History policy: a line of text for each of the last so many steps; one picture, the last."""
    max_tokens: int = 512
    """Budget of a reply."""


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
)  # fmt: skip
