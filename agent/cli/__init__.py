"""The command line: ``agent`` (and ``fingertip``, the same program)."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command in ``sys.argv`` and exit with its code. Never returns."""
    from agent.cli.app import run
    from agent.cli.signals import Interrupts

    with Interrupts().heard():
        code = run(sys.argv[1:])
    sys.exit(code)
