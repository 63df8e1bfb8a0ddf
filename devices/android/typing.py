"""Typing as a subsystem: the right route for a text, acknowledged, and everything put back.

``input text`` presses the keys of a US keyboard: printable ASCII and nothing else, with ``%s``
standing for a blank (AOSP ``InputShellCommand.sendText``). Anything else goes to an input method
that takes text from a broadcast (ADBKeyboard's protocol), if one is installed.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.actions import TypeText
from agent.errors import ActionFailed, DeviceError, TypingUnavailable
from agent.types import ActionResult
from devices.android import tree
from devices.android.link import Link
from devices.android.quoting import command

__all__ = ["Keyboard", "keystrokes"]

IME = "com.android.adbkeyboard/.AdbIME"
IME_FULL = "com.android.adbkeyboard/com.android.adbkeyboard.AdbIME"
ENTER, TAB, DELETE, CTRL_LEFT, LETTER_A, MOVE_END = "66", "61", "67", "113", "29", "123"
SEGMENT = 400
"""Characters for one ``input text``: far below any device's limit for a command line."""
BROADCAST_BYTES = 48_000


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
    _before: str | None = field(default=None, init=False)
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
        if self._focused() is False:
            return ActionResult(
                ok=False, said="text not entered: no text field has the focus; tap one first"
            )
        if action.clear:
            self._clear()
        if plan is None:
            self._broadcast_text(action.text)
        elif plan:
            self._input(plan)
        if action.submit:
            self._input([["keyevent", ENTER]])
        return ActionResult(ok=True, said=_told(action))

    def restore(self) -> None:
        """Put the previous input method back. Idempotent; silent if the device has gone."""
        before, self._before = self._before, None
        if before is None:
            return
        try:
            self.link.run(["ime", "set", before], 10)
            if not self._was_enabled:
                self.link.run(["ime", "disable", IME], 10)
        except DeviceError:
            return

    def _input(self, commands: list[list[str]]) -> None:
        script = " && ".join(command(["input", *words]) for words in commands)
        answer = self.link.script(script, 30 + len(script) / 50)
        if answer.status != 0 or "Exception" in answer.err:
            raise ActionFailed(f"the device refused the keys: {answer.text[:300]}")

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
        if self._before is not None:
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
            self._installed = IME in listed or IME_FULL in listed
        return self._installed

    def _broadcast_text(self, text: str) -> None:
        self._take_over()
        data = text.encode()
        while data:
            cut = len(data)
            if cut > BROADCAST_BYTES:
                cut = BROADCAST_BYTES
                while data[cut] & 0xC0 == 0x80:  # never inside of a character
                    cut -= 1
            piece, data = data[:cut], data[cut:]
            self._send("ADB_INPUT_B64", "--es", "msg", base64.b64encode(piece).decode())

    def _take_over(self) -> None:
        if self._before is not None:
            return
        before = self.link.run(["settings", "get", "secure", "default_input_method"]).out.strip()
        enabled = self.link.script("ime list -s").out.split()
        self._was_enabled = IME in enabled or IME_FULL in enabled
        answer = self.link.script(f"{command(['ime', 'enable', IME])} && ime set {IME}")
        if answer.status != 0 or "cannot be" in answer.text or "Unknown" in answer.text:
            raise TypingUnavailable(
                f"ADBKeyboard cannot be switched on: {answer.text[:200]}",
                hint="enable it by hand in Settings > System > Keyboard",
            )
        self._before = before if before not in {"", "null", IME, IME_FULL} else ""
        if not self._before:
            self._before = None if before in {IME, IME_FULL} else self._before

    def _send(self, verb: str, *extras: str) -> None:
        answer = self.link.run(["am", "broadcast", "-a", verb, *extras])
        result = re.search(r"Broadcast completed: result=(-?\d+)", answer.out)
        # ADBKeyboard leaves 0 (delivered); keyboards that acknowledge say -1 (RESULT_OK).
        if result is None or int(result[1]) not in {0, -1}:
            raise ActionFailed(
                f"the keyboard did not take the text: {answer.text[:200] or 'no answer'}",
                hint="is ADBKeyboard the current keyboard? adb shell ime list -s",
            )


def _strange(text: str) -> str:
    odd = "".join(dict.fromkeys(c for c in text if not " " <= c <= "~" and c not in "\n\t"))
    return repr(odd[:8])


def _told(action: TypeText) -> str:
    done = f"typed {len(action.text)} characters"
    if action.clear:
        done = "cleared the field and " + done
    return done + (" and pressed Enter" if action.submit else "")
