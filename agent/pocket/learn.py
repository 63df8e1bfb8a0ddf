"""One step of learning, and what is kept between steps.

Token cross-entropy and the dense loss together from the first step; AdamW (betas 0.9/0.98, weight
decay 0.05 on matrices), gradients clipped at 1, cosine by wall clock, and an exponential moving
average of the weights, which is what is exported.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from agent.pocket.batches import Batch
from agent.pocket.dense import DenseHeads
from agent.pocket.forward import Pass, Seen

__all__ = ["Learner", "Scores"]

_PEAK, _FLOOR = 1e-3, 0.05
_WARM_STEPS = 80
_UNTAUGHT = -100


@dataclass(frozen=True, slots=True)
class Scores:
    """How a step went.

    ``loss``: of tokens; ``read``: share of labelled visual tokens that the tower reads;
    ``tokens``: share of taught tokens right; ``replies``: share of whole replies right.
    """

    loss: float
    read: float
    tokens: float
    replies: float


class Learner:
    """Weights under training. ``progress`` (0 to 1) of the schedule is the caller's to say."""

    def __init__(self, pass_: Pass, heads: DenseHeads, *, peak: float = _PEAK) -> None:
        self.pass_ = pass_
        self.heads = heads
        self.peak = peak
        self.steps = 0
        self.seconds = 0.0
        weights = [*pass_.model.parameters(), *heads.parameters()]
        decayed = [weight for weight in weights if weight.ndim > 1]
        free = [weight for weight in weights if weight.ndim <= 1]
        self._weights = weights
        self._optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.05}, {"params": free, "weight_decay": 0.0}],
            lr=peak,
            betas=(0.9, 0.98),
            fused=True,
        )
        self._average = [weight.detach().clone() for weight in pass_.model.parameters()]

    @property
    def device(self) -> torch.device:
        found: torch.device = self._weights[0].device
        return found

    def step(
        self,
        batch: Batch,
        goals: int,
        progress: float,
        *,
        tower: bool = True,
        words: Batch | None = None,
    ) -> Scores:
        """Learn from ``batch`` with ``goals`` rows for each picture.

        ``tower``: whether the vision tower learns too; one that reads well need not.
        """
        self._set_rate(progress)
        device = self.device
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            seen = self.pass_.see(batch.pictures.to(device), tower=tower)
            dense, read = self.heads(seen.merged, batch.dense.to(device))
            hidden = self.pass_.read(
                batch.ids.to(device), batch.places.to(device), seen.repeated(goals)
            )
            taught = batch.targets[:, 1:].to(device)
            logits = self.pass_.model.lm_head(hidden[:, :-1][taught != -100])
            loss = functional.cross_entropy(logits.float(), taught[taught != -100])
        more = self._words(words)[0] if words is not None else torch.zeros(())
        self._descend(loss + dense + more)
        right = torch.ones_like(taught, dtype=torch.bool)
        right[taught != -100] = logits.argmax(-1) == taught[taught != -100]
        return self._scores(loss, read, right, taught, batch)

    def listen(self, batch: Batch, progress: float) -> Scores:
        """Learn from words alone, an order of magnitude quicker than with pictures."""
        self._set_rate(progress)
        loss, right, taught = self._words(batch)
        self._descend(loss)
        tokens = right[taught != _UNTAUGHT].float().mean()
        replies = (right | (taught == _UNTAUGHT)).all(1).float().mean()
        return Scores(float(loss.detach()), 0.0, float(tokens), float(replies))

    def _words(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        device = self.device
        nothing = Seen(torch.zeros(0, device=device), [])
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            hidden = self.pass_.read(batch.ids.to(device), batch.places.to(device), nothing)
            taught = batch.targets[:, 1:].to(device)
            logits = self.pass_.model.lm_head(hidden[:, :-1][taught != _UNTAUGHT])
            loss = functional.cross_entropy(logits.float(), taught[taught != _UNTAUGHT])
        right = torch.ones_like(taught, dtype=torch.bool)
        right[taught != _UNTAUGHT] = logits.argmax(-1) == taught[taught != _UNTAUGHT]
        return loss, right, taught

    def look(self, batch: Batch, progress: float) -> Scores:
        """Learn to read only: the tower and its dense targets, three times as quick."""
        self._set_rate(progress)
        device = self.device
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            seen = self.pass_.see(batch.pictures.to(device))
            dense, read = self.heads(seen.merged, batch.dense.to(device))
        self._descend(dense)
        return Scores(float(dense.detach()), float(read.detach()), 0.0, 0.0)

    def _descend(self, loss: Tensor) -> None:
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        self._follow()

    def _set_rate(self, progress: float) -> None:
        rate = self.peak * min(1.0, (self.steps + 1) / _WARM_STEPS)
        rate *= _FLOOR + (1 - _FLOOR) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
        for group in self._optimizer.param_groups:
            group["lr"] = rate

    def _scores(
        self, loss: Tensor, read: Tensor, right: Tensor, taught: Tensor, batch: Batch
    ) -> Scores:
        behind = torch.arange(1, taught.shape[1] + 1)[None] >= batch.reply_ends[:, None]
        replies = (right.cpu() | behind).all(1).float().mean()
        tokens = right[taught != -100].float().mean()
        return Scores(*(float(each.detach()) for each in (loss, read, tokens, replies)))

    def _follow(self) -> None:
        keep = min(0.99, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, list(self.pass_.model.parameters()), 1 - keep)

    def averaged(self) -> dict[str, Tensor]:
        """The averaged weights, by name; tensors of the learner's own."""
        names = [name for name, _ in self.pass_.model.named_parameters()]
        return dict(zip(names, self._average, strict=True))

    def save(self, path: Path) -> None:
        """Write everything that ``load`` needs; a kill in between leaves the old file."""
        half = path.with_suffix(".part")
        torch.save(
            {
                "model": self.pass_.model.state_dict(),
                "heads": self.heads.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "average": self._average,
                "steps": self.steps,
                "seconds": self.seconds,
            },
            half,
        )
        half.replace(path)

    def load(self, path: Path) -> None:
        """Go on where ``save`` stopped."""
        said: dict[str, Any] = torch.load(path, weights_only=True, map_location=self.device)
        self.pass_.model.load_state_dict(said["model"])
        self.heads.load_state_dict(said["heads"])
        self._optimizer.load_state_dict(said["optimizer"])
        for mine, theirs in zip(self._average, said["average"], strict=True):
            mine.copy_(theirs)
        self.steps, self.seconds = said["steps"], said["seconds"]
