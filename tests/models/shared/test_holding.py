"""One model in a process of its own, asked by several: as alone, and gone when it is gone."""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from agent.errors import ConfigError, ModelError, ModelNotFound
from agent.models.local import open_model as open_alone
from agent.models.local.tiny import write_tiny
from agent.models.shared import Holder, can_be_shared, open_model
from agent.types import Frame, Message, Picture, Prompt, Size

SCREEN = Size(280, 560)
SETTINGS = {"device": "cpu"}

DIES = """
import sys
from agent.models.shared import open_model
from agent.types import Message, Prompt
model = open_model(sys.argv[1])
model.generate(
    Prompt((Message("user", ("count",)),), max_tokens=4000), lambda piece: print(flush=True)
)
"""


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return str(write_tiny(tmp_path_factory.mktemp("tiny") / "tiny", "qwen2.5-vl", seed=7))


@pytest.fixture(scope="module")
def holder(checkpoint):
    with Holder(checkpoint, SETTINGS) as holder:
        yield holder


def frame(seed):
    pixels = bytes((seed * 37 + at * (seed + 3)) % 256 for at in range(SCREEN.width * 4))
    return Frame(SCREEN, pixels * SCREEN.height)


def ask(model, number, steps=3):
    """The replies of an episode whose history keeps its screens."""
    said, pictures, seen = [], [], model.geometry(SCREEN)
    for step in range(steps):
        pictures.append(Picture(frame(10 * number + step), seen))
        parts = (f"episode {number}", *pictures)
        prompt = Prompt((Message("user", parts),), max_tokens=12)
        reply = model.generate(prompt)
        said.append((reply.text, reply.tokens_in, reply.tokens_out, reply.finish))
    return said


def test_what_episodes_ask_at_once_is_answered_as_to_each_alone(holder, checkpoint):
    with closing(open_alone(checkpoint, settings=SETTINGS)) as model:
        alone = [ask(model.another(), number) for number in range(4)]

    shared = [open_model(str(holder.socket)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, shared, range(4)))
    for model in shared:
        model.close()

    assert together == alone
    assert len({str(said) for said in together}) == 4


def test_it_says_what_the_checkpoint_is(holder, checkpoint):
    alone = open_alone(checkpoint, settings=SETTINGS)
    with closing(alone), closing(open_model(str(holder.socket))) as shared:
        assert (shared.name, shared.dialect) == (alone.name, alone.dialect)
        assert shared.takes_clips
        assert shared.geometry(Size(1080, 2400)) == alone.geometry(Size(1080, 2400))


def test_pieces_come_as_they_are_made(holder):
    pieces = []
    prompt = Prompt((Message("user", ("count",)),), max_tokens=8)
    with closing(open_model(str(holder.socket))) as model:
        text = model.generate(prompt, pieces.append).text

    assert "".join(pieces) == text
    assert len(pieces) > 1


def test_a_picture_in_any_bytes_can_be_sent(holder):
    data = bytearray(frame(1).data)
    prompts = [
        Prompt((Message("user", (Picture(Frame(SCREEN, given), SCREEN),)),), max_tokens=6)
        for given in (bytes(data), data, memoryview(data))
    ]
    said = set()
    for prompt in prompts:
        with closing(open_model(str(holder.socket))) as model:
            said.add(model.generate(prompt).text)

    assert len(said) == 1


def test_an_error_of_one_prompt_is_raised_where_it_was_asked_and_the_model_goes_on(holder):
    bad = Prompt((Message("user", ("hi",)),), grammar="start: (")
    with closing(open_model(str(holder.socket))) as model:
        with pytest.raises(ConfigError, match="this is no grammar"):
            model.generate(bad)
        assert model.generate(Prompt((Message("user", ("hi",)),), max_tokens=3)).tokens_out


def test_who_dies_in_the_middle_of_a_reply_is_forgotten(holder):
    words = [sys.executable, "-c", DIES, str(holder.socket)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as asker:
        asker.stdout.readline()  # the reply has begun
        asker.kill()

    wait_for(lambda: holder.check() == 0)


def test_nobody_else_may_ask(holder):
    assert oct(holder.socket.parent.stat().st_mode & 0o777) == "0o700"


def test_what_cannot_be_loaded_is_raised_where_it_was_asked_for(tmp_path):
    with pytest.raises(ModelNotFound) as told:
        Holder(f"local:{tmp_path / 'nothing'}", SETTINGS)

    assert told.value.hint


def test_where_nobody_shares_a_model_that_is_said(tmp_path):
    with pytest.raises(ModelNotFound, match="no model is shared at"):
        open_model(str(tmp_path / "nobody"))


def test_only_what_runs_weights_is_shared(checkpoint):
    assert can_be_shared("pocket")
    assert can_be_shared(checkpoint)
    assert not can_be_shared("scripted:replies.txt")
    assert not can_be_shared("http://127.0.0.1:8000")


def wait_for(holds):
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_socket_whose_path_is_too_long_says_where_it_would_fit(checkpoint, tmp_path, monkeypatch):
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    with pytest.raises(ModelError, match="cannot be shared") as caught:
        Holder(checkpoint, SETTINGS)
    assert "TMPDIR" in caught.value.hint
    assert list(folder.iterdir()) == []
