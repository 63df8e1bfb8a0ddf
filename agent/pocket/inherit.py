"""Begins a training run with the weights of an earlier one, whose vocabulary may be another."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from agent.pocket.learn import Learner
from agent.pocket.vocabulary import read_ids

__all__ = ["inherit"]

_BY_TOKEN = frozenset({"model.language_model.embed_tokens.weight", "lm_head.weight"})


def inherit(learner: Learner, earlier: Path, working: Path) -> None:
    """Take over what ``earlier/state.pt`` knows, averaged; ``working``: the new vocabulary's.

    Rows of tokens go by the token's text, rows of the dense heads by their number; what the
    earlier run did not have stays as it is. Raises ``FileNotFoundError`` without a state.
    """
    said: dict[str, Any] = torch.load(
        earlier / "state.pt", weights_only=True, map_location=learner.device
    )
    now, before = read_ids(working), read_ids(earlier)
    both = [(now[token], before[token]) for token in now.keys() & before.keys()]
    to, origin = (torch.tensor(each) for each in zip(*both, strict=True))
    model = learner.pass_.model
    averaged = learner.averaged()
    earlier_average = dict(zip(averaged, said["average"], strict=True))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            known: Tensor = earlier_average[name]
            if name in _BY_TOKEN:
                weight[to] = known[origin]
            else:
                weight.copy_(known)
            averaged[name].copy_(weight)
        for name, weight in learner.heads.state_dict().items():
            known = said["heads"][name]
            weight[: len(known)].copy_(known)
