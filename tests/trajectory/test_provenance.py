"""What a recording says of the code that made it."""

from pathlib import Path

import pytest

from agent.trajectory.provenance import revision

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("true", "c0ffee"), ("echo ' M agent/loop.py'", "c0ffee+dirty"), ("exit 1", "c0ffee+dirty")],
)
def test_a_checkout_is_clean_only_where_git_says_so(
    status: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = tmp_path / "git"
    git.write_text(f'#!/bin/sh\ncase "$*" in *rev-parse*) echo c0ffee;; *) {status};; esac\n')
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert revision() == (wanted if (CHECKOUT / ".git").exists() else "")
