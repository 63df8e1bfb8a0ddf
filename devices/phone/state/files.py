"""The phone's disk: Android paths over one folder of the host, and no way out of that folder.

Paths are walked component by component here, never by the host's kernel: links are read and
followed by us, absolute targets start again at the *virtual* root, and what is finally opened is
opened with O_NOFOLLOW. A link made by the phone is stored with a text that no kernel can follow
(`_LINK_PREFIX`), so that even a race between the walk and the open ends in an error, not outside.

Shared storage is one folder, ``<root>/data/media/0``, mounted at all the names Android gives it.
Failures are `OSError` with the errno that Linux would give and the virtual path as `filename`.
"""

import errno
import io
import os
import shutil
import stat
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

from devices.phone.state.devnodes import BOOT_ID, CHARACTER_DEVICES, TEXT_NODES, open_device
from devices.phone.state.layout import (
    MOUNTS,
    SHARED,
    STANDARD_FOLDERS,
    StampedFile,
    Stat,
    owner,
)

__all__ = ["FileRoot", "Stat"]

PATH_MAX = 4096
NAME_MAX = 255
LINKS_MAX = 40
"""PATH_MAX, NAME_MAX and the ELOOP bound of Linux."""
_LINK_PREFIX = "/dev/null/"
"""Never a directory on any kernel, so the stored link text leads nowhere on the host."""

Mode = Literal["rb", "wb", "ab", "xb", "r+b"]
_FLAGS: dict[str, int] = {
    "rb": os.O_RDONLY,
    "wb": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    "ab": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
    "xb": os.O_WRONLY | os.O_CREAT | os.O_EXCL,
    "r+b": os.O_RDWR,
}
_ALWAYS = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
)  # fmt: skip


def _fail(code: int, path: str) -> OSError:
    return OSError(code, os.strerror(code), path)


def _components(path: str, cwd: str) -> deque[str]:
    if not path:
        raise _fail(errno.ENOENT, path)
    if "\0" in path:
        raise _fail(errno.EINVAL, path.replace("\0", "?"))
    if len(path) > PATH_MAX:
        raise _fail(errno.ENAMETOOLONG, path[:80] + "...")
    parts = (path if path.startswith("/") else f"{cwd}/{path}").split("/")
    if any(len(os.fsencode(part)) > NAME_MAX for part in parts):
        raise _fail(errno.ENAMETOOLONG, path)
    return deque(parts)


def _under(parts: tuple[str, ...], prefix: tuple[str, ...]) -> bool:
    return parts[: len(prefix)] == prefix


