"""How the Files app words and draws what it lists."""

from datetime import UTC, datetime
from typing import Any

from devices.phone.state.file_kinds import described
from devices.phone.state.storage import FileItem

__all__ = ["ICONS", "day", "items", "row", "size"]

ICONS = {
    "folder": "folder", "image": "file-image", "video": "file-video", "audio": "file-music",
    "text": "file-document", "document": "file-pdf-box", "archive": "folder-zip",
    "other": "file",
}  # fmt: skip
"""Kind of file -> Material Design icon (mdi6)."""

_UNIT = 1000
"""Android's `Formatter.formatFileSize` counts in thousands."""


def size(count: int) -> str:
    """Bytes as Android writes them: "12 B", "2.51 kB", "34.5 MB"."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount <= 0.9 * _UNIT:
            break
        amount, unit = amount / _UNIT, larger
    if unit == "B" or amount >= 100:
        return f"{amount:.0f} {unit}"
    return f"{amount:.1f} {unit}" if amount >= 10 else f"{amount:.2f} {unit}"


def items(count: int) -> str:
    """How many things are in a folder."""
    return "1 item" if count == 1 else f"{count} items"


def day(moment: float, now: float, *, hours24: bool) -> str:
    """A time of today as a clock shows it, any other as its date (both in epoch seconds, UTC)."""
    then, today = (datetime.fromtimestamp(t, UTC) for t in (moment, now))
    if then.date() == today.date():
        half = "" if hours24 else f" {then:%p}"
        return (f"{then:%H:%M}" if hours24 else f"{then.hour % 12 or 12}:{then:%M}") + half
    date = f"{then:%b} {then.day}"
    return date if then.year == today.year else f"{date}, {then.year}"


def row(item: FileItem, now: float, inside: int, *, hours24: bool) -> dict[str, Any]:
    """A file, or a folder with so many things `inside`, as a row of the list."""
    when = day(item.modified, now, hours24=hours24)
    kind = described(item.name, folder=item.folder)
    facts = (items(inside),) if item.folder else (when, size(item.size), kind)
    return {
        "path": item.path,
        "name": item.name,
        "isFolder": item.folder,
        "kind": item.kind,
        "icon": ICONS[item.kind],
        "facts": " · ".join(facts),
    }
