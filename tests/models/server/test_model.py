"""The polite half: what is sent, what is read, and how a model is chosen."""

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image

from agent.errors import ConfigError, ModelError, ModelNotFound
from agent.models.server import KEY_VARIABLE, open_model
from agent.models.server.model import ServerModel
from agent.testing import check_model, paint
from agent.testing.chat_server import ChatServer, Refuse, WithoutStream
from agent.types import Frame, Message, Picture, Prompt, Size

ASK = Prompt((Message("user", ("go",)),))
Served = Callable[..., ServerModel]


@pytest.mark.parametrize("manners", [[], [WithoutStream()]], ids=["stream", "whole"])
def test_it_keeps_the_laws_of_a_model(server: ChatServer, manners: list[WithoutStream]) -> None:
    server.next(*manners)
    check_model(open_model(server.url, settings={"max_pixels": 200_704}))


def test_the_request_says_what_the_prompt_says(server: ChatServer, served: Served) -> None:
    prompt = Prompt(
        (Message("system", ("You use a phone.",)), Message("user", ("a", "b"))),
        stop=("✿RESULT✿",),
        max_tokens=77,
        temperature=0.5,
        seed=4,
    )
    served().generate(prompt)
    assert server.asked == [
        {
            "model": "some/model",
            "messages": [
                {"role": "system", "content": "You use a phone."},
                {"role": "user", "content": "ab"},
            ],
            "max_tokens": 77,
            "temperature": 0.5,
            "seed": 4,
            "stop": ["✿RESULT✿"],
            "stream": True,
            "stream_options": {"include_usage": True},
            "skip_special_tokens": False,
        }
    ]


def test_a_server_that_is_not_known_gets_openai_fields_only(
    server: ChatServer, served: Served
) -> None:
    served("library").generate(ASK)
    assert "skip_special_tokens" not in server.asked[0]


@pytest.mark.parametrize("order", ["RGBA", "BGRA"])
def test_the_picture_is_sent_lossless_at_the_size_that_it_is_seen(
    server: ChatServer, served: Served, order: str
) -> None:
    model = served()
    red = paint(Size(280, 560), (200, 10, 30) if order == "RGBA" else (30, 10, 200))
    frame = Frame(red.size, red.data, order)
    for seen in (frame.size, Size(140, 280)):
        model.generate(Prompt((Message("user", ("see", Picture(frame, seen))),)))
        text, picture = server.asked[-1]["messages"][0]["content"]
        assert text == {"type": "text", "text": "see"}
        kind, _, data = picture["image_url"]["url"].partition(",")
        assert kind == "data:image/png;base64"
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            assert image.size == seen
            assert image.getpixel((70, 140)) == (200, 10, 30)


def test_a_picture_shown_again_is_the_same_bytes(server: ChatServer, served: Served) -> None:
    model = served()
    frames = [paint(Size(28, 28), (shade, 0, 0)) for shade in range(12)]
    for frame in (*frames, frames[0]):
        model.generate(Prompt((Message("user", (Picture(frame, frame.size),)),)))
    urls = [body["messages"][0]["content"][0]["image_url"]["url"] for body in server.asked]
    assert urls[0] == urls[-1]
    assert len(set(urls)) == 12


def test_usage_and_the_reason_to_end_are_the_servers(server: ChatServer, served: Served) -> None:
    told: list[str] = []
    reply = served().generate(Prompt((Message("user", ("go",)),), max_tokens=2), told.append)
    assert (reply.text, reply.finish, reply.tokens_out) == ("Thought: look", "length", 2)
    assert reply.tokens_in > 0
    assert "".join(told) == reply.text
    assert len(told) > 1


@pytest.mark.parametrize(
    ("said", "stop", "text"),
    [
        ("click<|im_end|>", (), "click"),
        ("click<|im_e", (), "click<|im_e"),
        ("a STOP b STOP", ("STOP",), "a "),
        ("<|box_start|>(1,2)<|box_end|>", (), "<|box_start|>(1,2)<|box_end|>"),
    ],
)
def test_the_text_ends_where_the_turn_ends(said: str, stop: tuple[str, ...], text: str) -> None:
    told: list[str] = []
    # The stream is cut into fours, and this server's own stop strings are no help here.
    with ChatServer(lambda body: said if body.pop("stop", 1) else "") as server:
        model = open_model(server.url)
        reply = model.generate(Prompt((Message("user", ("go",)),), stop=stop), told.append)
        model.close()
    assert reply.text == "".join(told) == text


