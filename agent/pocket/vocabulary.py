"""The pocket model's tokenizer: byte-level BPE in which what is often said is one token.

Any text can be written. The fixed strings of the dialect's prompt and reply, the phone's labels
and the numbers in which it points are single tokens, so that a prompt costs a few dozen tokens and
a reply about twenty. They are ordinary vocabulary: the decoded text is the dialect's grammar.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers, trainers

from agent.models.local.tiny import SPECIAL_TOKENS

__all__ = ["read_ids", "write_tokenizer"]

# Numbers are kept apart from what surrounds them; words keep the blank before them.
_PIECES = Regex(r"\d{1,3}|, (?=\d)| ?\p{L}+| ?[^\s\p{L}\d]+|\s+")


def write_tokenizer(
    folder: Path, corpus: Iterable[str], fixed: Sequence[str], labels: Sequence[str], *, size: int
) -> None:
    """Train and write ``tokenizer.json`` and its config into ``folder``.

    ``fixed``: strings that become one token wherever they occur; ``labels``: such that do where
    they stand as whole words; ``size``: of the part that is learned from ``corpus``.
    """
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(_PIECES, behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    numbers = [str(number) for number in range(0, 1000, 10)] * 50
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, show_progress=False, min_frequency=2
    )
    tokenizer.train_from_iterator([*corpus, *numbers], trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL_TOKENS])
    known = [AddedToken(text, normalized=False) for text in dict.fromkeys(fixed)]
    known += [
        AddedToken(text, normalized=False, single_word=True)
        for text in dict.fromkeys(labels)
        if re.search(r"[A-Za-z]", text)
    ]
    tokenizer.add_tokens(known)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    said = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "model_max_length": 4096,
        "clean_up_tokenization_spaces": False,
    }
    text = json.dumps(said, indent=2) + "\n"
    (folder / "tokenizer_config.json").write_text(text, encoding="utf-8")


def read_ids(folder: Path) -> dict[str, int]:
    """Token -> id of the tokenizer in ``folder``."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    return dict(tokenizer.get_vocab(with_added_tokens=True))
