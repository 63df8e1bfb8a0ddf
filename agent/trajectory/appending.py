"""Files that only grow: what is appended is there wholly, or not at all."""

import errno
import os
from pathlib import Path

__all__ = ["AppendOnly", "mend"]


class AppendOnly:
    """A file opened for appending. Every call may raise ``OSError``."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self.size = os.fstat(self._file).st_size

    def append(self, data: bytes) -> None:
        """Add ``data``. A disk that fills up within it leaves the file as it was."""
        try:
            written = os.write(self._file, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            # What is torn would be in the way of all that follows.
            os.ftruncate(self._file, self.size)
            raise
        self.size += len(data)

    def sync(self) -> None:
        """Wait until the disk has it: the end of the process loses nothing, nor that of power."""
        os.fsync(self._file)

    def close(self) -> None:
        """Idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def mend(path: Path) -> None:
    """Cut off a last line without an end: its writer was killed within it. No file: nothing."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(path, whole)
