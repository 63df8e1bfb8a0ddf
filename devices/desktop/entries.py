"""Applications as desktop entries describe them (freedesktop.org Desktop Entry Specification 1.5).

Only what starting one by its name needs is read: names, keywords, the command line.
"""

import configparser
import difflib
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.errors import AppNotFound

__all__ = ["Entry", "find", "folders", "installed"]

_GROUP = "Desktop Entry"
_FIELD = re.compile(r"%(.)")


@dataclass(frozen=True)
class Entry:
    """An application. ``command``: its arguments, without those that stand for files."""

    id: str
    """The file's name below ``applications`` without ``.desktop``: ``org.gnome.gedit``."""
    names: tuple[str, ...]
    """``Name`` in every language first, then ``GenericName``, then the program itself."""
    command: tuple[str, ...]
    hidden: bool = False
    terminal: bool = False
    keywords: tuple[str, ...] = ()


def folders(environ: Mapping[str, str]) -> list[Path]:
    """Where entries lie, the strongest first (XDG Base Directory Specification)."""
    own = environ.get("XDG_DATA_HOME") or f"{environ.get('HOME', '/')}/.local/share"
    shared = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(each) / "applications" for each in (own, *shared.split(":")) if each]


def installed(places: Iterable[Path]) -> tuple[Entry, ...]:
    """Every entry that can be started; one in an earlier folder hides its namesakes."""
    found: dict[str, Entry | None] = {}
    for place in places:
        for file in sorted(place.rglob("*.desktop")):
            name = "-".join(file.relative_to(place).with_suffix("").parts)
            if name not in found:
                found[name] = _read(file, name)
    return tuple(entry for entry in found.values() if entry is not None)


def find(entries: Iterable[Entry], name: str) -> Entry:
    """The entry that ``name`` means: an id, a name, a program, a beginning, a keyword.

    Raises ``AppNotFound`` with the nearest names.
    """
    # The plain command first: "mousepad" means the editor, not ``mousepad --preferences``.
    known = sorted(entries, key=lambda entry: (entry.hidden, len(entry.command)))
    plain = _plain(name.removesuffix(".desktop"))
    for candidates in _rounds(known, plain):
        if plain and candidates:
            return candidates[0]
    names = {label.casefold(): label for entry in known for label in entry.names}
    near = difflib.get_close_matches(name.casefold(), names, n=3, cutoff=0.5)
    shown = sorted({entry.names[0] for entry in known if not entry.hidden})
    more = f"did you mean {', '.join(names[each] for each in near)}?" if near else ""
    more = more or f"there are {', '.join(shown[:12]) or 'none at all'}"
    raise AppNotFound(
        f"no application is called {name!r}; {more}", hint="ls /usr/share/applications"
    )


def _rounds(known: list[Entry], plain: str) -> Iterator[list[Entry]]:
    yield [e for e in known if plain == _plain(e.id)]
    yield [e for e in known if plain in {_plain(each) for each in e.names}]
    yield [e for e in known if any(_plain(each).startswith(plain) for each in e.names)]
    yield [e for e in known if plain in {_plain(each) for each in e.keywords}]
    yield [e for e in known if len(plain) > 3 and any(plain in _plain(each) for each in e.names)]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _read(file: Path, name: str) -> Entry | None:
    parser = configparser.ConfigParser(
        interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",)
    )
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # keys are case-sensitive
    try:
        parser.read_string(file.read_text(encoding="utf-8", errors="replace"))
        values = parser[_GROUP]
        command = _command(values.get("Exec", ""))
    except (configparser.Error, KeyError, OSError, ValueError):
        return None
    program = values.get("TryExec") or (command[0] if command else "")
    if values.get("Type", "Application") != "Application" or values.get("Hidden") == "true":
        return None
    if not command or shutil.which(program) is None:
        return None
    labels = [values.get("Name", ""), *(values[k] for k in values if k.startswith("Name["))]
    labels += [values.get("GenericName", ""), Path(command[0]).name]
    return Entry(
        id=name,
        names=tuple(dict.fromkeys(label for label in labels if label)),
        command=command,
        hidden=values.get("NoDisplay") == "true",
        terminal=values.get("Terminal") == "true",
        keywords=tuple(word for word in values.get("Keywords", "").split(";") if word),
    )


def _command(line: str) -> tuple[str, ...]:
    """``Exec`` as arguments; ``%f`` and its like stand for files, of which there are none."""
    words = []
    for word in shlex.split(line):
        kept = _FIELD.sub(lambda code: "%" if code[1] == "%" else "", word)
        if kept or not word:
            words.append(kept)
    return tuple(words)
