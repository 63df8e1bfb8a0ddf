"""Prefill and decode: a plain loop over the model's own forward, with explicit positions.

``generate()`` of transformers spends more on preparing each token than a small model spends on
computing it; this loop does one forward per token and nothing else. Positions are given to every
call. The classes keep a position offset as module state, which is shared between conversations
and wrong as soon as a picture follows cached text; with explicit positions it is never used.

What was computed for the beginning of the last prompt is kept: the system text and the tools are
the same in every step of an episode. Only text before the first picture is taken over, where equal
tokens have equal positions whatever follows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from agent.models.local.cache import GrowingLayer, new_cache

__all__ = ["Engine", "Sampling"]

_WORTH_KEEPING = 32
"""A shorter common beginning is computed again: it costs less than the bookkeeping."""

_SMALL = 50_000_000
"""Parameters up to which a CPU runs a model on one thread. Its matrices are so small that a second
thread gains little on an idle machine, and threads that wait for each other on a busy one (a phone
is drawing, a model is being trained) cost five times the time of a token."""


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen: the likeliest at temperature 0, else drawn by ``seed``."""

    temperature: float = 0.0
    seed: int | None = None


class Engine:
    """A loaded Qwen-VL model (any of the three architectures) and the tokens that end a reply."""

    def __init__(self, model: Any, end: frozenset[int]) -> None:
        self.model = model
        self.end = end
        self._image_token: int = model.config.image_token_id
        self._kept: _Kept | None = None
        small = sum(weight.numel() for weight in model.parameters()) < _SMALL
        self._threads = 1 if small and self.device.type == "cpu" else None

    @property
    def device(self) -> torch.device:
        return torch.device(self.model.device)

    def logits(
        self, ids: list[int], pixels: torch.Tensor | None, grids: list[tuple[int, int, int]]
    ) -> torch.Tensor:
        """``[len(ids), vocabulary]`` of one pass over the whole prompt (for tests and scoring)."""
        with self._computing():
            scores: torch.Tensor = self._prefill(ids, pixels, grids, None)[0].logits[0]
        return scores

    def stream(
        self,
        ids: list[int],
        pixels: torch.Tensor | None,
        grids: list[tuple[int, int, int]],
        max_tokens: int,
        sampling: Sampling,
    ) -> Iterator[int]:
        """The tokens of a reply, as they come, without the one that ends it.

        ``pixels``: patches of all pictures in order, ``float32[rows, values]``; ``grids``: their
        patches in (time, height, width). Ends early at a token of ``end``.
        """
        draw = _Draw(sampling, self.device)
        # Taken, not shared: after an error in between, nothing half done is left behind.
        kept, self._kept = self._kept, None
        # Entered for each token anew: nothing may stay set while the caller holds the stream.
        with self._computing():
            output, position = self._prefill(ids, pixels, grids, kept or _Kept())
            token = draw(output.logits[:, -1])
        if isinstance(output.past_key_values.layers[0], GrowingLayer):
            self._kept = _Kept(ids, output.past_key_values)
        for _ in range(max_tokens):
            if token in self.end:
                return
            yield token
            with self._computing():
                output = self.model(
                    input_ids=torch.tensor([[token]], device=self.device),
                    position_ids=torch.full((3, 1, 1), position, device=self.device),
                    past_key_values=output.past_key_values,
                    use_cache=True,
                )
                token = draw(output.logits[:, -1])
            position += 1

    @contextmanager
    def _computing(self) -> Iterator[None]:
        before = torch.get_num_threads()
        if self._threads is not None:
            torch.set_num_threads(self._threads)
        try:
            with torch.inference_mode():
                yield
        finally:
            if self._threads is not None:
                torch.set_num_threads(before)

    def forget(self) -> None:
        """Free what is kept from the last prompt."""
        self._kept = None

    def _prefill(
        self,
        ids: list[int],
        pixels: torch.Tensor | None,
        grids: list[tuple[int, int, int]],
        kept: "_Kept | None",
    ) -> tuple[Any, int]:
        """The model's output and the position of the token that follows.

        ``kept``: what may be taken over, the output then being that of the last token alone; None:
        everything is computed, for every token. A picture moves the text after it on by the longer
        side of its grid of tokens, not by the number of its tokens; ``get_rope_index`` knows, and
        reports the difference.
        """
        device = self.device
        tokens = torch.tensor([ids], device=device)
        kinds = (tokens == self._image_token).int()
        grid = torch.tensor(grids, device=device) if grids else None
        positions, shift = self.model.model.get_rope_index(
            tokens, mm_token_type_ids=kinds, image_grid_thw=grid
        )
        cache, start = (None, 0) if kept is None else kept.shared(ids, self._image_token)
        if cache is None:
            cache = new_cache(self.model)
        output = self.model(
            input_ids=tokens[:, start:],
            position_ids=positions[..., start:],
            mm_token_type_ids=kinds[:, start:],
            pixel_values=None if pixels is None else pixels.to(device, self.model.dtype),
            image_grid_thw=grid,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=0 if kept is None else 1,
        )
        return output, len(ids) + int(shift[0, 0])


@dataclass(frozen=True)
class _Kept:
    """Keys and values of a prompt, followed by those of its reply."""

    ids: Sequence[int] = ()
    cache: Any = None

    def shared(self, ids: list[int], image_token: int) -> tuple[Any, int]:
        """The cache cut back to what ``ids`` begins with too, and how many tokens that is."""
        if self.cache is None:
            return None, 0
        # At least the last token is computed anew: its logits are what is asked for.
        pairs = zip(self.ids, ids[:-1], strict=False)
        count = 0
        for old, new in pairs:
            if old != new or new == image_token:
                break
            count += 1
        if count < _WORTH_KEEPING:
            return None, 0
        # transformers 5 takes the number of tokens to remove, as a negative.
        self.cache.crop(count - self.cache.get_seq_length())
        return self.cache, count


class _Draw:
    def __init__(self, sampling: Sampling, device: torch.device) -> None:
        self._temperature = sampling.temperature
        self._generator: torch.Generator | None = None
        if sampling.temperature > 0:
            self._generator = torch.Generator(device=device)
            if sampling.seed is None:
                self._generator.seed()
            else:
                self._generator.manual_seed(sampling.seed)

    def __call__(self, logits: torch.Tensor) -> int:
        if self._generator is None:
            return int(logits.argmax(-1))
        chances = torch.softmax(logits.float() / self._temperature, -1)
        return int(torch.multinomial(chances, 1, generator=self._generator))
