"""The ``{{name}}`` of a secret passes every family: into the prompt and out of the reply."""

import pytest

from agent import actions as act
from agent import registry
from agent.errors import UnknownAction
from agent.testing import switch_phone
from agent.types import Decision, Size

SIZE = Size(270, 600)
MARK = "{{password}}"


@pytest.fixture(scope="module")
def device():
    return switch_phone(SIZE)


@pytest.mark.parametrize("name", sorted(registry.names("dialects")))
def test_a_mark_is_told_and_typed_as_it_stands(name, device):
    dialect = registry.dialect(name)
    seen, space = device.observe(), dialect.space(SIZE, SIZE)
    prompt = dialect.prompt(f"log in with {MARK}", (), seen, seen=SIZE, device=device.info())
    told = " ".join(part for one in prompt.messages for part in one.parts if isinstance(part, str))
    assert MARK in told

    for clear in (False, True):
        typing = act.TypeText(text=f"as {MARK}, {MARK}", clear=clear)
        try:
            reply = dialect.render(Decision(action=typing), space)
        except UnknownAction:
            continue  # it only points, or types in the other way only
        parsed = dialect.parse(reply, space, seen)
        assert parsed.action == typing, parsed.error
