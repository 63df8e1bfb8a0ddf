"""How the next token is chosen from the model's scores."""

from dataclasses import dataclass

import torch

__all__ = ["Draw", "Sampling"]


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen: the likeliest at temperature 0, else drawn by ``seed``."""

    temperature: float = 0.0
    seed: int | None = None


class Draw:
    """Chooses tokens from logits ``[vocabulary]``; repeatable for a seed, whatever else draws."""

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
            return int(logits.argmax())
        chances = torch.softmax(logits.float() / self._temperature, -1)
        return int(torch.multinomial(chances, 1, generator=self._generator))
