"""Typing as a subsystem: the right route for a text, acknowledged, and everything put back.

``input text`` presses the keys of a US keyboard: printable ASCII and nothing else, with ``%s``
standing for a blank (AOSP ``InputShellCommand.sendText``). Anything else goes to an input method
that takes text from a broadcast (ADBKeyboard's protocol), if one is installed.
"""

import base64
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from agent.actions import TypeText
from agent.errors import ActionFailed, DeviceError, TypingUnavailable
from agent.types import ActionResult
from devices.android import tree
from devices.android.link import Link
from devices.android.quoting import command, quote

__all__ = ["Keyboard", "keystrokes"]

IME = "com.android.adbkeyboard/.AdbIME"
OURS = frozenset({IME, "com.android.adbkeyboard/com.android.adbkeyboard.AdbIME"})
ENTER, TAB, DELETE, CTRL_LEFT, LETTER_A, MOVE_END = "66", "61", "67", "113", "29", "123"
SEGMENT = 400
"""Characters for one ``input text``: far below any device's limit for a command line."""
BROADCAST_BYTES = 48_000
ARRIVAL_SECONDS = 3.0
FOCUS_SECONDS = 2.0
"""How long a field that was touched may take to get the focus."""


def keystrokes(text: str) -> list[list[str]] | None:
    """``text`` as ``input`` argument lists, or None if these keys cannot write it.

    A literal ``%s`` is cut in two, since ``input`` would make a blank of it.
    """
    if not all(" " <= character <= "~" or character in "\n\t" for character in text):
        return None
    commands: list[list[str]] = []
    for part in re.split(r"([\n\t])", text):
        if part == "\n":
            commands.append(["keyevent", ENTER])
        elif part == "\t":
            commands.append(["keyevent", TAB])
        else:
            commands.extend(["text", piece] for piece in _pieces(part))
    return commands


def _pieces(part: str) -> Iterator[str]:
    for start in range(0, len(part), SEGMENT):
        rest = part[start : start + SEGMENT]
        while (at := rest.find("%s")) >= 0:
            yield rest[: at + 1]
            rest = rest[at + 1 :]
        if rest:
            yield rest


