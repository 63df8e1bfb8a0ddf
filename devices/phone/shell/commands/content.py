"""content: the providers of settings, contacts and messages. Source: AOSP's `Content.java`."""

import re
import sqlite3
from contextlib import suppress

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands import content_messages
from devices.phone.shell.errors import Usage
from devices.phone.state.contacts import UnknownContactError
from devices.phone.state.settings import NAMESPACES

ROWS = 10_000
EMPTY = frozenset({"call_log", "media", "com.android.calendar", "downloads"})
"""Providers that this phone keeps nothing in: there is nothing to find, nothing to delete."""
Row = dict[str, object]


@command("content")
def content(call: Call) -> int:
    if not call.args:
        raise Usage("usage: content [query|insert|update|delete|call|read] --uri URI ...", 1)
    verb, *rest = call.args
    given = _given(rest)
    uri = given.get("uri", [""])[0]
    if not uri.startswith("content://"):
        call.raw_error("[ERROR] Invalid URI was passed")
        return 1
    path = [part for part in uri.removeprefix("content://").split("?")[0].split("/") if part]
    try:
        if verb == "query":
            return _query(call, path, given)
        if verb in {"insert", "update", "delete"}:
            return _change(call, verb, path, given)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        # A client has put something else in the database's place.
        call.raw_error(f"Error while accessing provider:{path[0]}: {error}")
        return 1
    if verb in {"call", "read", "write", "gettype"}:
        call.out("Result: null")
        return 0
    call.raw_error(f"[ERROR] Unsupported operation: {verb}")
    return 1


def _given(words: list[str]) -> dict[str, list[str]]:
    """Option to its values, in order."""
    found: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        name = rest.pop(0)
        if not name.startswith("--"):
            raise Usage(f"[ERROR] Unsupported argument: {name}")
        if not rest:
            raise Usage(f"[ERROR] Argument expected after {name}")
        found.setdefault(name[2:], []).append(rest.pop(0))
    return found


def _query(call: Call, path: list[str], given: dict[str, list[str]]) -> int:
    rows = _rows(call, path)
    if rows is None:
        call.raw_error(f"Error while accessing provider:{path[0] if path else ''}")
        return 1
    chosen = _where(rows, given.get("where", [""])[0])
    chosen = _sorted(chosen, given.get("sort", [""])[0])[:ROWS]
    wanted = given.get("projection", [""])[0]
    columns = [name for name in wanted.split(":") if name]
    if not chosen:
        call.out("No result found.")
    for number, row in enumerate(chosen):
        names = columns or list(row)
        shown = ", ".join(f"{name}={_text(row.get(name))}" for name in names)
        call.out(f"Row: {number} {shown}")
    return 0


def _text(value: object) -> str:
    return "NULL" if value is None else str(value)


def _rows(call: Call, path: list[str]) -> list[Row] | None:
    match path:
        case ["settings", space, *key] if space in NAMESPACES:
            rows: list[Row] = [
                {"_id": number, "name": name, "value": value, "package": "android"}
                for number, (name, value) in enumerate(call.state.settings.items(space), 1)
            ]
            return [row for row in rows if not key or row["name"] == key[0]]
        case ["com.android.contacts" | "contacts", *rest]:
            return _contacts(call, rest)
        case ["sms" | "mms-sms" | "mms" as authority, *rest]:
            return content_messages.rows(call, authority, rest)
        case [authority, *_] if authority in EMPTY:
            return []
    return None


def _contacts(call: Call, rest: list[str]) -> list[Row]:
    names = {
        "phones": "phones", "people": "contacts", "contacts": "contacts", "": "contacts",
        "raw_contacts": "raw_contacts", "data": "data",
    }  # fmt: skip
    if rest[:2] == ["data", "phones"]:
        return [dict(row) for row in call.state.contacts.query("phones")]
    table = names.get(rest[0] if rest else "")
    return [dict(row) for row in call.state.contacts.query(table)] if table else []


_CONDITION = re.compile(
    r"\s*\(?\s*(\w+)\s*(=|!=|<>|LIKE|>|<)\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.+-]+))\s*\)?\s*",
    re.IGNORECASE,
)


