"""A server that does everything that a server should not do, over a real socket."""

from collections.abc import Callable

import pytest

from agent.errors import ContextTooLong, ModelError, ModelNotFound, ModelTimeout, OutOfMemory
from agent.models.server.line import MOST_BYTES
from agent.models.server.model import ServerModel
from agent.models.server.refusals import Refused
from agent.testing.chat_server import (
    ChatServer,
    CutStream,
    Drip,
    Hang,
    Manner,
    Raw,
    Refuse,
    Reset,
)
from agent.types import Message, Prompt

PROMPT = Prompt((Message("user", ("go",)),))
Served = Callable[..., ServerModel]


@pytest.mark.parametrize(
    "manners",
    [
        [Refuse(429, {"Retry-After": "0"})],
        [Refuse(429)],
        [Refuse(500), Refuse(503)],
        [Refuse(502, body="<html>bad gateway</html>"), Reset()],
        [Reset(), Reset()],
    ],
    ids=["429-retry-after", "429", "500-503", "502-reset", "reset"],
)
def test_what_may_be_tried_again_is(
    server: ChatServer, served: Served, manners: list[Manner]
) -> None:
    server.next(*manners)
    assert served().generate(PROMPT).text == "Thought: look around.\n<tool_call>"
    assert len(server.asked) == len(manners) + 1


@pytest.mark.parametrize(
    ("manner", "error", "says"),
    [
        (Refuse(500, body='{"error": {"message": "boom"}}'), ModelError, "500, it failed: boom"),
        (Refuse(429), ModelError, "too many requests"),
        (Reset(), ModelError, "the connection .* broke"),
    ],
    ids=["500", "429", "reset"],
)
def test_the_last_try_says_why(
    server: ChatServer, served: Served, manner: Manner, error: type[ModelError], says: str
) -> None:
    server.next(*[manner] * 3)
    with pytest.raises(error, match=says) as caught:
        served(tries=3).generate(PROMPT)
    assert len(server.asked) == 3
    assert caught.value.hint


@pytest.mark.parametrize(
    ("manner", "error", "says"),
    [
        (Refuse(429, {"Retry-After": "3600"}), ModelError, "too many requests"),
        (Refuse(401), ModelError, "the key is missing or wrong"),
        (Refuse(404, body='{"detail": "no such model"}'), ModelNotFound, "no such model"),
        (Refuse(413, body=""), ModelError, "picture is too large"),
        (Refuse(307, {"Location": "http://example.invalid/"}), ModelError, "sends us elsewhere"),
        (Refuse(400, body='{"message": "bad"}'), Refused, "refused the request: bad"),
        (
            Refuse(400, body='{"error": {"message": "maximum context length is 8192 tokens"}}'),
            ContextTooLong,
            "8192",
        ),
        (Refuse(400, body='{"error": "CUDA out of memory"}'), OutOfMemory, "no memory left"),
        (Raw(b'{"choices": [{"mess'), ModelError, "no chat completion"),
        (Raw(b"[]"), ModelError, "no chat completion"),
        (Raw(b'{"choices": [{"message": {"content": 7}}]}'), ModelError, "no chat completion"),
        (Raw(b'{"error": {"message": "engine died"}}'), ModelError, "engine died"),
        (Raw(b"<html>hello</html>", "text/html"), ModelError, "answered with text/html"),
        (Raw(b"data: {nonsense\n\n", "text/event-stream"), ModelError, "no chat completion"),
        (Raw(b'data: {"error": "died"}\n\n', "text/event-stream"), ModelError, "failed: died"),
        (Raw(b"\xff\xfe\x00", "text/event-stream"), ModelError, "broke off"),
        (CutStream(), ModelError, "broke off"),
        (CutStream(reset=True), ModelError, "broke"),
        (
            Raw(b"x" * 65536, "text/event-stream", times=MOST_BYTES // 65536 + 1),
            ModelError,
            "more than",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Manner) else None,
)
def test_what_may_not_be_tried_again_is_said_at_once(
    server: ChatServer, served: Served, manner: Manner, error: type[ModelError], says: str
) -> None:
    server.next(manner)
    with pytest.raises(error, match=says) as caught:
        served().generate(PROMPT)
    assert type(caught.value) is error
    assert len(server.asked) == 1
    assert caught.value.hint


@pytest.mark.parametrize("manner", [Hang(), Drip(pause=0.2)], ids=["hang", "drip"])
def test_a_reply_that_takes_too_long_is_given_up(
    server: ChatServer, served: Served, manner: Manner
) -> None:
    server.next(manner)
    with pytest.raises(ModelTimeout, match=r"no whole answer within 0.5 s") as caught:
        served(timeout=0.5).generate(PROMPT)
    assert "FINGERTIP_REPLY_TIMEOUT" in caught.value.hint


def test_nobody_there(server: ChatServer, served: Served) -> None:
    model = served()
    server.__exit__(None, None, None)
    with pytest.raises(ModelError, match="no server answers at http://127") as caught:
        model.generate(PROMPT)
    assert "curl" in caught.value.hint
