"""How the next token is chosen from the model's scores, and what the grammar has to say in it."""

from dataclasses import dataclass
from typing import Any

import llguidance
import numpy as np
import torch
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask

from agent.errors import ConfigError, ModelError

__all__ = ["Draw", "Grammars", "Rules", "Sampling"]


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


class Rules:
    """A reply that must follow a grammar: what may come next, and what must."""

    def __init__(self, matcher: Any, vocabulary: int) -> None:
        self._matcher = matcher
        self._vocabulary = vocabulary
        self._bits = allocate_token_bitmask(1, vocabulary)

    def allowed(self, logits: torch.Tensor) -> torch.Tensor:
        """``logits`` with minus infinity at all tokens that the grammar forbids here."""
        fill_next_token_bitmask(self._matcher, self._bits)
        bits = np.unpackbits(self._bits.view(np.uint8), bitorder="little")[: self._vocabulary]
        forbidden = torch.from_numpy(bits == 0).to(logits.device)
        return logits.masked_fill(forbidden, -torch.inf)

    def forced(self) -> list[int]:
        """Tokens of the text that must follow, as the tokenizer writes it. May be empty."""
        return list(self._matcher.compute_ff_tokens())

    def take(self, token: int) -> None:
        """Go on behind ``token``. Raises ``ModelError`` if the grammar's limits are reached."""
        if not self._matcher.consume_token(token):
            raise ModelError(
                f"the reply cannot be held to its grammar: {self._matcher.get_error()}",
                hint="ask without a grammar",
            )

    @property
    def finished(self) -> bool:
        """Nothing but the end may follow."""
        return bool(self._matcher.is_stopped())


class Grammars:
    """Grammars in llguidance's dialect of Lark, compiled once for a tokenizer of transformers.

    ``end``: tokens that end a reply; the grammar allows them where it is fulfilled.
    """

    def __init__(self, tokenizer: Any, vocabulary: int, end: frozenset[int]) -> None:
        self._vocabulary = vocabulary
        self._tokenizer = llguidance.LLTokenizer(
            tokenizer.backend_tokenizer.to_str(), n_vocab=vocabulary, eos_token=sorted(end)
        )
        self._compiled: dict[str, Any] = {}

    def rules(self, grammar: str) -> Rules:
        """For one reply. Raises ``ConfigError`` for a text that is no grammar."""
        matcher = self._compiled.get(grammar)
        if matcher is None:
            matcher = llguidance.LLMatcher(
                self._tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar), log_level=0
            )
            if matcher.is_error():
                raise ConfigError(f"this is no grammar: {matcher.get_error()}")
            self._compiled[grammar] = matcher
        return Rules(matcher.deep_copy(), self._vocabulary)