def _where(rows: list[Row], condition: str) -> list[Row]:
    """Rows that meet ``a='b' [AND ...]``, the only conditions that clients use."""
    for part in re.split(r"\s+AND\s+", condition, flags=re.IGNORECASE) if condition.strip() else ():
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise Usage(f"Error while accessing provider: cannot read the condition {part[:200]!r}")
        name, operator, *values = match.groups()
        value = next((v for v in values if v is not None), "")
        rows = [row for row in rows if _meets(row.get(name), operator.upper(), value)]
    return rows


def _meets(found: object, operator: str, value: str) -> bool:
    text = "" if found is None else str(found)
    if operator == "=":
        return text == value
    if operator in {"!=", "<>"}:
        return text != value
    if operator == "LIKE":
        return (
            re.fullmatch(
                re.escape(value).replace("%", ".*").replace("_", "."),
                text,
                re.IGNORECASE | re.DOTALL,
            )
            is not None
        )
    try:
        return float(text) > float(value) if operator == ">" else float(text) < float(value)
    except ValueError:
        return text > value if operator == ">" else text < value


def _sorted(rows: list[Row], order: str) -> list[Row]:
    match = re.fullmatch(r"\s*(\w+)(?:\s+(ASC|DESC))?\s*", order, re.IGNORECASE)
    if match is None:
        return rows
    name = match[1]
    return sorted(
        rows,
        key=lambda row: (isinstance(row.get(name), str), row.get(name) or 0),
        reverse=(match[2] or "").upper() == "DESC",
    )


def _change(call: Call, verb: str, path: list[str], given: dict[str, list[str]]) -> int:
    match path:
        case ["settings", space, *key] if space in NAMESPACES:
            return _settings(call, verb, space, key, given)
        case ["com.android.contacts" | "contacts", *_] if verb == "delete":
            for row in _where(_contacts(call, ["contacts"]), given.get("where", [""])[0]):
                with suppress(UnknownContactError):  # somebody was quicker
                    call.state.contacts.delete(int(str(row["_id"])))
            return 0
        case ["sms" | "mms-sms" as authority, *rest]:
            return _texts(call, verb, authority, rest, given)
        case [authority, *_] if verb == "delete" and authority in EMPTY:
            return 0
    call.raw_error(
        f"Error while accessing provider:{path[0] if path else ''}: {verb} is not supported"
    )
    return 1


def _settings(
    call: Call, verb: str, space: str, key: list[str], given: dict[str, list[str]]
) -> int:
    store = call.state.settings
    bound = _bound(given)
    name = bound.get("name", key[0] if key else "")
    if verb == "insert":
        if not name:
            raise Usage("[ERROR] name and value expected: --bind name:s:N --bind value:s:V")
        store.put(space, name, bound.get("value", ""))
        return 0
    where = given.get("where", [""])[0]
    for row in _where(_rows(call, ["settings", space, *key]) or [], where):
        if verb == "delete":
            store.delete(space, str(row["name"]))
        else:
            store.put(space, str(row["name"]), bound.get("value", ""))
    return 0


def _texts(
    call: Call, verb: str, authority: str, rest: list[str], given: dict[str, list[str]]
) -> int:
    values = _bound(given)
    try:
        if verb == "insert":
            content_messages.insert(call, rest, values)
            return 0
        rows = content_messages.rows(call, authority, rest)
        ids = [int(str(row["_id"])) for row in _where(rows, given.get("where", [""])[0])]
        if verb == "delete":
            call.state.messages.delete(ids)
        else:
            call.state.messages.update(ids, values)
    except KeyError as error:
        raise Usage(
            f"Error while accessing provider:{authority}: no such column: {error}"
        ) from None
    return 0


def _bound(given: dict[str, list[str]]) -> dict[str, str]:
    """Column -> value of every ``--bind column:type:value``."""
    bound: dict[str, str] = {}
    for word in given.get("bind", []):
        column, _, typed = word.partition(":")
        bound[column] = typed.partition(":")[2]
    return bound
