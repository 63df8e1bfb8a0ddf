"""Shell patterns: ``* ? [..]`` and backslash, matched without backtracking explosions."""

from collections.abc import Callable
from functools import lru_cache

from devices.phone.shell.limits import FIELDS, Budget
from devices.phone.state.files import FileRoot

__all__ = ["escape", "expand", "has_magic", "matches", "remove"]

_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha, "digit": str.isdecimal, "alnum": str.isalnum, "upper": str.isupper,
    "lower": str.islower, "space": str.isspace,
    "punct": lambda c: c.isprintable() and not c.isalnum(),
}  # fmt: skip


def has_magic(pattern: str) -> bool:
    """Whether an unescaped ``*``, ``?`` or ``[`` is in `pattern`."""
    position = 0
    while position < len(pattern):
        if pattern[position] == "\\":
            position += 1
        elif pattern[position] in "*?[":
            return True
        position += 1
    return False


def escape(text: str) -> str:
    """`text` as a pattern that matches only itself."""
    if not any(char in text for char in "\\*?["):
        return text
    return "".join(f"\\{char}" if char in "\\*?[" else char for char in text)


def unescape(pattern: str) -> str:
    if "\\" not in pattern:
        return pattern
    made: list[str] = []
    position = 0
    while position < len(pattern):
        if pattern[position] == "\\" and position + 1 < len(pattern):
            position += 1
        made.append(pattern[position])
        position += 1
    return "".join(made)


class _Set:
    """``[abc]``, ``[a-z]``, ``[!x]``, ``[[:digit:]]``."""

    __slots__ = ("classes", "negated", "ranges")

    def __init__(self, body: str, *, negated: bool) -> None:
        self.negated = negated
        self.classes: list[Callable[[str], bool]] = []
        self.ranges: list[tuple[str, str]] = []
        while body:
            if body.startswith("[:") and ":]" in body:
                name, body = body[2:].split(":]", 1)
                self.classes.append(_CLASSES.get(name, lambda _c: False))
            elif len(body) >= 3 and body[1] == "-":
                self.ranges.append((body[0], body[2]))
                body = body[3:]
            else:
                self.ranges.append((body[0], body[0]))
                body = body[1:]

    def __contains__(self, char: str) -> bool:
        found = any(low <= char <= high for low, high in self.ranges)
        return (found or any(test(char) for test in self.classes)) != self.negated


@lru_cache(maxsize=512)
def _compile(pattern: str) -> tuple[tuple[str, str | _Set], ...]:
    """(kind, payload) pairs; kinds: char, any, set, star."""
    made: list[tuple[str, str | _Set]] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "\\" and position < len(pattern):
            made.append(("char", pattern[position]))
            position += 1
        elif char == "*":
            if not made or made[-1][0] != "star":
                made.append(("star", ""))
        elif char == "?":
            made.append(("any", ""))
        elif char == "[" and (end := _set_end(pattern, position)) > 0:
            body = pattern[position:end]
            negated = body[:1] in {"!", "^"}
            made.append(("set", _Set(body[1:] if negated else body, negated=negated)))
            position = end + 1
        else:
            made.append(("char", char))
    return tuple(made)


def _set_end(pattern: str, start: int) -> int:
    position = start
    if pattern[position : position + 1] in {"!", "^"}:
        position += 1
    if pattern[position : position + 1] == "]":
        position += 1
    while position < len(pattern) and pattern[position] != "]":
        if pattern.startswith("[:", position) and ":]" in pattern[position:]:
            position = pattern.index(":]", position) + 1
        position += 1
    return position if position < len(pattern) else -1


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` matches. Time is at most len(pattern) x len(text)."""
    items = _compile(pattern)
    at = position = 0
    star = mark = -1
    while position < len(text):
        kind, payload = items[at] if at < len(items) else ("end", "")
        if kind == "star":
            star, mark = at, position
            at += 1
        elif kind == "any" or (kind in {"char", "set"} and _is(payload, text[position])):
            at += 1
            position += 1
        elif star >= 0:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    return all(kind == "star" for kind, _payload in items[at:])


def _is(payload: str | _Set, char: str) -> bool:
    return payload == char if isinstance(payload, str) else char in payload


def remove(text: str, pattern: str, *, prefix: bool, longest: bool, budget: Budget) -> str:
    """``${x#p}`` and its three relatives."""
    order = range(len(text) + 1)
    if prefix == longest:
        order = range(len(text), -1, -1)
    for cut in order:
        if cut % 256 == 0:
            budget.check()
        if matches(pattern, text[:cut] if prefix else text[cut:]):
            return text[cut:] if prefix else text[:cut]
    return text


def expand(pattern: str, files: FileRoot, cwd: str, budget: Budget) -> list[str]:
    """The existing paths that match, sorted; empty if there is none."""
    found = ["/"] if pattern.startswith("/") else [""]
    components = [part for part in pattern.split("/") if part]
    for index, component in enumerate(components):
        last = index == len(components) - 1
        following: list[str] = []
        for base in found:
            budget.check()
            following.extend(_step(base, component, files, cwd, directory=not last))
            if len(following) > FIELDS:
                return []
        found = following
    if pattern.endswith("/"):
        found = [f"{path}/" for path in found if files.is_dir(path, cwd)]
    return found


def _step(base: str, component: str, files: FileRoot, cwd: str, *, directory: bool) -> list[str]:
    joined = base if not base or base.endswith("/") else base + "/"
    if not has_magic(component):
        path = joined + unescape(component)
        there = files.is_dir(path, cwd) if directory else _exists(path, files, cwd)
        return [path] if there else []
    try:
        names = files.listdir(base or ".", cwd)
    except OSError:
        return []
    hidden = component.startswith((".", "\\."))
    fitting = [n for n in names if (hidden or not n.startswith(".")) and matches(component, n)]
    return [joined + n for n in fitting if not directory or files.is_dir(joined + n, cwd)]


def _exists(path: str, files: FileRoot, cwd: str) -> bool:
    try:
        files.lstat(path, cwd)
    except OSError:
        return False
    return True
