"""What a person at a terminal sees while the model thinks."""

import os
import pty
import sys

import pytest

from agent.cli.progress import Progress


def test_the_thought_is_seen_while_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    far, near = pty.openpty()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(near, "w", encoding="utf-8") as stderr, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stderr)
        with Progress() as progress:
            progress.phase("think")
            for piece in ("Thought: the [switch]", " is\noff, 点", "一下"):
                progress.hear(piece)
            seen = b""
            while "thinking: Thought: the [switch] is off, 点一下".encode() not in seen:
                seen += os.read(far, 65536)
    os.close(far)


def test_nobody_at_the_terminal_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.phase("think")
        progress.hear("Thought")
    assert capsys.readouterr().err == ""
