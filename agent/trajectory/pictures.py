"""The pictures of an episode: lossless, each distinct one once, many to a stream.

    screens/
      index.jsonl     a picture a line: name, file, offset, width, height, order
      0001.zst        Zstandard: the pixels of up to ``SEGMENT`` pictures, one after another
      0002.zst

To read one without this program: ``zstd -d FILE``, skip ``offset`` bytes, and take ``width * height
* 4``: four bytes a pixel in the ``order`` of the index, the fourth without meaning, rows from the
top, nothing between them. A stream that has no end (its writer was killed) is good up to the last
picture in the index. ``name`` is the picture's checksum, ``Frame.digest``: XXH3-128 of
"WIDTHxHEIGHT ORDER" and the bytes. What a picture has in common with those before it in its stream
costs next to nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import TrajectoryCorrupt
from agent.trajectory.appending import AppendOnly
from agent.types import Frame, Size

__all__ = ["INDEX", "SEGMENT", "PictureRecord", "PictureWriter", "read_picture"]

INDEX = "index.jsonl"
SEGMENT = 16
"""Pictures in a stream: one is found by decoding those before it (5 ms each at 1080x2400)."""
_LEVEL = 2
"""Of Zstandard: 8-16 ms and 36-59 kB a screen of the built-in phone (bench/recording.py)."""
_WINDOW = 26
"""How far back, as a power of two, a picture may lean on others: 64 MiB, six phone screens."""
_SIDE = 1 << 15
_PIXELS = 1 << 26
"""No screen is larger; what says so is no recording of ours."""


class PictureRecord(BaseModel):
    """A line of ``screens/index.jsonl``. ``offset``: bytes of the decoded stream before it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    file: str = Field(pattern=r"^\d{4,}\.zst$")
    offset: int = Field(ge=0, le=SEGMENT * _PIXELS * 4)
    width: int = Field(ge=1, le=_SIDE)
    height: int = Field(ge=1, le=_SIDE)
    order: Literal["RGBA", "BGRA"] = "RGBA"


class PictureWriter:
    """Adds pictures to ``folder``, which may hold some. For one thread; raises ``OSError``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = AppendOnly(folder / INDEX)
        self._segment: _Segment | None = None
        try:
            self._index.mend()
            self._known = {picture.name for picture in _index(folder)}
        except BaseException:
            self._index.close()
            raise

    def add(self, frame: Frame) -> str:
        """The name of ``frame``, which is on disk when this returns."""
        name = frame.digest
        if name in self._known:
            return name
        segment = self._segment
        if segment is None or segment.is_full:
            segment = self._next()
        try:
            offset = segment.append(frame)
            width, height = frame.size
            line = PictureRecord(
                name=name,
                file=segment.name,
                offset=offset,
                width=width,
                height=height,
                order=frame.order,
            )
            self._index.append(line.model_dump_json().encode() + b"\n")
            self._index.sync()
        except OSError:
            # The stream has seen what its file does not hold: nothing can follow in it.
            segment.close()
            self._segment = None
            raise
        self._known.add(name)
        return name

    def close(self) -> None:
        """End the stream. Idempotent."""
        try:
            if self._segment is not None:
                self._segment.end()
        finally:
            self._segment = None
            self._index.close()

    def _next(self) -> "_Segment":
        if self._segment is not None:
            self._segment.end()
        last = max((int(file.stem) for file in self._folder.glob("[0-9]*.zst")), default=0)
        self._segment = _Segment(self._folder / f"{last + 1:04}.zst")
        return self._segment


class _Segment:
    def __init__(self, path: Path) -> None:
        import zstandard

        self.name = path.name
        self._file = AppendOnly(path)
        settings = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=_WINDOW)
        self._stream = zstandard.ZstdCompressor(compression_params=settings).compressobj()
        self._flush: int = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        self._pictures = 0
        self._offset = 0

    @property
    def is_full(self) -> bool:
        return self._pictures >= SEGMENT

    def append(self, frame: Frame) -> int:
        """Where ``frame`` begins in the decoded stream, in bytes."""
        packed = self._stream.compress(frame.data) + self._stream.flush(self._flush)
        self._file.append(packed)
        self._file.sync()
        offset = self._offset
        self._offset += len(frame.data)
        self._pictures += 1
        return offset

    def end(self) -> None:
        try:
            self._file.append(self._stream.flush())
        finally:
            self.close()

    def close(self) -> None:
        self._file.close()


def read_picture(folder: Path, name: str) -> Frame:
    """The picture ``name`` of ``screens/``.

    Raises ``TrajectoryCorrupt`` when it is missing, torn or changed.
    """
    record = next(_index(folder, name), None)
    if record is None or record.width * record.height > _PIXELS:
        raise _corrupt(folder / INDEX, f"there is no picture {name}")
    size = Size(record.width, record.height)
    frame = Frame(size, _decode(folder / record.file, record), record.order)
    if frame.digest != name:
        raise _corrupt(folder / record.file, f"picture {name} is not what was stored")
    return frame


def _decode(file: Path, record: PictureRecord) -> bytes:
    import zstandard

    wanted = record.width * record.height * 4
    codec = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW)
    data = bytearray()
    try:
        with (
            file.open("rb") as packed,
            codec.stream_reader(cast("IO[bytes]", _Ended(packed))) as stream,
        ):
            stream.seek(record.offset)
            while len(data) < wanted and (piece := stream.read(wanted - len(data))):
                data += piece
    except (OSError, zstandard.ZstdError) as error:
        raise _corrupt(file, f"no readable picture: {error}") from error
    if len(data) < wanted:
        raise _corrupt(file, f"picture {record.name} is torn")
    return bytes(data)


class _Ended:
    """A stream, and the empty last block that one which still grows, or was killed, does not have.

    At an end without it the decoder keeps what it has decoded last to itself. RFC 8878, 3.1.1.2.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if piece or self._is_over:
            return piece
        self._is_over = True
        return b"\x01\x00\x00"


def _index(folder: Path, name: str = "") -> Iterator[PictureRecord]:
    """The pictures in ``folder``, or the one called ``name``."""
    file = folder / INDEX
    if not file.exists():
        return
    # The last line may be torn: its writer was killed within it.
    for number, line in enumerate(file.read_bytes().split(b"\n")[:-1], start=1):
        if name.encode() not in line:
            continue
        try:
            picture = PictureRecord.model_validate_json(line)
        except ValidationError as error:
            raise _corrupt(file, f"line {number}: {error}") from error
        if name in {"", picture.name}:
            yield picture


def _corrupt(file: Path, why: str) -> TrajectoryCorrupt:
    return TrajectoryCorrupt(f"{file}: {why}", hint="the rest of the recording is usable")
