"""Texts that no key writes: pasted into a real client, the clipboard given back afterwards."""

import ast
import os
import subprocess
import time

import pytest

from agent.actions import TypeText

TEXTS = ["Grüße", "你好，世界", "مرحبا", "a\nβ\tγ", "👩‍👩‍👧 'x' \"y\" \\ $HOME `id`", "ä" * 70_000]


def xclip(session, *words, content=b""):
    done = subprocess.run(
        ["xclip", "-selection", "clipboard", *words],
        env=dict(session.environ), input=content, timeout=60, check=False,
        stdout=subprocess.PIPE if "-o" in words else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout


def pasted(witness):
    """The texts that it got."""
    lines = [line for line in witness.take() if line.startswith("pasted ")]
    return [ast.literal_eval(line.removeprefix("pasted ")) for line in lines]


@pytest.mark.parametrize("text", TEXTS, ids=["de", "zh", "ar", "lines", "signs", "long"])
def test_any_script_arrives_letter_by_letter(desktop, witness, text):
    result = desktop.perform(TypeText(text=text))

    assert result.ok, result.said
    assert "".join(pasted(witness)) == text


@pytest.mark.parametrize(
    ("target", "content"),
    [("UTF8_STRING", "früher".encode()), ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))],
    ids=["text", "picture"],
)
def test_what_the_clipboard_held_is_there_again(desktop, witness, session, target, content):
    xclip(session, "-i", "-t", target, content=content)

    desktop.perform(TypeText(text="später"))

    assert pasted(witness) == ["später"]
    assert xclip(session, "-o", "-t", target) == content


def test_an_empty_clipboard_is_empty_again(desktop, witness, session):
    xclip(session, "-i", "-loops", "1", content=b"gone once it is read")
    xclip(session, "-o")
    time.sleep(0.2)

    assert desktop.perform(TypeText(text="ß")).ok

    assert xclip(session, "-o") == b""


def test_without_xclip_a_full_clipboard_is_not_lost(desktop, session, witness, monkeypatch):
    xclip(session, "-i", content=b"precious")
    monkeypatch.setenv("PATH", os.devnull)

    result = desktop.perform(TypeText(text="ß"))

    assert not result.ok
    assert "apt-get install -y xclip" in result.said
    monkeypatch.undo()
    assert xclip(session, "-o") == b"precious"