class FileRoot:
    """Virtual Android paths over the folder `root`. Thread-safe; `now` stamps what is written."""

    def __init__(self, root: Path, *, now: Callable[[], float] = time.time) -> None:
        self.root = root
        self._now = now
        self._lock = threading.RLock()
        self.new_boot()
        self.prepare()

    def new_boot(self) -> None:
        """The phone starts: what the kernel tells of this boot is drawn anew."""
        self._nodes = {**TEXT_NODES, BOOT_ID: f"{uuid.uuid4()}\n"}

    def prepare(self) -> None:
        """Make the folders that every phone has. Call again after the root was emptied."""
        for folder in STANDARD_FOLDERS:
            self._host(tuple(PurePosixPath(folder).parts[1:])).mkdir(parents=True, exist_ok=True)

    # Names

    def _host(self, parts: tuple[str, ...]) -> Path:
        for mount in MOUNTS:
            if _under(parts, mount):
                return self.root.joinpath(*SHARED, *parts[len(mount) :])
        return self.root.joinpath(*parts)

    def _walk(self, path: str, cwd: str, *, follow: bool) -> tuple[str, ...]:
        """The link-free components of `path`. Only the last one may be missing."""
        pending = _components(path, cwd)
        done: tuple[str, ...] = ()
        links = 0
        while pending:
            name = pending.popleft()
            if name in {"", "."}:
                continue
            if name == "..":
                done = done[:-1]
                continue
            kind = self._kind((*done, name))
            if kind is None:
                if any(rest not in {"", "."} for rest in pending):
                    raise _fail(errno.ENOENT, path)
            elif stat.S_ISLNK(kind) and (follow or pending):
                links += 1
                if links > LINKS_MAX:
                    raise _fail(errno.ELOOP, path)
                target = self._link_text((*done, name))
                pending.extendleft(reversed(target.split("/")))
                done = () if target.startswith("/") else done
                continue
            elif pending and not stat.S_ISDIR(kind):
                raise _fail(errno.ENOTDIR, path)
            done = (*done, name)
        return done

    def _kind(self, parts: tuple[str, ...]) -> int | None:
        virtual = "/" + "/".join(parts)
        if virtual in CHARACTER_DEVICES:
            return stat.S_IFCHR
        if virtual in self._nodes:
            return stat.S_IFREG
        if parts[0] in {"dev", "proc"}:
            return stat.S_IFDIR if self._below(virtual) else None
        try:
            return self._host(parts).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _below(self, virtual: str) -> set[str]:
        """The names in a directory of /dev or /proc; none where there is no such directory."""
        folder, nodes = f"{virtual}/", (*CHARACTER_DEVICES, *self._nodes)
        return {node[len(folder) :].split("/")[0] for node in nodes if node.startswith(folder)}

    def _link_text(self, parts: tuple[str, ...]) -> str:
        # Path.readlink would fold the double slash that tells an absolute target.
        return os.readlink(self._host(parts)).removeprefix(_LINK_PREFIX) or "/"  # noqa: PTH115

    def realpath(self, path: str, cwd: str = "/", *, follow: bool = True) -> str:
        """`path` made absolute, without links and dots; its last part need not exist."""
        parts = self._walk(path, cwd, follow=follow)
        if parts[:1] == ("sdcard",) or parts[:2] == ("mnt", "sdcard"):
            parts = ("storage", "emulated", "0", *parts[parts.index("sdcard") + 1 :])
        elif _under(parts, ("storage", "self", "primary")):
            parts = ("storage", "emulated", "0", *parts[3:])
        return "/" + "/".join(parts)

    def resolve(self, path: str, cwd: str = "/", *, follow: bool = True) -> Path:
        """The host's path of an ordinary file or directory; the last part need not exist.

        For code that insists on a real name (sqlite3). Links are already followed in it.
        Raises PermissionError for the nodes of /dev and /proc, which exist only in `open`.
        """
        return self._real(self._walk(path, cwd, follow=follow), path)

    def _real(self, parts: tuple[str, ...], path: str) -> Path:
        if parts and parts[0] in {"dev", "proc"}:
            raise _fail(errno.EACCES, path)
        return self._host(parts)

    def _own(self, path: str, cwd: str) -> Path:
        """The host's path of what may be removed or moved: no mount, nor a parent of one."""
        parts = self._walk(path, cwd, follow=False)
        if any(parts == mount[: len(parts)] for mount in (SHARED, *MOUNTS)):
            raise _fail(errno.EBUSY, path)
        return self._real(parts, path)

    # Reading

    def open(self, path: str, mode: Mode = "rb", cwd: str = "/") -> BinaryIO:
        """Open a file in binary. Parents are not made (`mkdirs` does that)."""
        with self._lock:
            parts = self._walk(path, cwd, follow=True)
            virtual = "/" + "/".join(parts)
            if virtual in CHARACTER_DEVICES:
                return cast(BinaryIO, open_device(virtual))
            if virtual in self._nodes and mode == "rb":
                return io.BytesIO(self._nodes[virtual].encode())
            if mode == "rb":
                self._stat(parts, path)
            try:
                fd = os.open(self._real(parts, path), _FLAGS[mode] | _ALWAYS, 0o644)
            except OSError as error:
                raise _fail(error.errno or errno.EIO, path) from None
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise _fail(errno.EISDIR, path)
            if mode == "rb":
                return io.BufferedReader(io.FileIO(fd, "rb"))
            raw = StampedFile(fd, "rb+" if mode == "r+b" else "wb", self._now)
            if mode == "ab":
                raw.seek(0, os.SEEK_END)
            return io.BufferedRandom(raw) if mode == "r+b" else io.BufferedWriter(raw)
        except BaseException:
            os.close(fd)
            raise

    def listdir(self, path: str, cwd: str = "/") -> list[str]:
        """The names in a directory, sorted, without ``.`` and ``..``."""
        with self._lock:
            parts = self._walk(path, cwd, follow=True)
            virtual = "/" + "/".join(parts)
            if nodes := self._below(virtual):
                return sorted(nodes)
            try:
                names = {entry.name for entry in self._real(parts, path).iterdir()}
            except OSError as error:
                raise _fail(error.errno or errno.EIO, path) from None
        names.update(m[-1] for m in MOUNTS if m[:-1] == parts)
        if not parts:
            names.update(("dev", "proc"))
        return sorted(names)

    def stat(self, path: str, cwd: str = "/") -> Stat:
        return self._stat(self._walk(path, cwd, follow=True), path)

    def lstat(self, path: str, cwd: str = "/") -> Stat:
        return self._stat(self._walk(path, cwd, follow=False), path)

    def _stat(self, parts: tuple[str, ...], path: str) -> Stat:
        if parts and parts[0] in {"dev", "proc"}:
            kind = self._kind(parts)
            if kind is None:
                raise _fail(errno.ENOENT, path)
            permissions = {stat.S_IFDIR: 0o755, stat.S_IFCHR: 0o666}.get(kind, 0o444)
            moment = int(self._now() * 1e9)
            return Stat(kind | permissions, 0, moment, moment, moment, 1, 1, 1, 0, 0)
        try:
            found = self._host(parts).lstat()
        except OSError as error:
            raise _fail(error.errno or errno.EIO, path) from None
        size = len(self._link_text(parts)) if stat.S_ISLNK(found.st_mode) else found.st_size
        uid, gid = owner(parts)
        return Stat(
            found.st_mode, size, found.st_mtime_ns, found.st_atime_ns, found.st_ctime_ns,
            found.st_ino, found.st_nlink, found.st_dev, uid, gid,
        )  # fmt: skip

    def exists(self, path: str, cwd: str = "/") -> bool:
        return self._test(path, cwd, lambda _found: True)

    def is_dir(self, path: str, cwd: str = "/") -> bool:
        return self._test(path, cwd, lambda found: found.is_dir)

    def is_file(self, path: str, cwd: str = "/") -> bool:
        return self._test(path, cwd, lambda found: found.is_file)

    def _test(self, path: str, cwd: str, ask: Callable[[Stat], bool]) -> bool:
        try:
            return ask(self.stat(path, cwd))
        except OSError:
            return False

    def readlink(self, path: str, cwd: str = "/") -> str:
        """The virtual target of a link. Raises OSError(EINVAL) if `path` is not one."""
        parts = self._walk(path, cwd, follow=False)
        if not self._stat(parts, path).is_link:
            raise _fail(errno.EINVAL, path)
        return self._link_text(parts)

    def walk(self, path: str, cwd: str = "/") -> Iterator[tuple[str, Stat]]:
        """`path` and everything below it, parents first, links not followed."""
        pending = deque([path])
        while pending:
            name = pending.popleft()
            found = self.lstat(name, cwd)
            yield name, found
            if found.is_dir:
                base = name.rstrip("/")
                pending.extendleft(f"{base}/{n}" for n in reversed(self.listdir(name, cwd)))

    # Writing

    def mkdir(self, path: str, cwd: str = "/", *, mode: int = 0o755) -> None:
        with self._lock:
            self._change(path, lambda host: host.mkdir(mode | 0o700), path.rstrip("/") or "/", cwd)

    def mkdirs(self, path: str, cwd: str = "/") -> None:
        """Make `path` and the parents it lacks; a directory that is there already is no error."""
        whole = path if path.startswith("/") else f"{cwd}/{path}"
        if len(whole) > PATH_MAX:
            raise _fail(errno.ENAMETOOLONG, whole[:80] + "...")
        made = ""
        with self._lock:
            for name in whole.split("/"):
                made = f"{made}/{name}" if name else made
                if not self.exists(made or "/"):
                    self.mkdir(made)
            if not self.is_dir(made or "/"):
                raise _fail(errno.ENOTDIR if self.exists(made) else errno.ENOENT, path)

    def _change(self, path: str, change: Callable[[Path], object], name: str, cwd: str) -> None:
        host = self._real(self._walk(name, cwd, follow=False), path)
        try:
            change(host)
        except OSError as error:
            raise _fail(error.errno or errno.EIO, path) from None
        except ValueError:
            raise _fail(errno.EINVAL, path) from None

    def remove(self, path: str, cwd: str = "/") -> None:
        """Remove a file or a link. Raises OSError(EISDIR) for a directory."""
        with self._lock:
            if self.lstat(path, cwd).is_dir:
                raise _fail(errno.EISDIR, path)
            self._own(path, cwd).unlink()

    def rmdir(self, path: str, cwd: str = "/") -> None:
        with self._lock:
            if not self.lstat(path, cwd).is_dir:
                raise _fail(errno.ENOTDIR, path)
            own = self._own(path, cwd)
            self._change(path, lambda _host: own.rmdir(), path, cwd)

    def rmtree(self, path: str, cwd: str = "/") -> None:
        """Remove a file, a link or a whole directory."""
        with self._lock:
            own = self._own(path, cwd)
            if not self.lstat(path, cwd).is_dir:
                own.unlink()
                return
            shutil.rmtree(own)

    def rename(self, old: str, new: str, cwd: str = "/") -> None:
        with self._lock:
            source, target = self._own(old, cwd), self._own(new, cwd)
            self.lstat(old, cwd)
            self._change(old, lambda _host: source.replace(target), old, cwd)

    def symlink(self, target: str, path: str, cwd: str = "/") -> None:
        """Make a link at `path`; `target` is a virtual path, absolute or relative to the link."""
        if not target or "\0" in target or len(target) > PATH_MAX - len(_LINK_PREFIX) - 1:
            raise _fail(errno.EINVAL, path)
        with self._lock:
            self._change(path, lambda host: host.symlink_to(_LINK_PREFIX + target), path, cwd)

    def hardlink(self, target: str, path: str, cwd: str = "/") -> None:
        with self._lock:
            source = self._own(target, cwd)
            self._change(path, lambda host: os.link(source, host), path, cwd)

    def chmod(self, path: str, mode: int, cwd: str = "/") -> None:
        """Set permission bits. The owner keeps access, as a phone's root does."""
        with self._lock:
            keep = 0o700 if self.stat(path, cwd).is_dir else 0o600
            self.resolve(path, cwd).chmod((mode & 0o1777) | keep)

    def utime(self, path: str, mtime: float, cwd: str = "/") -> None:
        """Set both times, in epoch seconds; never 0, which adbutils takes for a missing file."""
        moment = int(max(1.0, mtime) * 1e9)
        with self._lock:
            os.utime(self.resolve(path, cwd), ns=(moment, moment))
