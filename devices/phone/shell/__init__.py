"""A small Android shell in Python: a client's text never reaches a shell or a process of the host.

lexer -> parser -> syntax tree -> interpreter, with commands in one table (`commands`). It follows
mksh and toybox, Android's own shell and userland, wherever a client could tell the difference.
"""

from devices.phone.shell.session import ShellSession

__all__ = ["ShellSession"]
