"""sqlite3 over the phone's own databases."""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

from devices.phone.shell.call import Call, command
from devices.phone.shell.errors import ShellError, Usage
from devices.phone.shell.streams import decode

STATEMENT_S = 30.0
"""A statement is interrupted after this; honest ones on a phone's tables take milliseconds."""
SCRIPT_BYTES = 16 << 20
PAGES = 64 << 10
"""The most pages (of 4 KB) that a database may grow to: 256 MB."""
_DENIED = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH}
_SAFE_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list",
    "user_version", "schema_version", "integrity_check", "quick_check", "foreign_keys", "encoding",
    "journal_mode", "page_size", "page_count", "database_list", "synchronous", "cache_size",
    "wal_checkpoint", "auto_vacuum", "application_id", "freelist_count", "locking_mode",
    "busy_timeout", "compile_options", "collation_list", "case_sensitive_like",
    "recursive_triggers",
}  # fmt: skip
"""Pragmas that name no file of the host."""


@command("sqlite3")
def sqlite3_(call: Call) -> int:
    words = list(call.args)
    style, header = _Style(), False
    while words and words[0].startswith("-"):
        word = words.pop(0).lstrip("-")
        if word == "separator":
            style.separator = words.pop(0) if words else "|"
        elif word in {"csv", "line", "list", "column", "json"}:
            style.mode = word
        elif word in {"header", "noheader"}:
            header = word == "header"
        elif word in {"cmd", "init", "nullvalue"}:
            value = words.pop(0) if words else ""
            style.null = value if word == "nullvalue" else style.null
        elif word == "version":
            call.out(sqlite3.sqlite_version)
            return 0
    style.header = header
    path = words.pop(0) if words else ":memory:"
    script = "\n".join(words) if words else decode(call.stdin.rest(SCRIPT_BYTES))
    script = script.encode("utf-8", "replace").decode()  # what is no text is none to SQLite
    try:
        with closing(_open(call, path)) as db:
            return _run(call, db, script, style)
    except sqlite3.Error as error:
        call.raw_error(f"Error: {error}")
        return 1


class _Style:
    """How rows are printed."""

    def __init__(self) -> None:
        self.mode = "list"
        self.separator = "|"
        self.header = False
        self.null = ""


def _open(call: Call, path: str) -> sqlite3.Connection:
    if path in {":memory:", ""}:
        db = sqlite3.connect(":memory:", isolation_level=None)
    else:
        real = call.files.resolve(path, call.cwd)
        if real.is_dir():
            raise Usage(f'unable to open database "{path}": unable to open database file')
        if not real.parent.is_dir():
            raise Usage(f'unable to open database "{path}": unable to open database file')
        # Any name is a plain file name here: never a URI with options of its own.
        db = sqlite3.connect(os.fsencode(real), isolation_level=None, timeout=5.0, uri=False)
    db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        db.execute(f"PRAGMA max_page_count={PAGES}")
    except sqlite3.Error:
        db.close()
        raise
    db.set_authorizer(_authorize)
    deadline = time.monotonic() + STATEMENT_S
    cancelled = call.env.budget.cancelled
    db.set_progress_handler(lambda: int(cancelled.is_set() or time.monotonic() > deadline), 20_000)
    return db


def _authorize(
    action: int, first: str | None, second: str | None, _db: str | None, _by: str | None
) -> int:
    if action in _DENIED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in _SAFE_PRAGMAS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in {
        "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
    }:  # fmt: skip
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _run(call: Call, db: sqlite3.Connection, script: str, style: _Style) -> int:
    for statement in _statements(script):
        call.env.budget.step()
        if statement.startswith("."):
            if not _dot(call, db, statement, style):
                return 0
            continue
        cursor = db.execute(statement)
        columns = [column[0] for column in cursor.description or ()]
        if style.header and columns and style.mode in {"list", "csv"}:
            call.out(("," if style.mode == "csv" else style.separator).join(columns))
        for row in cursor:
            _print(call, columns, row, style)
    return 0


def _statements(script: str) -> Iterator[str]:
    """SQL statements and dot commands, one after another."""
    held = ""
    for line in script.split("\n"):
        if not held.strip() and line.strip().startswith("."):
            yield line.strip()
            continue
        held += line + "\n"
        if ";" not in line:
            continue
        while (end := _complete(held)) > 0:
            statement, held = held[:end].strip(), held[end:]
            if statement.strip("; \n"):
                yield statement
    if held.strip("; \n"):
        yield held.strip()


def _complete(text: str) -> int:
    """The length of the first whole statement in `text`, 0 if there is none."""
    position = text.find(";")
    tries = 0
    while position >= 0 and tries < 10_000:
        if sqlite3.complete_statement(text[: position + 1]):
            return position + 1
        position = text.find(";", position + 1)
        tries += 1
    return 0


def _text(value: object, style: _Style) -> str:
    if value is None:
        return style.null
    if isinstance(value, bytes):
        return decode(value)
    return repr(value) if isinstance(value, float) else str(value)


def _print(call: Call, columns: list[str], row: tuple[object, ...], style: _Style) -> None:
    texts = [_text(value, style) for value in row]
    if style.mode == "line":
        width = max((len(name) for name in columns), default=0)
        for name, text in zip(columns, texts, strict=True):
            call.out(f"{name:>{width}} = {text}")
        call.out("")
    elif style.mode == "csv":
        quoted = ['"' + t.replace('"', '""') + '"' if re.search(r'[",\s]', t) else t for t in texts]
        call.out(",".join(quoted))
    elif style.mode == "column":
        call.out("  ".join(texts))
    else:
        call.out(style.separator.join(texts))


def _dot(  # noqa: C901 - one arm for each command
    call: Call, db: sqlite3.Connection, line: str, style: _Style
) -> bool:
    """One dot command; False to leave."""
    verb, *rest = line.split()
    if verb in {".quit", ".exit"}:
        return False
    listing = (
        "SELECT name, sql FROM sqlite_master WHERE type IN ({}) AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )
    if verb == ".tables":
        names = [name for name, _sql in db.execute(listing.format("'table','view'"))]
        if names:
            call.out("  ".join(names))
    elif verb in {".schema", ".fullschema"}:
        wanted = rest[0] if rest else ""
        for name, sql in db.execute(listing.format("'table','view','index','trigger'")):
            if sql and wanted in {"", name}:
                call.out(f"{sql};")
    elif verb in {".header", ".headers"}:
        style.header = rest[:1] == ["on"]
    elif verb == ".mode" and rest:
        style.mode = rest[0]
    elif verb == ".separator" and rest:
        style.separator = rest[0].strip("'\"")
    elif verb == ".nullvalue" and rest:
        style.null = rest[0]
    elif verb == ".dump":
        for text in db.iterdump():
            call.out(text)
    elif verb in {".databases", ".timeout", ".bail", ".echo", ".width", ".changes"}:
        return True
    else:
        raise ShellError(f'Error: unknown command or invalid arguments:  "{verb[1:]}"')
    return True
