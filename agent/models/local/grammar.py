"""Replies held to a grammar: llguidance says which tokens may follow, and which text must."""

from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from transformers.convert_slow_tokenizer import bytes_to_unicode

from agent.errors import ConfigError, ModelError

__all__ = ["Forced", "Grammars", "Rules"]

_LONGEST = 200
"""Bytes of a token that llguidance can take (it panics a little above). The pocket model has
tokens for whole paragraphs of its prompts; no grammar has a use for them."""


_SPOKEN = frozenset({"<|box_start|>", "<|box_end|>", "<|object_ref_start|>", "<|object_ref_end|>"})
"""Special tokens that are words of a reply: UI-TARS and OS-Atlas write places between them."""

_Ways = tuple[int, ...]
"""The token that the tokenizer would write, and others that may be said in its place."""


class Forced(NamedTuple):
    """Tokens of the text that must follow, as the tokenizer writes it. May be empty."""

    tokens: list[int]
    settled: int = 0
    """So many of them, from the first, can be no others."""


class Rules:
    """A reply that must follow a grammar: what may come next, and what must."""

    def __init__(self, matcher: Any, vocabulary: int, words: "Words") -> None:
        self._matcher = matcher
        self._vocabulary = vocabulary
        self._words = words
        self._bits = allocate_token_bitmask(1, vocabulary)
        self._ahead: list[_Ways] | None = None
        """The forced text from here on; None: not asked for yet."""

    def allowed(self, logits: torch.Tensor) -> torch.Tensor:
        """``logits`` with minus infinity at all tokens that the grammar forbids here."""
        ahead = self._look_ahead()
        if ahead:
            forbidden = torch.ones(len(logits), dtype=torch.bool)
            forbidden[list(ahead[0])] = False
        else:
            fill_next_token_bitmask(self._matcher, self._bits)
            bits = np.unpackbits(self._bits.view(np.uint8), bitorder="little")
            forbidden = torch.from_numpy(bits[: self._vocabulary] == 0)
        return logits.masked_fill(forbidden.to(logits.device), -torch.inf)

    def forced(self) -> Forced:
        """The text that must follow."""
        ahead = self._look_ahead()
        settled = takewhile(lambda ways: len(ways) == 1, ahead)
        return Forced([ways[0] for ways in ahead], sum(1 for _ in settled))

    def take(self, token: int) -> None:
        """Go on behind ``token``. Raises ``ModelError`` if the grammar's limits are reached."""
        if not self._matcher.consume_token(token):
            raise ModelError(
                f"the reply cannot be held to its grammar: {self._matcher.get_error()}",
                hint="ask without a grammar",
            )
        ahead, self._ahead = self._ahead, None
        if ahead and ahead[0][0] == token:
            self._ahead = ahead[1:] or None

    def _look_ahead(self) -> "list[_Ways]":
        """The forced text: each of its tokens, and what may be said instead.

        llguidance cuts the text by itself, and leaves the model one token. But how a text is cut
        may depend on what follows: the pocket model's tokenizer has one token for ", " before a
        digit, two elsewhere. A model that has learned the one is lost behind the other. So longer
        tokens that the text begins with may come too.
        """
        if self._ahead is None:
            tokens = self._matcher.compute_ff_tokens()
            text = self._matcher.compute_ff_bytes() if tokens else b""
            self._ahead = []
            for token in tokens:
                own = self._words.tokens[token]
                self._ahead.append((token, *self._words.longer(text, own)))
                text = text.removeprefix(own)
        return self._ahead

    @property
    def finished(self) -> bool:
        """Nothing but the end may follow."""
        return bool(self._matcher.is_stopped())


class Words:
    """A byte-level tokenizer of transformers as llguidance's ``TokenizerWrapper`` takes it.

    llguidance can read a tokenizer's file itself, but takes every token that looks like ``<tag>``
    for a control token. ``<tool_call>`` is text in the Qwen families, and part of a grammar.
    """

    bos_token_id = None

    def __init__(self, tokenizer: Any, vocabulary: int, end: frozenset[int]) -> None:
        self._backend = tokenizer.backend_tokenizer
        self.eos_token_id = min(end)
        self.tokens = [b"<unused %d>" % at for at in range(vocabulary)]
        special = set(range(vocabulary))
        letters = {letter: byte for byte, letter in bytes_to_unicode().items()}
        for token, at in self._backend.get_vocab(with_added_tokens=False).items():
            self.tokens[at] = bytes(letters[letter] for letter in token)
            special.discard(at)
        for at, added in self._backend.get_added_tokens_decoder().items():
            content = added.content.encode()
            special_here = added.special and added.content not in _SPOKEN
            if special_here or len(content) > _LONGEST:
                special.add(at)
            else:
                self.tokens[at] = content
                special.discard(at)
        self.special_token_ids = sorted(special | end)
        texts = enumerate(self.tokens)
        self._spelled = {text: at for at, text in texts if at not in special | end}
        self._longest = max(map(len, self._spelled))

    def __call__(self, text: bytes) -> list[int]:
        said = text.decode("utf-8", "replace")
        return list(self._backend.encode(said, add_special_tokens=False).ids)

    def longer(self, text: bytes, own: bytes) -> Iterator[int]:
        """Tokens that ``text`` begins with, as with ``own``, and that are longer than that."""
        if text.startswith(own):
            for end in range(len(own) + 1, min(len(text), self._longest) + 1):
                token = self._spelled.get(text[:end])
                if token is not None:
                    yield token


class Grammars:
    """Grammars in llguidance's dialect of Lark, compiled once for a tokenizer of transformers.

    ``end``: tokens that end a reply; the grammar allows them where it is fulfilled.
    """

    def __init__(self, tokenizer: Any, vocabulary: int, end: frozenset[int]) -> None:
        self._tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._end = end
        self._compiled: dict[str, Any] = {}

    @cached_property
    def _words(self) -> Words:
        # Takes a second for the vocabulary of a large model: not before a grammar is asked for.
        return Words(self._tokenizer, self._vocabulary, self._end)

    @cached_property
    def _cut(self) -> LLTokenizer:
        return LLTokenizer(TokenizerWrapper(self._words), eos_token=sorted(self._end))

    def rules(self, grammar: str) -> Rules:
        """For one reply. Raises ``ConfigError`` for a text that is no grammar."""
        matcher = self._compiled.get(grammar)
        if matcher is None:
            matcher = LLMatcher(self._cut, LLMatcher.grammar_from_lark(grammar), log_level=0)
            if matcher.is_error():
                raise ConfigError(f"this is no grammar: {matcher.get_error()}")
            self._compiled[grammar] = matcher
        return Rules(matcher.deep_copy(), self._vocabulary, self._words)
