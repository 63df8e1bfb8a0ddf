"""A prompt as token ids: ChatML, with every picture expanded to its image tokens.

We assemble ChatML ourselves. The templates that come with the checkpoints disagree: the vision
one ignores tools, the tokenizer's knows tools but no pictures, and Qwen2.5-VL's adds a default
system line where Qwen3-VL's does not. The dialects write the whole system text, so what is left is
``<|im_start|>role``, the content, ``<|im_end|>``, the same in all of them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agent.errors import ModelLoadFailed
from agent.models.local.geometry import Geometry
from agent.types import Frame, Picture, Prompt, Size

__all__ = ["Chat", "Encoded", "Shown"]

_CONTROL = re.compile(
    r"<\|(im_start|im_end|endoftext|vision_start|vision_end|vision_pad|image_pad|video_pad)\|>"
)
_DEFAULT_SYSTEM = "You are a helpful assistant."
_TEXTS = 256
"""Texts whose tokens are remembered: an episode's past stands in each of its prompts."""


@dataclass(frozen=True)
class Shown:
    """A picture among the tokens: its frames, and the index of the first of its tokens.

    ``interval``: None for a still; for a clip the seconds between two frames.
    """

    frames: tuple[Frame, ...]
    seen: Size
    start: int
    interval: float | None = None


@dataclass(frozen=True)
class Encoded:
    """Token ids of a prompt, and its pictures in the order of their tokens."""

    ids: list[int]
    shown: tuple[Shown, ...]


class Chat:
    """A checkpoint's tokenizer and the ids of the tokens that hold a conversation together.

    ``tokenizer``: a transformers tokenizer. ``default_system``: whether the family was trained
    with a system line even where nobody wrote one; ``stamped``: whether it tells the time of a
    clip's frames in words (Qwen3-VL) and not by their positions. Raises ``ModelLoadFailed`` if the
    tokenizer lacks the family's special tokens.
    """

    def __init__(
        self,
        tokenizer: Any,
        geometry: Geometry,
        image_token: int,
        *,
        default_system: bool,
        stamped: bool = False,
    ) -> None:
        self._tokenizer = tokenizer
        self._geometry = geometry
        self._default_system = default_system
        self._stamped = stamped
        self._tokens = lru_cache(maxsize=_TEXTS)(self._tokenized)
        self._vision_start = self._id("<|vision_start|>")
        self._vision_end = self._id("<|vision_end|>")
        self._image = self._id("<|image_pad|>")
        if self._image != image_token:
            raise ModelLoadFailed(
                f"the tokenizer's <|image_pad|> is token {self._image}, the model's {image_token}",
                hint="use the tokenizer that came with these weights",
            )
        self.end_of_turn = frozenset({self._id("<|im_end|>"), self._id("<|endoftext|>")})
        """Tokens at which a reply ends, whatever generation_config.json says."""

    def encode(self, prompt: Prompt) -> Encoded:
        """An assistant message at the end is left open, to be continued."""
        ids: list[int] = []
        shown: list[Shown] = []
        messages = prompt.messages
        text = ""
        if self._default_system and (not messages or messages[0].role != "system"):
            text = f"<|im_start|>system\n{_DEFAULT_SYSTEM}<|im_end|>\n"
        for message in messages:
            text += f"<|im_start|>{message.role}\n"
            for part in message.parts:
                if isinstance(part, str):
                    text += _harmless(part)
                    continue
                ids += self._tokens(text)
                text = ""
                for words, frames, interval in self._stretches(part):
                    ids += [*self._tokens(words), self._vision_start]
                    shown.append(Shown(frames, part.seen, len(ids), interval))
                    pad = self._image if interval is None else self._id("<|video_pad|>")
                    ids += [pad] * self._geometry.tokens(part.seen, len(frames))
                    ids.append(self._vision_end)
            text += "<|im_end|>\n"
        if messages and messages[-1].role == "assistant":
            text = text.removesuffix("<|im_end|>\n")
        else:
            text += "<|im_start|>assistant\n"
        return Encoded([*ids, *self._tokens(text)], tuple(shown))

    def _stretches(self, part: Picture) -> list[tuple[str, tuple[Frame, ...], float | None]]:
        """What stands between a pair of vision tokens: words before, frames, their interval."""
        if not part.earlier:
            return [("", (part.frame,), None)]
        frames = (*part.earlier, part.frame)
        if not self._stamped:
            return [("", frames, part.interval)]
        # The family's processor says the middle of the frames that a patch spans.
        span = self._geometry.temporal
        stretches: list[tuple[str, tuple[Frame, ...], float | None]] = []
        for at in range(0, len(frames), span):
            last = min(at + span, len(frames)) - 1
            words = f"<{(at + last) / 2 * part.interval:.1f} seconds>"
            stretches.append((words, frames[at : at + span], part.interval))
        return stretches

    def decode(self, ids: list[int]) -> str:
        """The raw text; grammar tokens such as ``<tool_call>`` are kept."""
        text = self._tokenizer.decode(
            ids, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return str(text)

    def _tokenized(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False)) if text else ()

    def _id(self, token: str) -> int:
        found = self._tokenizer.convert_tokens_to_ids(token)
        if not isinstance(found, int) or found == self._tokenizer.unk_token_id:
            raise ModelLoadFailed(
                f"the tokenizer has no {token}: it does not belong to a Qwen-VL model",
                hint="use the tokenizer that came with these weights",
            )
        return found


def _harmless(text: str) -> str:
    """Text of a goal or a screen must not be able to end a turn or to pose as a picture."""
    return _CONTROL.sub(r"<| \1 |>", text)
