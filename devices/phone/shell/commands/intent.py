"""Intents as the command line writes them. Source: `Intent.parseCommandArgs` (AOSP)."""

from dataclasses import dataclass, field

from devices.phone.shell.errors import Usage

__all__ = ["Intent", "parse", "without_user"]

_EXTRAS = {
    "--es", "-e", "--ei", "--el", "--ez", "--ef", "--ed", "--eu", "--ecn", "--esa", "--eia",
    "--ela", "--efa", "--esal", "--eial",
}  # fmt: skip
_ONE = {
    "-a", "-d", "-t", "-c", "-n", "-p", "-f", "--display", "--user", "-i", "--receiver-permission",
    "--windowingMode", "--activityType", "-R", "-P", "--start-profiler", "--sampling", "--task",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    action: str = ""
    data: str = ""
    kind: str = ""
    component: str = ""
    package: str = ""
    categories: tuple[str, ...] = ()
    flags: str = ""
    extras: dict[str, str] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()
    """Options of the verb itself that take no value: -W, -S, -D..."""

    def __str__(self) -> str:
        """Android's own short form: `Intent { act=... dat=... cmp=... }`."""
        parts = [f"act={self.action}"] if self.action else []
        if self.categories:
            parts.append(f"cat=[{','.join(self.categories)}]")
        parts += [f"dat={self.data}"] if self.data else []
        parts += [f"typ={self.kind}"] if self.kind else []
        parts += [f"flg={self.flags}"] if self.flags else []
        parts += [f"pkg={self.package}"] if self.package else []
        parts += [f"cmp={self.component}"] if self.component else []
        parts += ["(has extras)"] if self.extras else []
        return f"Intent {{ {' '.join(parts)} }}"


def parse(words: list[str]) -> Intent:  # noqa: C901 - one arm for each construct
    """Take apart the arguments of ``am start`` or ``am broadcast``. Raises Usage."""
    given: dict[str, str] = {}
    categories: list[str] = []
    extras: dict[str, str] = {}
    switches: set[str] = set()
    rest = list(words)
    bare = ""

    def take(option: str) -> str:
        if not rest:
            raise Usage(f"Error: Argument expected after {option!r}", 255)
        return rest.pop(0)

    while rest:
        word = rest.pop(0)
        if word in _EXTRAS:
            key = take(word)
            extras[key] = take(word)
        elif word == "--esn":
            extras[take(word)] = ""
        elif word == "-c":
            categories.append(take(word))
        elif word in _ONE:
            given[word] = take(word)
        elif word.startswith("-") and len(word) > 1:
            switches.add(word)
        else:
            bare = word
    component, data, package = given.get("-n", ""), given.get("-d", ""), given.get("-p", "")
    if bare:
        if ":" in bare:
            data = data or bare
        elif "/" in bare:
            component = component or bare
        else:
            package = package or bare
    if component and "/" not in component:
        raise Usage(f"Exception occurred while executing: Bad component name: {component}", 255)
    return Intent(
        given.get("-a", ""), data, given.get("-t", ""), component, package, tuple(categories),
        given.get("-f", ""), extras, frozenset(switches),
    )  # fmt: skip


def without_user(words: list[str]) -> list[str]:
    """The arguments without ``--user N``: this phone has one user."""
    if "--user" not in words:
        return words
    at = words.index("--user")
    return [*words[:at], *words[at + 2 :]]
