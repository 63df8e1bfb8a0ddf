"""Which flows a folder means, and in which order."""

from pathlib import Path

import pytest

from agent.errors import UsageError
from agent.flows.suite import collect

MAESTRO = Path(__file__).parent / "maestro"


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(f"name: The {name}\n---\n- back\n")
    return tmp_path


def names(folder):
    return [flow.name for flow in collect([folder])]


def test_a_workspace_in_maestros_shape_chooses_and_orders():
    flows = collect([MAESTRO])

    assert [flow.name for flow in flows] == ["theme", "Wireless", "Search"]
    assert [flow.chain for flow in flows] == [MAESTRO, MAESTRO, None]


def test_flows_are_ordered_by_their_names_or_their_files(folder):
    assert names(folder) == ["The a", "The b", "The c"]

    (folder / "config.yaml").write_text("executionOrder: {flowsOrder: [c, The b]}\n")
    assert names(folder) == ["The c", "The b", "The a"]
    assert {flow.chain for flow in collect([folder])} == {None}  # a failure ends nothing


def test_an_order_of_flows_that_are_not_there_is_an_error(folder):
    (folder / "config.yaml").write_text("executionOrder: {flowsOrder: [d]}\n")

    with pytest.raises(UsageError, match="names 'd', and no flow"):
        collect([folder])


@pytest.mark.parametrize(
    ("glob", "found"),
    [("*", ["a", "b", "c"]), ("**", ["a", "b", "c", "d"]), ("sub/**", ["d"]), ("sub/*", ["d"])],
)
def test_a_workspace_names_its_flows_by_patterns(folder, glob, found):
    (folder / "sub").mkdir()
    (folder / "sub" / "d.yaml").write_text("name: The d\n---\n- back\n")
    (folder / "config.yaml").write_text(f"flows: ['{glob}']\n")

    assert names(folder) == [f"The {name}" for name in found]


@pytest.mark.parametrize("glob", ["", "/tmp/*"])
def test_a_pattern_of_files_elsewhere_is_refused(folder, glob):
    (folder / "config.yaml").write_text(f"flows: ['{glob}']\n")

    with pytest.raises(UsageError, match="no pattern of files in it") as caught:
        collect([folder])
    assert caught.value.hint
