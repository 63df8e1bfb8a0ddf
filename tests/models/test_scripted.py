import json
import time
from pathlib import Path

import pytest

from agent.errors import ConfigError, ModelNotFound, ScriptExhausted
from agent.models.scripted import KEPT, open_model
from agent.protocols import Model
from agent.types import Message, Prompt, Size

PROMPT = Prompt((Message("user", ("go",)),))


def write(folder: Path, text: str) -> str:
    path = folder / "replies.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_blocks_are_given_in_order_and_then_no_more(tmp_path: Path) -> None:
    model = open_model(
        write(tmp_path, "# dialect: qwen3-vl\n# factor: 32\nfirst\nline two\n---\n第二\n---\n")
    )
    assert isinstance(model, Model)
    assert (model.name, model.dialect) == ("scripted:replies.txt", "qwen3-vl")
    told: list[str] = []
    replies = [model.generate(PROMPT, told.append).text for _ in range(2)]
    assert replies == told == ["first\nline two", "第二"]
    with pytest.raises(ScriptExhausted, match="holds 2 replies") as caught:
        model.generate(PROMPT)
    assert "--max-steps 2" in caught.value.hint
    assert model.prompts == [PROMPT, PROMPT]
    model.close()


def test_json_lines_with_a_head(tmp_path: Path) -> None:
    replies = ["a\n---\nb", "c\u2028d"]
    lines = [{"dialect": "qwen2.5-vl"}, *({"reply": reply} for reply in replies)]
    path = write(tmp_path, "\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    model = open_model(path)
    assert model.dialect == "qwen2.5-vl"
    assert [model.generate(PROMPT).text for _ in replies] == replies


def test_a_block_keeps_every_separator_but_the_line_break(tmp_path: Path) -> None:
    replies = ["a\u2028b\x0cc\x85d", "e"]
    model = open_model(write(tmp_path, "\n---\n".join(replies)))
    assert [model.generate(PROMPT).text for _ in replies] == replies


def test_a_long_script_keeps_the_last_prompts_only(tmp_path: Path) -> None:
    model = open_model(write(tmp_path, "\n---\n".join("a" * 20)))
    asked = [Prompt((Message("user", (str(number),)),)) for number in range(20)]
    for prompt in asked:
        model.generate(prompt)
    assert model.prompts == asked[-KEPT:]


def test_without_a_head_the_dialect_is_the_callers_and_the_screen_is_seen_as_it_is(
    tmp_path: Path,
) -> None:
    model = open_model(write(tmp_path, "hello"))
    assert model.dialect is None
    assert model.geometry(Size(1080, 2400)) == (1080, 2400)


def test_the_factor_may_come_from_the_settings(tmp_path: Path) -> None:
    model = open_model(write(tmp_path, "# factor: 32\nhello"), settings={"factor": 28})
    assert model.geometry(Size(1080, 2400)) == (1092, 2408)
    assert model.geometry(Size(5, 5)) == (28, 28)


def test_an_empty_file_is_a_script_without_replies(tmp_path: Path) -> None:
    with pytest.raises(ScriptExhausted):
        open_model(write(tmp_path, "# dialect: qwen3-vl\n")).generate(PROMPT)


def test_a_missing_file_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="No such file") as caught:
        open_model(str(tmp_path / "none.txt"))
    assert "scripted:" in caught.value.hint
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelNotFound, match="not UTF-8"):
        open_model(str(binary))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# diaelct: x\nhello", "unknown key 'diaelct'"),
        ("# factor: big\nhello", "whole number"),
        ("# factor: ²\nhello", "whole number"),
        ('{"dialect": 3}\n{"reply": "a"}', "dialect must be a name"),
        ('{"reply": "a"}\n{"replay": "b"}', ":2: not a reply"),
        ('{"reply": "a"}\n{"reply": ', ":2: not a JSON object"),
        ('{"reply": 4}', ":1: not a reply"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        open_model(write(tmp_path, text))


def test_a_reply_takes_as_long_as_the_head_says(tmp_path: Path) -> None:
    started = time.monotonic()
    reply = open_model(write(tmp_path, "# delay: 0.05\nhello")).generate(PROMPT)
    assert time.monotonic() - started >= 0.05
    assert reply.seconds == 0.05


@pytest.mark.parametrize("delay", ["soon", "-1", "nan", "1e9"])
def test_a_delay_that_is_no_number_of_seconds_is_refused(tmp_path: Path, delay: str) -> None:
    with pytest.raises(ConfigError, match="delay must be seconds"):
        open_model(write(tmp_path, f"# delay: {delay}\nhello"))


def test_a_resumed_script_leaves_out_what_it_gave_before(tmp_path: Path) -> None:
    model = open_model(write(tmp_path, "one\n---\ntwo\n---\nthree"))
    model.resume(2)
    assert model.generate(PROMPT).text == "three"
    with pytest.raises(ScriptExhausted, match="holds 3 replies"):
        model.generate(PROMPT)
