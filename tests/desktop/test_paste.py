"""Texts that no key writes: pasted into a real client, the clipboard given back afterwards."""

import ast
import os
import subprocess
import time

import pytest

from agent.actions import TypeText
from devices.desktop.x11 import Server

TEXTS = ["Grüße", "你好，世界", "مرحبا", "a\nβ\tγ", "👩‍👩‍👧 'x' \"y\" \\ $HOME `id`", "ä" * 70_000]


def xclip(session, *words, content=b""):
    """Its output. Given a content, it owns the clipboard when this returns."""
    server = Server(session)
    before = owner(server)
    done = subprocess.run(
        ["xclip", "-selection", "clipboard", *words],
        env=dict(session.environ), input=content, timeout=60, check=False,
        stdout=subprocess.PIPE if "-o" in words else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if "-i" in words:
        eventually(lambda: owner(server) not in {0, before})
    server.close()
    return done.stdout


def owner(server):
    """The window that owns the clipboard, as a number; 0 for none."""
    clipboard = server.connection.intern_atom("CLIPBOARD")
    return getattr(server.connection.get_selection_owner(clipboard), "id", 0)


def eventually(condition):
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


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
    server = Server(session)
    eventually(lambda: not owner(server))
    server.close()

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
