"""One command on a stage. Each kind of command registers its function with ``perform``.

A function returns what is worth saying of a success (often nothing) and raises ``Unmet`` when the
command cannot be carried out or what it asserts is not so.
"""

from functools import singledispatch

from agent.flows.commands import Command
from agent.flows.stage import Stage

__all__ = ["perform"]


@singledispatch
def perform(command: Command, stage: Stage) -> str:
    """Carry ``command`` out. Raises ``Unmet``, and what a device raises when it is lost."""
    raise NotImplementedError(f"nothing performs {type(command).__name__}")
