"""One model for several devices of this machine, where each would load its weights otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager

from agent.cli.opening import model_settings
from agent.config import Settings
from agent.models.shared import Holder, can_be_shared

__all__ = ["one_model"]


@contextmanager
def one_model(settings: Settings, spec: str | None, devices: int) -> Iterator[Holder | None]:
    """Who holds the model ``spec`` for ``devices``; None where each opens its own.

    That is so with one device, with no model, and with one that runs no weights of its own.
    """
    if devices < 2 or spec is None or not can_be_shared(spec):
        yield None
        return
    with Holder(spec, model_settings(settings)) as holder:
        yield holder
