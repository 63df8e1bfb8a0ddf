"""Watches what a person does on the phone itself: ``getevent``, read by a thread of its own."""

import threading
import time
from queue import Empty, SimpleQueue

from agent.errors import ActionUnsupported, DeviceError, DeviceLost, DeviceTimeout
from agent.types import Size, Witnessed
from devices.android.getevent import Gestures, touchscreens
from devices.android.link import Link
from devices.android.server import Stream

__all__ = ["Watch"]

_BEGIN = 20.0
"""Seconds until ``getevent`` has named the input devices, as it does before it reports."""
_SILENCE = 6 * 3600.0
"""Seconds without a touch until the watch is given up."""


class Watch:
    """What is done on the phone from now on. Raises ``ActionUnsupported``, ``DeviceError``.

    The phone is held as it was built: a turned screen has other coordinates than its digitizer.
    """

    def __init__(self, link: Link, screen: Size) -> None:
        found = touchscreens(link.run(["getevent", "-lp"]).out)
        if not found:
            raise ActionUnsupported(
                f"{link.serial} does not let adb see its touchscreen (getevent)",
                hint="leave out --watch: act in the page instead",
            )
        natural = link.run(["wm", "size"]).out.rpartition(":")[2].strip()
        if natural == f"{screen.height}x{screen.width}" and screen.height != screen.width:
            raise ActionUnsupported(
                f"{link.serial} is turned: its screen is {screen} now", hint="hold it upright"
            )
        self._gestures = Gestures(found[0], screen)
        self._told: SimpleQueue[Witnessed | DeviceError] = SimpleQueue()
        self._begun = threading.Event()
        self._closed = False
        self._stream: Stream = link.open("exec:getevent -lt")
        self._stream.set_timeout(_SILENCE)
        self._thread = threading.Thread(target=self._read, name="getevent")
        self._thread.start()
        if not self._begun.wait(_BEGIN):
            self.close()
            raise DeviceTimeout(
                f"{link.serial}: getevent said nothing in {_BEGIN:g} s", hint="adb devices"
            )

    def next(self, seconds: float) -> Witnessed | None:
        """What was done next, waited for ``seconds`` at most. Raises ``DeviceError``."""
        try:
            told = self._told.get(timeout=seconds)
        except Empty:
            return None
        if isinstance(told, DeviceError):
            raise told
        return told

    @property
    def is_touched(self) -> bool:
        """A finger is on the glass now."""
        return self._gestures.is_down

    def close(self) -> None:
        """Watch no longer. Idempotent."""
        if not self._closed:
            self._closed = True
            self._stream.shut()
            self._thread.join()
            self._stream.close()

    def _read(self) -> None:
        rest, began = b"", 0.0
        buffer = memoryview(bytearray(1 << 14))
        try:
            while count := self._stream.read_some(buffer):
                self._begun.set()
                *lines, rest = (rest + bytes(buffer[:count])).split(b"\n")
                for line in lines:
                    was_down = self._gestures.is_down
                    for action in self._gestures.feed(line.decode(errors="replace")):
                        self._told.put(Witnessed(action, began if was_down else time.monotonic()))
                    if self._gestures.is_down and not was_down:
                        began = time.monotonic()
            broken: DeviceError = DeviceLost("getevent has ended", hint="adb devices")
        except DeviceError as error:
            broken = error
        self._begun.set()
        if not self._closed:
            self._told.put(broken)
