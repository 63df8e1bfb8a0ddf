"""The model's passes: new tokens of one or several conversations in, logits out.

``generate()`` of transformers spends more on preparing each token than a small model spends on
computing it. Here a pass is the text model's own layers and nothing else: embeddings, features of
pictures in their places, explicit positions. The classes keep a position offset as module state,
shared between conversations and wrong as soon as a picture follows cached text; with explicit
positions it is never used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from agent.models.local.attention import Kernel, kernel
from agent.models.local.cache import Memory
from agent.models.local.conversation import Conversation, Question
from agent.models.local.gathering import Gathering
from agent.models.local.layers import Layers, Part
from agent.models.local.stepping import Record, Stepping
from agent.models.local.threads import Threads
from agent.models.local.vision import Eyes, Features, Visual

__all__ = ["Chunk", "Engine"]

VISION_BYTES = 512 * 2**20
"""Memory for the features of pictures that were seen before: at 1272 tokens a screen, about 50
screens of a 7B model."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """What a pass computes for one conversation. ``keep``: how many last tokens' logits."""

    memory: Memory
    ids: Sequence[int]
    positions: torch.Tensor
    visuals: tuple[Visual, ...]
    start: int
    """Index of the first token in the conversation, which ``Visual.start`` counts in too."""
    keep: int


class Engine:
    """A loaded Qwen-VL model (any of the three architectures) and the tokens that end a reply.

    May be shared by threads: what they ask for at the same time is computed in one pass.
    """

    def __init__(
        self,
        model: Any,
        end: frozenset[int],
        *,
        vision_bytes: int = VISION_BYTES,
        attention: Kernel | None = None,
        context: int | None = None,
        record: Record | None = None,
    ) -> None:
        self.model = model
        self.end = end
        self.context = context
        """Positions that the model was stretched to; None: as many as its checkpoint says."""
        self.eyes = Eyes(model, vision_bytes)
        text = model.model.language_model
        self._embed = text.embed_tokens
        self._layers = Layers(text, attention or kernel("sdpa", self.device, model.dtype))
        self._stepping = Stepping(self._layers, self._embed, model.lm_head, record)
        parameters = sum(weight.numel() for weight in model.parameters())
        self._threads = Threads(parameters, self.device)
        self._gathering: Gathering[Chunk, torch.Tensor] = Gathering(self.run)
        self.joined = self._gathering.joined

    @property
    def device(self) -> torch.device:
        return torch.device(self.model.device)

    @property
    def vocabulary(self) -> int:
        """Tokens that have logits; a tokenizer may know fewer."""
        return int(self.model.lm_head.weight.shape[0])

    def logits(
        self, ids: list[int], pixels: torch.Tensor | None, grids: list[tuple[int, int, int]]
    ) -> torch.Tensor:
        """``[len(ids), vocabulary]`` by transformers' own forward over the whole prompt.

        Plain, slow, nothing kept: what everything else here is measured against.
        """
        tokens = torch.tensor([ids], device=self.device)
        with self._threads.computing(len(ids)), torch.inference_mode():
            output = self.model(
                input_ids=tokens,
                attention_mask=torch.ones_like(tokens),
                mm_token_type_ids=(tokens == self.model.config.image_token_id).int(),
                pixel_values=None if pixels is None else pixels.to(self.device, self.model.dtype),
                image_grid_thw=torch.tensor(grids, device=self.device) if grids else None,
                use_cache=False,
            )
        scores: torch.Tensor = output.logits[0]
        return scores

    def extend(self, conversation: Conversation, chunk: Question, keep: int = 1) -> torch.Tensor:
        """Compute ``chunk`` behind ``conversation``: logits ``[keep, vocabulary]`` of its last.

        If it fails, the conversation is what it was.
        """
        work = self.chunk(conversation, chunk, keep)
        logits = self._gathering(work)
        conversation.took(chunk, work.positions)
        return logits

    def chunk(self, conversation: Conversation, told: Question, keep: int = 1) -> Chunk:
        """``told`` as it stands behind ``conversation``."""
        positions = conversation.place(self.model, told)
        start = len(conversation)
        return Chunk(conversation.memory, told.ids, positions, told.visuals, start, keep)

    def run(self, chunks: Sequence[Chunk]) -> list[torch.Tensor]:
        """One pass over several conversations, each of which may occur once: logits of each."""
        count = sum(len(chunk.ids) for chunk in chunks)
        with self._threads.computing(count), torch.inference_mode():
            logits = self._step(chunks[0]) if count == 1 else None
            if logits is None:
                logits = self._pass(chunks)
        # Only now: a pass that fails leaves every conversation as it was.
        for chunk in chunks:
            chunk.memory.length += len(chunk.ids)
        return list(torch.split(logits, [chunk.keep for chunk in chunks]))

    def _step(self, chunk: Chunk) -> torch.Tensor | None:
        """The logits behind one token of text, where a recording of that pays."""
        return self._stepping(chunk.memory, chunk.ids[0], chunk.positions)

    def _pass(self, chunks: Sequence[Chunk]) -> torch.Tensor:
        device = self.device
        ids = torch.tensor([token for chunk in chunks for token in chunk.ids], device=device)
        hidden = self._embed(ids)
        places, deep = self._show(chunks, hidden)
        positions = torch.cat([chunk.positions for chunk in chunks], 1).to(device)
        parts = [Part(chunk.memory, len(chunk.ids), chunk.keep) for chunk in chunks]
        hidden = self._layers(hidden, positions, parts, places, deep)
        return self._layers.scores(hidden, self.model.lm_head)

    def _show(
        self, chunks: Sequence[Chunk], hidden: torch.Tensor
    ) -> tuple[list[int], list[torch.Tensor]]:
        """Put the features of all pictures into ``hidden``; where, and what goes there deeper."""
        places: list[int] = []
        features: list[Features] = []
        first = 0
        for chunk in chunks:
            for visual in chunk.visuals:
                start = first + visual.start - chunk.start
                places.extend(range(start, start + visual.tokens))
                features.append(self.eyes.see(visual))
            first += len(chunk.ids)
        if features:
            hidden[places] = torch.cat([each.tokens for each in features]).to(hidden.dtype)
        levels = zip(*(each.deep for each in features), strict=True)
        return places, [torch.cat(level) for level in levels]