def test_what_a_reasoning_parser_took_out_is_put_back() -> None:
    with ChatServer(["<answer>do()</answer>"], thought="it is off") as server:
        model = open_model(server.url)
        reply = model.generate(ASK)
        model.close()
    assert reply.text == "<think>\nit is off\n</think>\n\n<answer>do()</answer>"


def test_a_begun_reply_is_continued_where_the_server_can(
    server: ChatServer, served: Served
) -> None:
    begun = Prompt((Message("user", ("go",)), Message("assistant", ("Thought:",))))
    served("vllm").generate(begun)
    assert server.asked[0]["continue_final_message"] is True
    assert server.asked[0]["add_generation_prompt"] is False
    served("llamacpp").generate(begun)
    assert "continue_final_message" not in server.asked[1]
    with pytest.raises(ModelError, match="Ollama cannot continue") as caught:
        served("library").generate(begun)
    assert "vLLM" in caught.value.hint


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("vllm", {"structured_outputs": {"grammar": 'start: "a" X\nX: /[0-9]+/'}}),
        ("llamacpp", {"grammar": '%llguidance {}\nstart: "a" X\nX: /[0-9]+/'}),
        ("sglang", {"regex": "(a(([0-9]+)))"}),
        (
            "lmdeploy",
            {"response_format": {"type": "regex_schema", "regex_schema": "(a(([0-9]+)))"}},
        ),
        ("library", {}),
    ],
)
def test_a_grammar_goes_where_it_is_read(
    server: ChatServer, served: Served, kind: str, fields: dict[str, object]
) -> None:
    served(kind).generate(Prompt(ASK.messages, grammar='start: "a" X\nX: /[0-9]+/'))
    [body] = server.asked
    known = ("structured_outputs", "grammar", "regex", "response_format")
    assert {name: body[name] for name in known if name in body} == fields


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (None, "an OpenAI-compatible server"),
        ('{"version": "0.12.6"}', "Ollama"),
        ('["version"]', "an OpenAI-compatible server"),
        ("<html>", "an OpenAI-compatible server"),
    ],
)
def test_ollama_is_known_by_its_page_where_it_signs_by_another_name(
    page: str | None, name: str
) -> None:
    with ChatServer(models=["somebody/qwen2.5vl:3b"], owner="somebody") as server:
        if page is not None:
            server.pages["/api/version"] = page
        model = open_model(server.url)
        model.close()
    assert model.kind.name == name


@pytest.mark.parametrize("owner", ["sglang", "lmdeploy"])
def test_a_regular_expression_that_is_refused_is_left_out(owner: str) -> None:
    with ChatServer(owner=owner) as server:
        server.next(Refuse(400, body='{"message": "regex is too large"}'))
        model = open_model(server.url)
        reply = model.generate(Prompt(ASK.messages, grammar='start: "a"'))
        model.close()
    assert reply.text
    assert [bool({"regex", "response_format"} & body.keys()) for body in server.asked] == [
        True,
        False,
    ]


def test_a_grammar_with_special_tokens_is_not_sent(server: ChatServer, served: Served) -> None:
    """The server would have them spelled letter by letter."""
    served("vllm").generate(Prompt(ASK.messages, grammar='start: "<|box_start|>"'))
    [body] = server.asked
    assert "structured_outputs" not in body


def test_a_server_that_refuses_a_grammar_is_asked_without(
    server: ChatServer, served: Served
) -> None:
    server.next(Refuse(400, body='{"error": {"message": "no such grammar"}}'))
    model = served()
    for _ in range(2):
        assert model.generate(Prompt(ASK.messages, grammar="start: X")).text
    assert ["structured_outputs" in body for body in server.asked] == [True, False, False]
    server.next(Refuse(400, body='{"error": {"message": "no such field"}}'))
    with pytest.raises(ModelError, match="no such field"):
        model.generate(Prompt(ASK.messages, grammar="start: X"))


def test_what_is_refused_without_a_grammar_too_says_nothing_of_the_grammar(
    server: ChatServer, served: Served
) -> None:
    server.next(Refuse(400), Refuse(400))
    model = served()
    with pytest.raises(ModelError, match="not now"):
        model.generate(Prompt(ASK.messages, grammar="start: X"))
    assert model.generate(Prompt(ASK.messages, grammar="start: X")).text
    assert ["structured_outputs" in body for body in server.asked] == [True, False, True]


def test_the_only_model_is_taken_and_named(server: ChatServer) -> None:
    for address in (server.url, server.url + "/", server.url + "/v1", server.url + "/v1/"):
        model = open_model(address, settings={"dialect": "qwen2.5-vl"})
        assert model.name == f"server:{server.url}/v1#Qwen/Qwen2.5-VL-3B-Instruct"
        assert (model.dialect, model.kind.name) == ("qwen2.5-vl", "vLLM")
        model.close()


