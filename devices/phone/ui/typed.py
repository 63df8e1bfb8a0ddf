"""Keys and texts: to the system, or into the field that has the focus."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from devices.phone.state.phone import PhoneState
from devices.phone.ui.bridge import Bridge
from devices.phone.ui.keys import META_CTRL, QT_KEYS, SYSTEM, character

__all__ = ["Typing"]

_STEP = {"volume_up": 1, "volume_down": -1}

_CHORDS = {"all": 29, "copy": 31, "paste": 50, "cut": 52}
"""What the text toolbar offers -> the letter that does it together with Control."""
_EDITING = {277: 52, 278: 31, 279: 50}
"""KEYCODE_CUT, _COPY and _PASTE -> the same."""


class Typing(QObject):
    """For the GUI thread only."""

    def __init__(
        self, window: QQuickWindow, state: PhoneState, bridge: Bridge, root: QQuickItem
    ) -> None:
        super().__init__()
        self._window = window
        self._state = state
        self._bridge = bridge
        self._root = root
        bridge.textTyped.connect(self.commit)
        bridge.keyTyped.connect(self._soft_key)

    def editor(self) -> QQuickItem | None:
        """The field that has the focus."""
        item = self._window.activeFocusItem()
        if item is None or not item.isVisible() or item.property("cursorPosition") is None:
            return None
        return item

    @Slot(str, result=bool)
    def commit(self, text: str) -> bool:
        """As an input method commits it."""
        editor = self.editor()
        if editor is None:
            return False
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(editor, event)
        return True

    def clear(self) -> bool:
        """Empty the field."""
        editor = self.editor()
        if editor is None:
            return False
        editor.setProperty("text", "")
        return True

    def action(self) -> bool:
        """The enter key of the soft keyboard."""
        if self.editor() is None:
            return False
        self._press(Qt.Key.Key_Return)
        return True

    def key(self, code: int, *, meta: int = 0, long: bool = False) -> None:
        """Press and release a key."""
        name = SYSTEM.get(code)
        if name is not None:
            self._system(name)
            return
        power = self._state.power
        if not power.screen_on or (power.locked and code != 82):
            return
        modifiers = Qt.KeyboardModifier.NoModifier
        if meta & 0xC1:
            modifiers |= Qt.KeyboardModifier.ShiftModifier
        if meta & (META_CTRL | 0x6000):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        if code in _EDITING:
            self._chord(_EDITING[code], Qt.KeyboardModifier.ControlModifier)
        elif code in QT_KEYS:
            self._press(QT_KEYS[code], modifiers)
        elif modifiers & Qt.KeyboardModifier.ControlModifier and 29 <= code <= 54:
            self._chord(code, modifiers)
        else:
            text = character(code, meta)
            if text:
                self.commit(text)

    def _chord(self, code: int, modifiers: Qt.KeyboardModifier) -> None:
        editor = self.editor()
        letter = chr(ord("A") + code - 29)
        if editor is None:
            return
        if letter == "V":
            self.commit(self._state.clipboard.get())
        elif letter in "CX":
            self._state.clipboard.set(str(editor.property("selectedText") or ""))
            if letter == "X":
                self._press(Qt.Key.Key_Delete)
        else:
            self._press(Qt.Key(int(Qt.Key.Key_A) + code - 29), modifiers)

    def _press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        text = "\r" if key == Qt.Key.Key_Return else ""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(self._window, QKeyEvent(kind, key, modifiers, text))

    @Slot(str)
    def _soft_key(self, name: str) -> None:
        if name == "erase":
            self._press(Qt.Key.Key_Backspace)
        elif name == "enter":
            self.action()
        elif name in {"hide", "show"}:
            self._root.setProperty("typingHidden", name == "hide")
        elif name in _CHORDS:
            self._chord(_CHORDS[name], Qt.KeyboardModifier.ControlModifier)

    def _system(self, name: str) -> None:
        power, activities = self._state.power, self._state.activities
        always = {"power": power.toggle, "sleep": power.sleep, "wakeup": power.wake}
        if name in always:
            always[name]()
        elif not power.screen_on:
            return
        elif name in _STEP:
            self._volume(_STEP[name])
        elif power.locked:
            if name == "menu":
                power.unlock()
        elif name in {"back", "escape"}:
            self._root.back()  # type: ignore[attr-defined] # a function of Main.qml
        elif name == "home":
            self._root.goHome()  # type: ignore[attr-defined] # a function of Main.qml
        elif name == "overview":
            activities.show_recents()
        elif name == "notification":
            activities.set_shade("" if activities.shade else "notifications")
        elif name == "settings":
            activities.start("com.android.settings/.Settings")

    def _volume(self, step: int) -> None:
        settings = self._state.settings
        told = settings.get("system", "volume_music_speaker") or ""
        now = int(told) if told.isdecimal() else 0  # a client may have put anything there
        settings.put("system", "volume_music_speaker", str(max(0, min(25, now + step))))
        self._root.setProperty("volumeShown", True)  # noqa: FBT003 - Qt's signature
