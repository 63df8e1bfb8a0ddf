"""One of the phone's SQLite files, opened anew for every operation.

Clients push, delete, replace and edit these files at any time (`sqlite3`, `pm clear`, sync), so no
connection outlives an operation, the journal mode is DELETE (a lone file is the whole truth), and
a missing or ruined file is made again, as Android's own open helper does.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from devices.phone.state.changes import Changes

__all__ = ["Database", "DatabaseOutsideError"]

_BUSY_S = 2.0


class DatabaseOutsideError(OSError):
    """The file is a link that leads out of the phone's disk; it is not followed."""


class Database:
    """A database at a path of the phone.

    Args:
        root: the phone's disk on the host; the phone's "/" is this folder.
        path: absolute path on the phone, such as "/data/data/x/databases/y.db".
        schema: one script of `CREATE ... IF NOT EXISTS` statements.
        table: a table that the schema makes; where it is missing the schema is run again.
        fill: called once with the open connection of a database that was just made.
    """

    def __init__(
        self,
        root: Path,
        path: str,
        schema: str,
        table: str,
        fill: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        self.root = root
        self.file = root / path.lstrip("/")
        self.changes = Changes()
        self._schema = schema
        self._table = table
        self._fill = fill

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction: committed at the end, rolled back on an error.

        Raises:
            DatabaseOutsideError: the path leads out of the phone's disk.
            sqlite3.Error: the tables are not as this app's are, or another client holds the lock.
        """
        with closing(self._connect()) as connection, connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """As `open`, and tells the watchers afterwards."""
        with self.open() as connection:
            yield connection
        self.changes.touch()

    def stamp(self) -> Hashable:
        """A value that differs once the file has changed, whoever changed it."""
        try:
            status = self.file.stat()
        except OSError:
            return (self.changes.count, 0, 0, 0)
        return (self.changes.count, status.st_ino, status.st_mtime_ns, status.st_size)

    def _connect(self) -> sqlite3.Connection:
        self._stay_inside()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._prepare()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Not a database at all. Android's DefaultDatabaseErrorHandler deletes it, too.
            self.file.unlink(missing_ok=True)
            return self._prepare()

    def _stay_inside(self) -> None:
        if not self.file.resolve().is_relative_to(self.root.resolve()):
            raise DatabaseOutsideError(f"{self.file.name} is a link out of the phone's disk")

    def _prepare(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=_BUSY_S)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=OFF")
            known = connection.execute(
                "SELECT count(*), sum(name = ?) FROM sqlite_master WHERE type = 'table'",
                (self._table,),
            ).fetchone()
            if not known[1]:
                # In one transaction: each would otherwise write a journal of its own.
                connection.executescript(f"BEGIN;{self._schema};COMMIT;")
                if known[0] == 0 and self._fill is not None:
                    self._fill(connection)
                    connection.commit()
        except sqlite3.Error:
            connection.close()
            raise
        return connection
