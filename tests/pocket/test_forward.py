"""The quick training pass computes what transformers' own forward computes."""

import torch

from agent.models.local import POCKET, open_model
from agent.models.local.pixels import patches
from agent.pocket.batches import places
from agent.pocket.forward import Pass
from agent.pocket.network import PATCH, SEEN
from agent.pocket.questions import SCREEN, Writer
from agent.types import Frame

GRID = (SEEN.height // PATCH, SEEN.width // PATCH)


def test_same_numbers_as_transformers(writer: Writer) -> None:
    local = open_model(str(POCKET), settings={"device": "cpu", "dtype": "float32"})
    generator = torch.Generator().manual_seed(3)
    picture = torch.randint(0, 256, (SEEN.height, SEEN.width, 4), generator=generator)
    frame = Frame(SEEN, picture.to(torch.uint8).numpy().tobytes())
    ids = local.chat.encode(writer.prompt("enable wifi")).ids
    with torch.inference_mode():
        expected = local.engine.logits(
            ids, patches(frame, SEEN, local.pictures), [local.pictures.grid(SEEN)]
        )
        pass_ = Pass(local.engine.model, GRID)
        tokens = torch.tensor([ids])
        image = local.engine.model.config.image_token_id
        seen = pass_.see(picture[None, ..., :3].to(torch.uint8))
        hidden = pass_.read(tokens, places(tokens, image), seen)
        found = local.engine.model.lm_head(hidden)[0]
    assert torch.allclose(found, expected, atol=2e-3, rtol=1e-3)
    assert SCREEN.width / SCREEN.height < 0.5
