"""Replies held to a grammar: llguidance says which tokens may follow, and which text must."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from transformers.convert_slow_tokenizer import bytes_to_unicode

from agent.errors import ConfigError, ModelError

__all__ = ["Grammars", "Rules"]

_LONGEST = 200
"""Bytes of a token that llguidance can take (it panics a little above). The pocket model has
tokens for whole paragraphs of its prompts; no grammar has a use for them."""


_SPOKEN = frozenset({"<|box_start|>", "<|box_end|>", "<|object_ref_start|>", "<|object_ref_end|>"})
"""Special tokens that are words of a reply: UI-TARS and OS-Atlas write places between them."""


class Rules:
    """A reply that must follow a grammar: what may come next, and what must.

    ``spelled``: the token of each text that is one.
    """

    def __init__(self, matcher: Any, vocabulary: int, spelled: Mapping[bytes, int]) -> None:
        self._matcher = matcher
        self._vocabulary = vocabulary
        self._spelled = spelled
        self._bits = allocate_token_bitmask(1, vocabulary)

    def allowed(self, logits: torch.Tensor) -> torch.Tensor:
        """``logits`` with minus infinity at all tokens that the grammar forbids here."""
        fill_next_token_bitmask(self._matcher, self._bits)
        bits = np.unpackbits(self._bits.view(np.uint8), bitorder="little")[: self._vocabulary]
        bits[self._longer()] = 1
        forbidden = torch.from_numpy(bits == 0).to(logits.device)
        return logits.masked_fill(forbidden, -torch.inf)

    def forced(self) -> list[int]:
        """Tokens of the text that must follow, as the tokenizer writes it. May be empty."""
        return list(self._matcher.compute_ff_tokens())

    def _longer(self) -> list[int]:
        """Tokens that begin the forced text too, and are longer than the one that llguidance wants.

        It cuts the forced text by itself, and leaves the model one token. But how a text is cut may
        depend on what follows: the pocket model's tokenizer has one token for ", " before a digit,
        two elsewhere. A model that has learned the one is lost behind the other.
        """
        forced = self._matcher.compute_ff_tokens()
        if not forced:
            return []
        text: bytes = self._matcher.compute_ff_bytes()
        ends = range(1, len(text) + 1)
        begun = [self._spelled[text[:end]] for end in ends if text[:end] in self._spelled]
        return begun[begun.index(forced[0]) + 1 :] if forced[0] in begun else []

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


class _Words:
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
        self.spelled = {text: at for at, text in texts if at not in special | end}

    def __call__(self, text: bytes) -> list[int]:
        said = text.decode("utf-8", "replace")
        return list(self._backend.encode(said, add_special_tokens=False).ids)


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
    def _words(self) -> _Words:
        # Takes a second for the vocabulary of a large model: not before a grammar is asked for.
        return _Words(self._tokenizer, self._vocabulary, self._end)

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
        return Rules(matcher.deep_copy(), self._vocabulary, self._words.spelled)
