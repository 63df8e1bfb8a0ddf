"""The syntax tree of a shell script. Values only: parsed once, run any number of times."""

from dataclasses import dataclass, field

__all__ = [
    "AndOr", "Arithmetic", "Background", "Case", "CaseItem", "Command", "For", "Function", "Group",
    "HereDocument", "If", "Loop", "Parameter", "Part", "Pipeline", "Redirect", "Script", "Simple",
    "Subshell", "Substitution", "Text", "Word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """``$name`` or ``${name op argument}``; the operator ``#len`` stands for ``${#name}``."""

    name: str
    quoted: bool
    operator: str = ""
    argument: "Word" = ()
    second: "Word | None" = None


@dataclass(frozen=True, slots=True)
class Substitution:
    body: "Script"
    quoted: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    expression: "Word"
    quoted: bool


Part = Text | Parameter | Substitution | Arithmetic
Word = tuple[Part, ...]


@dataclass(slots=True)
class HereDocument:
    """Filled by the lexer when it reaches the line after the command that names the delimiter."""

    delimiter: str
    literal: bool
    strip_tabs: bool
    body: Word = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """``[fd]operator target``; operators: < > >| >> <> <& >& << <<< and &> (both 1 and 2)."""

    fd: int
    operator: str
    target: Word
    document: HereDocument | None = None


@dataclass(frozen=True, slots=True)
class Simple:
    assignments: tuple[tuple[str, Word, bool], ...]
    """(name, value, append) of each ``name=value`` or ``name+=value`` before the words."""
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class If:
    branches: tuple[tuple["Script", "Script"], ...]
    otherwise: "Script | None"
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class For:
    name: str
    words: tuple[Word, ...] | None
    body: "Script"
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """``while`` (until=False) or ``until``."""

    condition: "Script"
    body: "Script"
    until: bool
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseItem:
    patterns: tuple[Word, ...]
    body: "Script"


@dataclass(frozen=True, slots=True)
class Case:
    subject: Word
    items: tuple[CaseItem, ...]
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    body: "Script"
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Subshell:
    body: "Script"
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    body: "Command"
    redirects: tuple[Redirect, ...] = ()


Command = Simple | If | For | Loop | Case | Group | Subshell | Function


@dataclass(frozen=True, slots=True)
class Pipeline:
    commands: tuple[Command, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """A chain: the first pipeline, then (``&&`` or ``||``, pipeline) pairs."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    body: AndOr


@dataclass(frozen=True, slots=True)
class Script:
    items: tuple[AndOr | Background, ...] = field(default=())
