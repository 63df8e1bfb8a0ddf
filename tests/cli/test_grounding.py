"""``agent doctor --grounding`` as a person types it, with a server that points."""

import base64
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from agent.cli.app import run
from agent.grounding import scenes
from agent.testing.chat_server import ChatServer
from agent.testing.pointing import find_mark
from agent.types import Frame, Size

SIZE = Size(280, 560)
PLACES = {target.ask: target.box for scene in scenes(SIZE) for target in scene.targets[:6]}


def pointing(swap: bool) -> Callable[[Mapping[str, Any]], str]:
    """Qwen2.5-VL, which sees a screen of 280x560 as it is."""

    def answer(body: Mapping[str, Any]) -> str:
        parts = body["messages"][-1]["content"]
        words = "".join(part.get("text", "") for part in parts)
        buttons = [box for name, box in PLACES.items() if name in words and '"' in name]
        if buttons:
            x, y = buttons[0].center
        else:
            url = next(part["image_url"]["url"] for part in parts if "image_url" in part)
            with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
                shown = Frame(Size(*image.size), image.convert("RGBA").tobytes())
            x, y = find_mark(shown)
        place = [y, x] if swap else [x, y]
        call = {"name": "mobile_use", "arguments": {"action": "click", "coordinate": place}}
        return f"<tool_call>\n{json.dumps(call)}\n</tool_call>"

    return answer


def doctor(server: ChatServer, picture: Path, *more: str) -> int:
    return run(
        [
            "doctor", "--grounding", "--model", f"server:{server.url}", "--dialect", "qwen2.5-vl",
            "--size", "280x560", "--picture", str(picture), *more,
        ]
    )  # fmt: skip


def test_a_model_that_points_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(pointing(swap=False)) as server:
        server.prompt_tokens = 400
        assert doctor(server, tmp_path / "map.png", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["hits"], said["asked"], said["defects"]) == (True, 26, 26, [])
    assert (said["size"], said["seen"]) == ([280, 560], [280, 560])
    assert said["pixels"]["worst"] <= 2
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.size == SIZE


def test_a_model_that_swaps_the_axes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(pointing(swap=True)) as server:
        assert doctor(server, tmp_path / "map.png") == 1
    said = capsys.readouterr()
    assert "defect    the axes are swapped" in said.out
    assert "verdict   do not trust its touches" in said.out
    assert "button 'Battery'" in said.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--model", "scripted:none.txt"], 3, "cannot be read"),
        (["--model", "server:http://127.0.0.1:1"], 3, "no server answers"),
        (["--model", "poket"], 2, "Did you mean 'pocket'"),
        (["--model", "pocket", "--size", "big"], 2, "'big' is no size"),
        ([], 2, "add --model FOLDER"),
        (["--on-device", "--ask", "tap it"], 2, "--ask with {}"),
    ],
)
def test_what_cannot_be_asked(
    words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--grounding", *words]) == code
    assert says in capsys.readouterr().err
