"""How the Files app words and draws what it lists."""

from typing import Any

from devices.phone.state.file_kinds import described
from devices.phone.state.storage import FileItem
from devices.phone.ui.apps.moments import day

__all__ = ["ICONS", "items", "row", "size"]

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
