"""A run may begin with another's weights, though their vocabularies differ."""

from pathlib import Path

import torch

from agent.pocket.dense import DenseHeads
from agent.pocket.forward import Pass
from agent.pocket.inherit import inherit
from agent.pocket.learn import Learner
from agent.pocket.network import PATCH, SEEN, build
from agent.pocket.vocabulary import read_ids, write_tokenizer

GRID = (SEEN.height // PATCH, SEEN.width // PATCH)


def _learner(folder: Path, label: str, classes: int, seed: int) -> Learner:
    write_tokenizer(folder, ["switch on"], ["Next: "], [label, "Battery"], size=300)
    model = build(read_ids(folder), seed=seed)
    width = model.config.text_config.hidden_size
    return Learner(Pass(model, GRID), DenseHeads(width, classes))


def test_words_and_heads_keep_what_was_learned_of_them(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    earlier = _learner(old, "Alarm", 5, seed=1)
    earlier.save(old / "state.pt")
    learner = _learner(new, "Wi-Fi", 7, seed=2)
    fresh = learner.pass_.model.get_input_embeddings().weight.detach().clone()
    inherit(learner, old, new)
    was, now = read_ids(old), read_ids(new)
    before = earlier.pass_.model.get_input_embeddings().weight
    after = learner.pass_.model.get_input_embeddings().weight
    assert torch.equal(after[now["Battery"]], before[was["Battery"]])
    assert torch.equal(after[now["Wi-Fi"]], fresh[now["Wi-Fi"]])
    for mine, theirs in zip(
        learner.pass_.model.model.visual.parameters(),
        earlier.pass_.model.model.visual.parameters(),
        strict=True,
    ):
        assert torch.equal(mine, theirs)
    assert torch.equal(learner.heads.label.weight[:5], earlier.heads.label.weight)
    assert torch.equal(
        next(iter(learner.averaged().values())), next(learner.pass_.model.parameters())
    )
