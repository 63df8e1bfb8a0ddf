from collections.abc import Callable, Iterator

import pytest

from agent.models.server.address import Address
from agent.models.server.kinds import KINDS
from agent.models.server.line import Line
from agent.models.server.model import ServerModel
from agent.models.server.sight import sight_of
from agent.testing.chat_server import ChatServer


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(["Thought: look around.\n<tool_call>"]) as server:
        yield server


@pytest.fixture
def served(server: ChatServer) -> Iterator[Callable[..., ServerModel]]:
    """A model of ``server`` that asked it nothing yet, and does not wait long between tries."""
    opened = []

    def make(kind: str = "vllm", *, timeout: float = 60.0, tries: int = 4) -> ServerModel:
        line = Line(Address(server.url + "/v1"), timeout=timeout, tries=tries, pause=0.001)
        model = ServerModel(line, "some/model", KINDS[kind], sight_of("qwen2.5-vl"), "qwen2.5-vl")
        opened.append(model)
        return model

    yield make
    for model in opened:
        model.close()
