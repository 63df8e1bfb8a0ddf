"""What training must not trip over: screens without labels, and a folder drawn in part."""

from pathlib import Path

import numpy as np
import torch

from agent.pocket.dense import DenseHeads, dense_targets
from agent.pocket.pictures import unused_seed
from agent.pocket.questions import SCREEN
from agent.pocket.store import write_shard
from agent.pocket.views import View


def test_screens_with_nothing_to_read_give_a_loss_that_is_a_number() -> None:
    app = View("app", "Clock", ())
    targets = torch.from_numpy(dense_targets(app, {"Clock": 1}, {}, SCREEN))[None]
    merged = torch.zeros(1, targets.shape[2], 8, requires_grad=True)

    loss, read = DenseHeads(8, classes=2)(merged, targets)
    loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it

    assert torch.isfinite(loss)
    assert merged.grad is not None
    assert torch.isfinite(merged.grad).all()
    assert read == 0


def test_no_seed_is_drawn_over_where_drawing_was_cut_short(tmp_path: Path) -> None:
    assert unused_seed(tmp_path / "nothing yet") == 1
    picture, view = np.zeros((2, 2, 3), np.uint8), View("app", "Clock", ())
    for name in ("00003-000100", "00008-000100", "00008-000200"):
        write_shard(tmp_path, name, [picture], [view])

    assert unused_seed(tmp_path) == 9
