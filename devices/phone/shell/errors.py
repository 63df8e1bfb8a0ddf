"""What can go wrong between a client's text and its exit status.

ShellError
├── Incomplete     the text ends inside a construct: interactive input reads on
├── BadSyntax      the text can never be parsed
├── Expansion      a bad substitution, an unset variable under ``set -u``, a failed ``${x:?}``
├── Usage          a command was given wrong arguments
└── Stopped        a bound was reached, or the client went away
"""

__all__ = ["BadSyntax", "Expansion", "Incomplete", "ShellError", "Stopped", "Usage"]


class ShellError(Exception):
    """`message` has no program name and no newline; `status` is the exit status it causes."""

    status = 1

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status


class BadSyntax(ShellError):
    pass


class Incomplete(BadSyntax):
    pass


class Expansion(ShellError):
    pass


class Usage(ShellError):
    pass


class Stopped(ShellError):
    """Ends the whole run; 137 is what a shell reports for a killed process (128 + SIGKILL)."""

    status = 137
