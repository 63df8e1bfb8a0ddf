"""The first layer on bytes against the families' own layer on their own patches."""

from random import Random

import pytest
import torch

from agent.models.local.model import LocalModel
from agent.models.local.pixels import packed, patches
from agent.types import Frame, Size

SCREEN = Size(300, 420)


def screen(order: str = "RGBA") -> Frame:
    noise = Random(4).randbytes(SCREEN.width * SCREEN.height * 4)
    return Frame(SCREEN, noise, order)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["RGBA", "BGRA"])
def test_bytes_say_what_floats_do(model: LocalModel, order: str) -> None:
    embed = model.engine.model.model.visual.patch_embed
    frame, seen = screen(order), model.geometry(SCREEN)
    with torch.inference_mode():
        short = embed(packed(frame, seen, model.pictures))
        plain = embed(patches(frame, seen, model.pictures))
    assert torch.equal(plain, embed.plain(patches(frame, seen, model.pictures)))
    assert (short - plain).abs().max() <= 1e-5 * plain.abs().max()


def test_sixteen_bits_lose_no_more_than_the_family_does(model: LocalModel) -> None:
    """Whole numbers up to 128 are exact in bfloat16; the family's own patches are rounded."""
    embed = model.engine.model.model.visual.patch_embed
    frame, seen = screen(), model.geometry(SCREEN)
    ours, theirs = packed(frame, seen, model.pictures), patches(frame, seen, model.pictures)
    assert torch.equal(ours.bfloat16().float(), ours.float())
    with torch.inference_mode():
        exact = embed.plain(theirs)
        lost = embed.plain(theirs.bfloat16().float()) - exact
        assert (embed(ours.bfloat16().float()) - exact).abs().mean() < lost.abs().mean()


def test_the_pictures_of_a_prompt_are_given_as_bytes(model: LocalModel) -> None:
    from tests.models.local.questions import question

    widths: list[int] = []
    hook = model.engine.model.model.visual.patch_embed.register_forward_pre_hook(
        lambda _, told: widths.append(told[0].shape[-1])
    )
    try:
        model.engine.eyes.see(question(model, goal="bytes").visuals[0])
        model.engine.eyes.forget()
        model.engine.eyes.see(question(model, goal="bytes").visuals[0])
    finally:
        hook.remove()
    assert widths[-1] == model.pictures.patch**2 * 4