@pytest.mark.parametrize(
    ("name", "dialect", "seen"),
    [
        ("Qwen/Qwen2.5-VL-7B-Instruct-AWQ", "qwen2.5-vl", (1092, 2408)),
        ("Qwen/Qwen3-VL-8B-Instruct", "qwen3-vl", (1088, 2400)),
        ("somebody/strange", None, (1092, 2408)),
    ],
)
def test_the_family_is_known_by_the_served_name(
    name: str, dialect: str | None, seen: tuple[int, int]
) -> None:
    with ChatServer(models=[name]) as server:
        model = open_model(server.url)
        model.close()
    assert (model.dialect, model.geometry(Size(1080, 2400))) == (dialect, seen)


def test_of_several_models_one_must_be_named() -> None:
    with ChatServer(models=["a/one", "a/two"], owner="somebody") as server:
        with pytest.raises(ConfigError, match="2 models: a/one, a/two") as caught:
            open_model(server.url)
        assert f"server:{server.url}/v1#a/one" in caught.value.hint
        with pytest.raises(ModelNotFound, match="Did you mean 'a/two'") as missing:
            open_model(server.url + "#a/tow")
        assert "a/one, a/two" in missing.value.hint
        model = open_model(server.url + "#a/two")
        model.generate(ASK)
        model.close()
        assert server.asked[0]["model"] == "a/two"


def test_a_server_without_a_list_of_models() -> None:
    with ChatServer(models=None) as server:
        with pytest.raises(ModelNotFound):
            open_model(server.url)
        model = open_model(server.url + "#mine")
        assert model.generate(ASK).text == "hello"
        model.close()
    with ChatServer(models=[]) as server, pytest.raises(ModelError, match="no model loaded"):
        open_model(server.url)


def test_the_key_comes_from_the_environment_and_is_told_to_nobody(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "hush")
    model = open_model(server.url)
    model.generate(ASK)
    model.close()
    assert server.keys == ["Bearer hush"] * 2
    assert "hush" not in model.name
    assert "hush" not in str(server.asked)
    with pytest.raises(ModelError, match="was closed"):
        model.generate(ASK)


def test_a_line_break_behind_the_key_is_no_part_of_it(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "hush\n")
    open_model(server.url).close()
    assert server.keys == ["Bearer hush"]


@pytest.mark.parametrize("key", ["hush\nhush", "hüsh", "hush\x01"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_told(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, key)
    with pytest.raises(ConfigError, match=KEY_VARIABLE) as caught:
        open_model(server.url)
    assert key[:2] not in str(caught.value).replace(KEY_VARIABLE, "") + caught.value.hint
    assert not server.keys


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "not an http"),
        ("localhost:8000", "not an http"),
        ("http://:80", "not an http"),
        ("http://h:port", "cannot be used"),
        ("http://me:hush@h:port/v1", "would be recorded"),
        ("http://h/v1?key=hush", "would be recorded"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        open_model(address)
    assert "hush" not in str(caught.value) + caught.value.hint
    assert caught.value.hint


@pytest.mark.parametrize("timeout", [0, -1, "soon", "nan", "inf"])
def test_a_reply_timeout_that_is_none(timeout: object) -> None:
    with pytest.raises(ConfigError, match="reply_timeout"):
        open_model("http://127.0.0.1:1", settings={"reply_timeout": timeout})


@pytest.mark.parametrize(
    ("limits", "seen"),
    [
        ({}, (1092, 2408)),
        ({"max_pixels": 1003520}, (672, 1484)),
        ({"min_pixels": 4000000}, (1344, 2996)),
        ({"dialect": "qwen3-vl"}, (1088, 2400)),
        ({"resized_width": 700, "resized_height": "1400"}, (700, 1400)),
    ],
)
def test_the_size_is_the_familys_and_the_users(
    server: ChatServer, limits: dict[str, object], seen: tuple[int, int]
) -> None:
    model = open_model(server.url, settings=limits)
    assert model.geometry(Size(1080, 2400)) == seen
    model.close()


@pytest.mark.parametrize(
    "limits",
    [
        {"max_pixels": 3},
        {"min_pixels": 900, "max_pixels": 800},
        {"max_pixels": "many"},
        {"resized_width": 30, "resized_height": 28},
        {"resized_width": 280, "resized_height": 280, "dialect": "qwen-vl-chat"},
    ],
)
def test_limits_that_no_picture_keeps(server: ChatServer, limits: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"pixels|sees every picture as 448x448"):
        open_model(server.url, settings=limits)
