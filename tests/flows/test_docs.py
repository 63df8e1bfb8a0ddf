"""docs/flows.md says what is so."""

import re
from pathlib import Path

import pytest

from agent.flows.commands import COMMANDS
from agent.flows.reading import read_flow
from agent.selectors import Selector

TEXT = (Path(__file__).parents[2] / "docs/flows.md").read_text()


def test_its_flow_is_one(tmp_path):
    path = tmp_path / "it.flow.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[1])

    assert [line.name for line in read_flow(path).lines] == [
        "launchApp", "tapOn", "tapOn", "assertVisible", "check", "do",
    ]  # fmt: skip


def test_its_table_has_every_command():
    table = TEXT.partition("## Commands")[2].partition("Every command")[0]

    listed = re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", table))
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("field", sorted(Selector.model_fields.items()), ids=lambda it: str(it[0]))
def test_every_part_of_a_selector_is_named(field):
    name, about = field

    assert f"`{about.alias or name}`" in TEXT
