"""The ``sync:`` service: files in and out, in both of its versions.

A request is a four-byte id, a u32 length and so many bytes of path. Source: AOSP's
file_sync_protocol.h and SYNC.TXT. Every path is the phone's own: `FileRoot` lets none out.
"""

import contextlib
import errno
import stat
import struct
from collections.abc import Callable
from pathlib import PurePosixPath

from devices.phone.adb.stream import Stream, StreamClosed
from devices.phone.state.files import FileRoot, Stat

__all__ = ["SyncError", "serve_sync"]

PATH_BYTES = 1024
"""The longest path in a request: adbd's do_send and handle_sync_command."""
DATA_BYTES = 64 * 1024
"""SYNC_DATA_MAX: the most bytes in one DATA, in either direction."""

_REQUEST = struct.Struct("<4sI")
_STAT_V1 = struct.Struct("<4sIII")
_DENT_V1 = struct.Struct("<4sIIII")
_STAT_V2 = struct.Struct("<4sIQQIIIIQqqq")
_DENT_V2 = struct.Struct("<4sIQQIIIIQqqqI")
_MODE_FLAGS = struct.Struct("<4sII")
_FLAGS = struct.Struct("<4sI")


class SyncError(Exception):
    """What the client gets as FAIL; `fatal` when the stream cannot be understood any more."""

    def __init__(self, message: str, *, fatal: bool = False) -> None:
        super().__init__(message)
        self.fatal = fatal


def serve_sync(files: FileRoot, stream: Stream, changed: Callable[[str], None]) -> None:
    """Answer requests until QUIT or the client leaves. `changed` is told each path written."""
    requests = _Requests(files, stream, changed)
    try:
        while requests.answer():
            pass
    except StreamClosed:
        pass


