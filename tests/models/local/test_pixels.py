from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from agent.models.local.geometry import Geometry
from agent.models.local.pixels import patches, resized
from agent.types import Frame, Size

GEOMETRIES = {
    "clip": Geometry(patch=14),
    "qwen3": Geometry(patch=16, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
}


def screen(size: Size, seed: int = 0) -> np.ndarray[Any, Any]:
    """Rectangles, text-like stripes and noise: edges in both directions, as on a screen."""
    random = np.random.default_rng(seed)
    picture = np.full((size.height, size.width, 4), 245, np.uint8)
    for _ in range(40):
        x, y = int(random.integers(size.width)), int(random.integers(size.height))
        picture[y : y + 60, x : x + 90, :3] = random.integers(0, 256, 3)
        picture[y : y + 20 : 4, x : x + 90, :3] = 20
    picture[size.height // 2 :, :20, :3] = random.integers(0, 256, 3)
    return picture


def their_patches(image: Image.Image, geometry: Geometry, **options: Any) -> torch.Tensor:
    processor = Qwen2VLImageProcessorPil(
        patch_size=geometry.patch, image_mean=geometry.mean, image_std=geometry.std
    )
    return torch.from_numpy(processor(image, return_tensors="np", **options)["pixel_values"])


@pytest.mark.parametrize("geometry", GEOMETRIES.values(), ids=GEOMETRIES.keys())
def test_without_a_resize_the_patches_are_the_processors_bit_for_bit(geometry: Geometry) -> None:
    size = Size(geometry.factor * 5, geometry.factor * 3)
    pixels = np.random.default_rng(3).integers(0, 256, (size.height, size.width, 4), np.uint8)

    ours = patches(Frame(size, pixels.tobytes()), size, geometry)
    theirs = their_patches(Image.fromarray(pixels[..., :3]), geometry, do_resize=False)

    assert ours.shape == theirs.shape
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("geometry", GEOMETRIES.values(), ids=GEOMETRIES.keys())
def test_a_resized_screen_is_the_processors_within_the_kernels_rounding(geometry: Geometry) -> None:
    size = Size(540, 1200)
    seen = Geometry(patch=geometry.patch, max_pixels=200_000).seen(size)
    pixels = screen(size)

    ours = patches(Frame(size, pixels.tobytes()), seen, geometry)
    image = Image.fromarray(pixels[..., :3]).resize(seen, Image.Resampling.BICUBIC)
    theirs = their_patches(image, geometry, do_resize=False)

    # One grey level is 1 / (255 * std).
    grey = (ours - theirs).abs() * 255 * min(geometry.std)
    assert grey.mean() < 0.2
    assert grey.max() < 20


@pytest.mark.parametrize("seen", [Size(112, 56), Size(56, 28)], ids=["as it is", "resized"])
def test_the_order_of_the_bytes_is_minded(seen: Size) -> None:
    size = Size(112, 56)
    rgba = screen(size)
    bgra = rgba[..., [2, 1, 0, 3]].tobytes()
    geometry = GEOMETRIES["clip"]
    first = patches(Frame(size, rgba.tobytes()), seen, geometry)
    second = patches(Frame(size, bgra, "BGRA"), seen, geometry)
    assert torch.equal(first, second)
    assert bgra == rgba[..., [2, 1, 0, 3]].tobytes()


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_will_do(kind: type) -> None:
    data = kind(bytes(range(256)) * 4)
    assert resized(Frame(Size(16, 16), data), Size(16, 16)).shape == (16, 16, 3)
    assert bytes(data[:4]) == b"\x00\x01\x02\x03"


def test_a_size_that_cuts_a_token_is_refused() -> None:
    with pytest.raises(ValueError, match="whole 28 px tokens"):
        patches(Frame(Size(30, 28), bytes(30 * 28 * 4)), Size(30, 28), GEOMETRIES["clip"])