@dataclass
class Keyboard:
    """How one device is typed on; remembers the input method to put back."""

    link: Link
    _before: str = field(default="", init=False)
    """The input method to put back, or empty."""
    _taken: bool = field(default=False, init=False)
    _proven: bool = field(default=False, init=False)
    """A broadcast was seen to arrive, so that the next ones need not be looked for."""
    _installed: bool | None = field(default=None, init=False)
    _was_enabled: bool = field(default=True, init=False)

    def type(self, action: TypeText) -> ActionResult:
        """Enter the text. Raises ``TypingUnavailable`` when there is no route for it."""
        plan = keystrokes(action.text)
        if plan is None and not self._has_ime():
            raise TypingUnavailable(
                f"{_strange(action.text)} cannot be typed: `input text` knows ASCII only and "
                "ADBKeyboard is not installed",
                hint="install ADBKeyboard on the device: adb install ADBKeyboard.apk",
            )
        if not self._ready(FOCUS_SECONDS if action.at else 0.0):
            return ActionResult(
                ok=False, said="text not entered: no text field has the focus; tap one first"
            )
        if action.clear:
            self._clear()
        if plan is None:
            refused = self._broadcast_text(action.text)
            if refused is not None:
                return refused
        elif plan:
            self._input(plan)
        if action.submit:
            self._input([["keyevent", ENTER]])
        return ActionResult(ok=True, said=_told(action))

    def restore(self) -> None:
        """Put the previous input method back. Idempotent; silent if the device has gone."""
        taken, self._taken = self._taken, False
        if not taken:
            return
        with suppress(DeviceError):
            if self._before:
                self.link.run(["ime", "set", self._before], 10)
            self._disable()

    def _disable(self) -> None:
        if not self._was_enabled:
            self.link.run(["ime", "disable", IME], 10)

    def _input(self, commands: list[list[str]]) -> None:
        script = " && ".join(command(["input", *words]) for words in commands)
        answer = self.link.script(script, 30 + len(script) / 50)
        if answer.status != 0 or "Exception" in answer.err:
            raise ActionFailed(f"the device refused the keys: {answer.text[:300]}")

    def _ready(self, patience: float) -> bool:
        """Whether something may take the text, now or within ``patience`` seconds."""
        deadline = time.monotonic() + patience
        while self._focused() is False:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        return True

    def _focused(self) -> bool | None:
        """Whether something would take text; None if the device does not tell.

        A shown keyboard proves it; only a tree without a focused field disproves it, since with
        a hardware keyboard nothing is shown.
        """
        state = self.link.script("dumpsys input_method | grep -E 'mInputShown|mIsInputViewShown'")
        if "mInputShown=true" in state.out or "mIsInputViewShown=true" in state.out:
            return True
        try:
            elements = tree.dump(self.link)
        except DeviceError:
            return None
        # Web pages and games draw fields that no tree shows: only an app with a focus of another
        # kind, or with none at all among native fields, is sure not to take text.
        if any(element.focused and element.editable for element in elements):
            return True
        if any("WebView" in element.role for element in elements) or not elements:
            return None
        return False

    def _clear(self) -> None:
        if self._taken:
            self._send("ADB_CLEAR_TEXT")
            return
        chord = self.link.script(
            f"input keycombination {CTRL_LEFT} {LETTER_A} && input keyevent {DELETE}"
        )
        if chord.status == 0 and "Error" not in chord.text and "Unknown" not in chord.text:
            return
        # Before Android 13: to the end, then one delete for every character that may be there.
        length = max((len(e.text) for e in tree.dump(self.link) if e.focused), default=100)
        self._input([["keyevent", MOVE_END], ["keyevent", *[DELETE] * (length + 1)]])

    def _has_ime(self) -> bool:
        if self._installed is None:
            listed = self.link.script("ime list -s -a").out.split()
            self._installed = any(name in OURS for name in listed)
        return self._installed

    def _broadcast_text(self, text: str) -> ActionResult | None:
        self._take_over()
        acknowledged = all(
            self._send("ADB_INPUT_B64", "--es", "msg", base64.b64encode(piece).decode())
            for piece in _cut(text.encode())
        )
        if acknowledged or self._proven:
            return None
        if self._arrived(text):
            self._proven = True
            return None
        return ActionResult(
            ok=False,
            said="the text was sent to the keyboard but the field does not show it; look before "
            "typing again",
        )

    def _arrived(self, text: str) -> bool:
        """Whether the focused field shows it; True where the device cannot tell."""
        wanted = "".join(text.split())
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while True:
            try:
                fields = [e for e in tree.dump(self.link) if e.focused and e.editable]
            except DeviceError:
                return True
            if not fields or any(e.password or wanted in "".join(e.text.split()) for e in fields):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)

    def _take_over(self) -> None:
        if self._taken:
            return
        before = self.link.run(["settings", "get", "secure", "default_input_method"]).out.strip()
        if before not in OURS:
            enabled = self.link.script("ime list -s").out.split()
            self._was_enabled = any(name in OURS for name in enabled)
            answer = self.link.script(command(["ime", "enable", IME]) + " && ime set " + quote(IME))
            if answer.status != 0 or "cannot be" in answer.text or "Unknown" in answer.text:
                self._disable()  # it may have been enabled before it was refused
                raise TypingUnavailable(
                    f"ADBKeyboard cannot be switched on: {answer.text[:200]}",
                    hint="enable it by hand in Settings > System > Keyboard",
                )
            self._before = "" if before == "null" else before
            self._taken = True
        self._wait_until_bound()

    def _wait_until_bound(self) -> None:
        """A broadcast that comes before the system has bound the keyboard is lost in silence."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while time.monotonic() < deadline:
            said = self.link.script("dumpsys input_method | grep -E 'mCurId=|mCurMethodId='").out
            if not said.strip() or "adbkeyboard" in said:
                return
            time.sleep(0.05)

    def _send(self, verb: str, *extras: str) -> bool:
        """Whether the keyboard acknowledged it; raises ``ActionFailed`` if it was refused."""
        answer = self.link.run(["am", "broadcast", "-a", verb, *extras])
        result = re.search(r"Broadcast completed: result=(-?\d+)", answer.out)
        # -1 (Activity.RESULT_OK) is an answer; 0 only means that nobody objected, which is all
        # that the original ADBKeyboard says, and also what is said when nobody listens.
        if result is None or int(result[1]) not in {0, -1}:
            raise ActionFailed(
                f"the keyboard did not take the text: {answer.text[:200] or 'no answer'}",
                hint="is ADBKeyboard the current keyboard? adb shell ime list -s",
            )
        return result[1] == "-1"


def _cut(data: bytes) -> Iterator[bytes]:
    """Pieces that fit into one command line, never cut inside of a character."""
    while data:
        end = min(len(data), BROADCAST_BYTES)
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[:end]
        data = data[end:]


def _strange(text: str) -> str:
    odd = "".join(dict.fromkeys(c for c in text if not " " <= c <= "~" and c not in "\n\t"))
    return repr(odd[:8])


def _told(action: TypeText) -> str:
    done = f"typed {len(action.text)} characters"
    if action.clear:
        done = "cleared the field and " + done
    return done + (" and pressed Enter" if action.submit else "")