class _Requests:
    def __init__(self, files: FileRoot, stream: Stream, changed: Callable[[str], None]) -> None:
        self._files = files
        self._stream = stream
        self._changed = changed
        self._done = True
        self._mtime = 0

    def answer(self) -> bool:
        """Serve one request. False when it was the last."""
        name, length = _REQUEST.unpack(self._stream.read_exactly(_REQUEST.size))
        if name == b"QUIT":
            return False
        try:
            if length > PATH_BYTES:
                raise SyncError("path too long", fatal=True)
            path = self._stream.read_exactly(length).decode("utf-8", "surrogateescape")
            self._dispatch(name, path)
        except SyncError as error:
            self._fail(str(error))
            return not error.fatal
        except OSError as error:
            if isinstance(error, StreamClosed):
                raise
            self._fail(error.strerror or str(error))
        return True

    def _dispatch(self, name: bytes, path: str) -> None:
        actions: dict[bytes, Callable[[str], None]] = {
            b"STAT": self._stat_v1,
            b"STA2": lambda path: self._stat_v2(b"STA2", path),
            b"LST2": lambda path: self._stat_v2(b"LST2", path),
            b"LIST": self._list_v1,
            b"LIS2": self._list_v2,
            b"SEND": self._send_v1,
            b"SND2": self._send_v2,
            b"RECV": self._receive,
            b"RCV2": self._receive_v2,
        }
        action = actions.get(name)
        if action is None:
            raise SyncError(f"unknown command {name.decode('ascii', 'replace')!r}", fatal=True)
        action(path)

    def _fail(self, message: str) -> None:
        text = message.encode("utf-8", "replace")
        self._stream.write(_REQUEST.pack(b"FAIL", len(text)) + text)

    # What is there

    def _stat_v1(self, path: str) -> None:
        try:
            found = self._files.lstat(path)
        except OSError:
            self._stream.write(_STAT_V1.pack(b"STAT", 0, 0, 0))
            return
        size = min(found.size, 0xFFFFFFFF)
        self._stream.write(_STAT_V1.pack(b"STAT", found.mode, size, _seconds(found.mtime_ns)))

    def _stat_v2(self, name: bytes, path: str) -> None:
        try:
            found = self._files.stat(path) if name == b"STA2" else self._files.lstat(path)
        except OSError as error:
            code = error.errno or errno.EIO
            self._stream.write(_STAT_V2.pack(name, code, *(0,) * 10))
            return
        self._stream.write(_STAT_V2.pack(name, 0, *_facts(found)))

    def _entries(self, path: str) -> list[tuple[bytes, Stat]]:
        """The entries of a directory; none if it cannot be listed, as adbd has it."""
        try:
            names = [".", "..", *self._files.listdir(path)]
        except OSError:
            return []
        entries = []
        for name in names:
            try:
                found = self._files.lstat(f"{path.rstrip('/')}/{name}")
            except OSError:
                continue  # removed meanwhile
            entries.append((name.encode("utf-8", "surrogateescape"), found))
        return entries

    def _list_v1(self, path: str) -> None:
        for name, found in self._entries(path):
            size = min(found.size, 0xFFFFFFFF)
            mtime = _seconds(found.mtime_ns)
            header = _DENT_V1.pack(b"DENT", found.mode, size, mtime, len(name))
            self._stream.write(header + name)
        self._stream.write(_DENT_V1.pack(b"DONE", 0, 0, 0, 0))

    def _list_v2(self, path: str) -> None:
        for name, found in self._entries(path):
            self._stream.write(_DENT_V2.pack(b"DNT2", 0, *_facts(found), len(name)) + name)
        self._stream.write(_DENT_V2.pack(b"DONE", *(0,) * 12))

    # To the phone

    def _send_v1(self, text: str) -> None:
        path, comma, mode = text.rpartition(",")
        if not comma or not mode.isdecimal() or len(mode) > 10:
            raise SyncError("missing or bad mode in SEND request", fatal=True)
        self._take_file(path, int(mode))

    def _send_v2(self, path: str) -> None:
        name, mode, flags = _MODE_FLAGS.unpack(self._stream.read_exactly(_MODE_FLAGS.size))
        if name != b"SND2":
            raise SyncError("SND2 without its second part", fatal=True)
        if flags:
            raise SyncError(f"flags {flags:#x} were not advertised", fatal=True)
        self._take_file(path, mode)

    def _take_file(self, path: str, mode: int) -> None:
        """Write what follows to `path`. After a failure the rest is read over, as adbd does."""
        self._done = False
        try:
            self._write_file(path, mode)
        except OSError as error:
            if isinstance(error, StreamClosed):
                raise
            self._fail(f"couldn't create file: {error.strerror or error}")
            while not self._done:
                self._chunk()
            return
        self._stream.write(_REQUEST.pack(b"OKAY", 0))

    def _write_file(self, path: str, mode: int) -> None:
        if stat.S_ISLNK(mode):
            raise PermissionError(errno.EPERM, "links are not made by push")
        if not path.startswith("/"):
            path = f"/{path}"
        self._files.mkdirs(str(PurePosixPath(path).parent))
        whole = False
        with self._files.open(path, "wb") as target:
            try:
                while (chunk := self._chunk()) is not None:
                    target.write(chunk)
                whole = True
            finally:
                if not whole:
                    self._discard(path)
        self._files.chmod(path, mode & 0o777)
        if self._mtime:
            self._files.utime(path, self._mtime)
        self._changed(path)

    def _chunk(self) -> bytes | None:
        """The next DATA of a SEND; None at its DONE, which brings the file's time."""
        name, number = _REQUEST.unpack(self._stream.read_exactly(_REQUEST.size))
        if name == b"DONE":
            self._done, self._mtime = True, number
            return None
        if name != b"DATA":
            raise SyncError("invalid data message", fatal=True)
        if number > DATA_BYTES:
            raise SyncError("oversize data message", fatal=True)
        return self._stream.read_exactly(number)

    def _discard(self, path: str) -> None:
        with contextlib.suppress(OSError):
            self._files.remove(path)

    # From the phone

    def _receive_v2(self, path: str) -> None:
        name, flags = _FLAGS.unpack(self._stream.read_exactly(_FLAGS.size))
        if name != b"RCV2":
            raise SyncError("RCV2 without its second part", fatal=True)
        if flags:
            raise SyncError(f"flags {flags:#x} were not advertised", fatal=True)
        self._receive(path)

    def _receive(self, path: str) -> None:
        with self._files.open(path, "rb") as source:
            while data := source.read(DATA_BYTES):
                self._stream.write(_REQUEST.pack(b"DATA", len(data)) + data)
        self._stream.write(_REQUEST.pack(b"DONE", 0))


def _seconds(moment_ns: int) -> int:
    """Whole seconds in 1..2**32-1: adbutils takes 0 for a missing file."""
    return min(max(moment_ns // 1_000_000_000, 1), 0xFFFFFFFF)


def _facts(found: Stat) -> tuple[int, ...]:
    """The fields that STA2 and DNT2 share, after the error number."""
    times = (_seconds(found.atime_ns), _seconds(found.mtime_ns), _seconds(found.ctime_ns))
    return (found.dev, found.ino, found.mode, found.nlink, found.uid, found.gid, found.size, *times)
