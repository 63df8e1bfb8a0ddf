"""One token behind one conversation, in tensors that stay where they are.

A pass of one token is hundreds of small kernels. A GPU computes them faster than Python launches
them, unless they are recorded once and launched as a whole, which wants every shape and address to
be what it was then. So the token, its position and its index lie in tensors of their own, keys are
written at an index that the device reads, and attention looks over all the room that the
conversation has, with a mask.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import torch

from agent.models.local.attention import grouped
from agent.models.local.cache import Memory
from agent.models.local.layers import Layer, Layers

__all__ = ["Compute", "FixedStep", "Record", "Stepping"]

Compute = Callable[[], torch.Tensor]
"""Reads what lies in tensors, and leaves its result in one."""
Record = Callable[[Compute], Compute | None]
"""The same computation, recorded; None where that is no gain."""

_SETTLED = 2
"""Tokens that a conversation's room must have stayed the same before its step is recorded: the
last token of a prompt is often the one that made it grow."""


class FixedStep:
    """``layers`` and ``head`` for one token of ``memory``, as long as its room stays what it is."""

    def __init__(self, layers: Layers, embed: Any, head: Any, memory: Memory) -> None:
        self._layers = layers
        self._embed = embed
        self._head = head
        self._rooms = list(memory.rooms)
        keys = self._rooms[0][0]
        device = keys.device
        self._places = torch.arange(keys.shape[2], device=device)
        self._token = torch.zeros(1, dtype=torch.long, device=device)
        self._positions = torch.zeros(3, 1, dtype=torch.long, device=device)
        self._index = torch.zeros(1, dtype=torch.long, device=device)

    def fits(self, memory: Memory) -> bool:
        """Whether this is still where ``memory`` lies, with room for a token."""
        keys = self._rooms[0][0]
        return memory.rooms[0][0] is keys and memory.length < keys.shape[2]

    def tell(self, token: int, positions: torch.Tensor, index: int) -> None:
        """The next token, its positions ``[3, 1]``, and how many tokens stand before it."""
        self._token.fill_(token)
        self._positions.copy_(positions)
        self._index.fill_(index)

    def compute(self) -> torch.Tensor:
        """Logits ``[1, vocabulary]`` behind the token that was told."""
        hidden = self._layers.step(self._embed(self._token), self._positions, self._attend)
        return self._layers.scores(hidden, self._head)

    def _attend(
        self,
        number: int,
        layer: Layer,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
    ) -> torch.Tensor:
        all_keys, all_values = self._rooms[number]
        all_keys.index_copy_(2, self._index, keys)
        all_values.index_copy_(2, self._index, values)
        heads, groups = queries.shape[1], keys.shape[1]
        seen = self._places <= self._index
        if layer.window is not None:
            seen = seen & (self._places > self._index - layer.window)
        mask = seen.expand(heads // groups, -1)
        return grouped(queries, all_keys, all_values, layer.scaling, mask)


class Stepping:
    """Single tokens of any conversation, by recordings where ``record`` makes some."""

    def __init__(self, layers: Layers, embed: Any, head: Any, record: Record | None) -> None:
        self._layers = layers
        self._embed = embed
        self._head = head
        self._record = record
        self._steps: WeakKeyDictionary[Memory, tuple[FixedStep, Compute]] = WeakKeyDictionary()
        self._waited: WeakKeyDictionary[Memory, tuple[int, int]] = WeakKeyDictionary()

    def __call__(self, memory: Memory, token: int, positions: torch.Tensor) -> torch.Tensor | None:
        """Logits ``[1, vocabulary]`` behind ``token``; None where it is to be computed plainly.

        The memory's ``length`` is left to the caller.
        """
        if self._record is None or not memory.length:
            return None
        known = self._steps.get(memory)
        if known is None or not known[0].fits(memory):
            known = self._learn(memory, token, positions)
        if known is None:
            return None
        step, replay = known
        step.tell(token, positions, memory.length)
        return replay().clone()

    def _learn(
        self, memory: Memory, token: int, positions: torch.Tensor
    ) -> tuple[FixedStep, Compute] | None:
        self._steps.pop(memory, None)
        room = memory.rooms[0][0].shape[2]
        before, count = self._waited.get(memory, (0, 0))
        count = count + 1 if room == before else 0
        self._waited[memory] = (room, count)
        if count < _SETTLED or memory.length == room or self._record is None:
            return None
        step = FixedStep(self._layers, self._embed, self._head, memory)
        step.tell(token, positions, memory.length)
        replay = self._record(step.compute)
        if replay is None:
            self._record = None  # what is no gain for one conversation is none for another
            return None
        self._steps[memory] = step, replay
        return step, replay
