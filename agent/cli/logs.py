"""Logs: JSON lines in the run's folder, and on stderr with ``--verbose``.

What libraries say through ``logging`` and ``warnings`` goes there too, and not between the steps.
"""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from agent.secrets import Secrets

if TYPE_CHECKING:
    from loguru import Record

__all__ = ["open_log", "set_up_logging"]


class _ToLoguru(logging.Handler):
    """Hands a record of ``logging`` on, under the name of its own logger."""

    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname if record.levelno in _LEVELS else "INFO"
        logger.bind(logger=record.name).opt(exception=record.exc_info).log(
            level, "{}", record.getMessage()
        )


NO_SECRETS = Secrets({})
_LEVELS = {logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL}


def set_up_logging(*, verbose: bool, secrets: Secrets = NO_SECRETS) -> None:
    """Silence everything but what ``verbose`` wants to see; nobody sees ``secrets``."""

    def conceal(record: "Record") -> None:
        record["message"] = secrets.conceal_cut(record["message"])
        if record["exception"] is not None and record["exception"].value is not None:
            secrets.conceal_error(record["exception"].value)

    logger.remove()
    logger.configure(patcher=conceal)
    logger.enable("agent")
    logger.enable("devices")
    if verbose:
        # No variables in tracebacks: they may hold what nobody wants to read in a log.
        logger.add(
            sys.stderr, level="DEBUG", diagnose=False, format="{time:HH:mm:ss.SSS} {message}"
        )
    logging.basicConfig(handlers=[_ToLoguru()], level=logging.INFO, force=True)
    logging.captureWarnings(capture=True)


def open_log(folder: Path) -> None:
    """From now on, everything also goes into ``log.jsonl`` in the run's folder."""
    logger.add(folder / "log.jsonl", level="DEBUG", serialize=True, diagnose=False)
