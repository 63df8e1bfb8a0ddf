"""A package that is not there is named, with what to type, and nothing is left behind."""

import sys

import pytest

from agent.cli.app import run

from .conftest import DONE, OPEN


@pytest.mark.parametrize(
    ("form", "module", "extra"),
    [("parquet", "pyarrow", "export"), ("lerobot", "pyarrow", "export"), ("video", "av", "video")],
)
def test_a_missing_package_is_named(form, module, extra, record, tmp_path, monkeypatch, capsys):
    made, out = record(OPEN, DONE), tmp_path / "out"
    monkeypatch.setitem(sys.modules, module, None)

    assert run(["export", str(made.path), "--format", form, "--out", str(out)]) == 3

    said = capsys.readouterr().err
    assert f"needs {module}" in said
    assert f"pip install 'fingertip[{extra}]'" in said
    assert not out.exists()
