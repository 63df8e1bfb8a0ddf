"""What the tests of the pocket model share: the packaged weights' tokenizer, and a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.models.local import POCKET
from agent.models.local.chat import Chat
from agent.pocket.checkpoints import open_tokenizer
from agent.pocket.phone import catalogue
from agent.pocket.questions import Writer
from agent.pocket.studio import TEST_SEEDS, Studio


@pytest.fixture(scope="session")
def tokenizer_and_chat() -> tuple[Any, Chat]:
    return open_tokenizer(POCKET)


@pytest.fixture(scope="session")
def writer(tokenizer_and_chat: tuple[Any, Chat]) -> Writer:
    tokenizer, chat = tokenizer_and_chat
    return Writer(chat, tokenizer, catalogue())


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(tmp_path / "root", TEST_SEEDS + 7)
    yield made
    made.close()
