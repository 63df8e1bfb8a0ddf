"""One recorded run as one file, ``NAME.trace.zip``, and back.

A pack comes from anybody, so nothing in it is believed: ``unpack`` checks every name, kind and size
in the archive's directory before it writes a byte, and counts what it writes. What is refused:
names that lead out of the folder or differ only in case, links and devices, encryption, methods
other than stored and deflated, and more files or bytes than any recording has.
"""

import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

from agent.errors import StorageError, TrajectoryCorrupt
from agent.trajectory.reader import RunFolder, open_run

__all__ = ["SUFFIX", "pack", "unpack"]

SUFFIX = ".trace.zip"

_FILES = 100_000
_TOTAL = 4 << 30
_LARGEST = 1 << 30
_RATIO = 200
"""Bytes out of one byte in. Deflate's own bound is 1032; steps reach 40, and pictures 1."""
_SMALL = 1 << 20
"""Bytes up to which a file may be as dense as it likes."""
_DEPTH, _NAME = 8, 255
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest moment that a zip can name: the same run always packs into the same bytes."""
_PACKED_ALREADY = {".png", ".webp", ".jpg", ".zst", ".xz", ".gz", ".zip"}
_OURS = ("run.json", "log.jsonl", "episodes")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
"""What Windows refuses in a name, and what a terminal takes as an order."""


def pack(run: RunFolder, file: Path) -> Path:
    """Write the run into ``file``, in one move. Raises ``StorageError``."""
    part = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for path in sorted(_files(run.path)):
                entry = zipfile.ZipInfo(path.relative_to(run.path).as_posix(), _EPOCH)
                dense = path.suffix in _PACKED_ALREADY
                entry.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, path.read_bytes())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):  # what was wrong first is what counts
            part.unlink()
        raise StorageError(
            f"{file} cannot be written: {error.strerror or error}", hint="name another file"
        ) from error
    return file


def unpack(file: Path, folder: Path) -> RunFolder:
    """The run in ``file``, laid out in ``folder``, which is empty.

    Raises ``TrajectoryCorrupt`` for what is no pack, or is one that means harm.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = _checked(archive.infolist(), file.stat().st_size)
            for entry, path in entries:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source, target.open("xb") as copy:
                    _copy(source, copy, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refused(f"{file} is no pack that can be read: {error}") from error
    except TrajectoryCorrupt as error:
        raise _refused(f"{file} is refused: {error}") from error
    except OSError as error:
        raise StorageError(
            f"{file} cannot be unpacked: {error.strerror or error}", hint="see the path"
        ) from error
    return open_run(folder)


def _files(run: Path) -> Iterator[Path]:
    for name in _OURS:
        top = run / name
        for path in [top, *top.rglob("*")]:
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path


def _checked(
    entries: Iterable[zipfile.ZipInfo], size: int
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """The files with the paths they may have, of an archive of ``size`` bytes.

    Raises ``TrajectoryCorrupt``.
    """
    found: dict[str, tuple[zipfile.ZipInfo, PurePosixPath]] = {}
    total = packed = 0
    for number, entry in enumerate(entries, 1):
        if number > _FILES:
            raise TrajectoryCorrupt(f"it holds more than {_FILES} files")
        if entry.is_dir() and entry.file_size == 0:
            continue
        path = _path(entry)
        _check_kind(entry)
        packed += entry.compress_size
        if packed > size:
            raise TrajectoryCorrupt("its files share bytes")
        total += entry.file_size
        if total > _TOTAL:
            raise TrajectoryCorrupt(f"it would take more than {_TOTAL >> 30} GiB")
        key = str(path).casefold()
        if key in found:
            raise TrajectoryCorrupt(f"it holds {str(path)!r} twice")
        found[key] = (entry, path)
    for key in found:
        if any(str(parent) in found for parent in PurePosixPath(key).parents):
            raise TrajectoryCorrupt(f"{key!r} lies inside of a file")
    return list(found.values())


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    # ``filename`` has been cut at a NUL and had its backslashes turned: look at what was written.
    name = entry.orig_filename
    parts = name.split("/")
    wrong = (
        _FORBIDDEN.search(name)
        or name != entry.filename
        or len(parts) > _DEPTH
        or any(part in {"", ".", ".."} or part.endswith((" ", ".")) for part in parts)
        or any(len(os.fsencode(part)) > _NAME for part in parts)
    )
    if wrong:
        raise TrajectoryCorrupt(f"the name {name[:200]!r} is none that a recording has")
    return PurePosixPath(name)


def _check_kind(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise TrajectoryCorrupt(f"{entry.filename!r} is a link or a device, not a file")
    if entry.flag_bits & 0x1:
        raise TrajectoryCorrupt(f"{entry.filename!r} is encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise TrajectoryCorrupt(f"{entry.filename!r} is compressed by an unusual method")
    if entry.file_size > _LARGEST:
        raise TrajectoryCorrupt(f"{entry.filename!r} has {entry.file_size} bytes")
    if entry.file_size > max(_SMALL, _RATIO * entry.compress_size):
        raise TrajectoryCorrupt(
            f"{entry.filename!r} would grow from {entry.compress_size} to {entry.file_size} bytes"
        )


def _copy(source: IO[bytes], copy: IO[bytes], entry: zipfile.ZipInfo) -> None:
    left = entry.file_size
    while piece := source.read(1 << 20):
        left -= len(piece)
        if left < 0:
            raise TrajectoryCorrupt(f"{entry.filename!r} is longer than it says")
        copy.write(piece)
    if left:
        raise TrajectoryCorrupt(f"{entry.filename!r} is shorter than it says")


def _refused(message: str) -> TrajectoryCorrupt:
    return TrajectoryCorrupt(message, hint="agent view FILE --pack writes packs; do not trust this")
