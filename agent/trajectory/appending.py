"""Files that only grow: what is appended is there wholly, or not at all."""

import errno
import fcntl
import os
from pathlib import Path

__all__ = ["AppendOnly"]


class AppendOnly:
    """A file opened for appending, by one process at a time. Every call may raise ``OSError``.

    The kernel lets go of a killed process's file, so that another may go on with it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise OSError(errno.EBUSY, "another process is writing it") from error
        except OSError:
            pass  # a file system without locks can hold a recording all the same
        self._size = os.fstat(self._file).st_size

    def mend(self) -> int:
        """Cut off a last line without an end: its writer was killed within it. How many remain."""
        data = self._path.read_bytes()
        self._size = data.rfind(b"\n") + 1
        if self._size < len(data):
            os.ftruncate(self._file, self._size)
        return data.count(b"\n")

    def append(self, data: bytes) -> None:
        """Add ``data``. A disk that fills up within it leaves the file as it was."""
        try:
            written = os.write(self._file, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            # What is torn would be in the way of all that follows.
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)

    def sync(self) -> None:
        """Wait until the disk has it: then not even the end of power loses it."""
        os.fsync(self._file)

    def close(self) -> None:
        """Idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
