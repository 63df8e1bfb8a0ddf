"""Rules of the house that no linter knows: sizes, names, and what ``__all__`` promises."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for top in ("agent", "devices", "tests", "bench")
    for path in (ROOT / top).rglob("*.py")
    if "__pycache__" not in path.parts
)
IDS = [str(path.relative_to(ROOT)) for path in FILES]
CEILING = 400  # lines; a longer file has a seam that nobody looked for
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "service", "handler", "misc"}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_no_file_is_longer_than_the_ceiling(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


def test_a_module_is_named_by_what_it_knows():
    assert [name for name, path in zip(IDS, FILES, strict=True) if path.stem in EMPTY_NAMES] == []


def test_the_loop_stays_readable():
    assert len((ROOT / "agent" / "loop.py").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_all_names_what_exists_once(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    promised = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    ]
    defined = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.name]
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
            else [node.id]
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            else [alias.asname or alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom | ast.Import)
            else []
        )
    }
    lazily = any(name == "__getattr__" for name in defined)

    for names in promised:
        assert len(set(names)) == len(names)  # their order is ruff's business (RUF022)
        assert lazily or set(names) <= defined
