"""Records that come one by one: each a line of JSON, on disk before the next begins."""

from contextlib import closing
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import StorageError
from agent.trajectory.appending import AppendOnly

__all__ = ["Lines"]

Record = TypeVar("Record", bound=BaseModel)


class Lines(Generic[Record]):
    """The file ``path``, which need not be there, of records of one ``kind``."""

    def __init__(self, path: Path, kind: type[Record]) -> None:
        self._path = path
        self._kind = kind

    def add(self, record: Record) -> None:
        """It is on disk when this returns. Raises ``StorageError``; what was there stays whole."""
        try:
            with closing(AppendOnly(self._path)) as file:
                # A killed writer left a torn line: what follows begins on a line of its own.
                file.mend()
                file.append(record.model_dump_json().encode() + b"\n")
                file.sync()
        except OSError as error:
            raise StorageError(
                f"{self._path} cannot be written: {error.strerror}; what was kept before is whole",
                hint="make room, then go on with --resume",
            ) from error

    def read(self) -> list[Record]:
        """In the order in which they came; a torn last line is no line.

        Raises ``StorageError`` for a broken line elsewhere.
        """
        if not self._path.exists():
            return []
        whole, _, _torn = self._path.read_bytes().rpartition(b"\n")
        try:
            return [self._kind.model_validate_json(line) for line in whole.splitlines()]
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"]
            raise StorageError(f"{self._path} is broken: {why}", hint="mend it") from error
