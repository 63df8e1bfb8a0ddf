"""The model of ``--judge``: opened where a check asks for one, and nowhere else."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from agent import registry
from agent.checks.judge import appoint, is_judged
from agent.config import Settings
from agent.errors import UsageError
from agent.protocols import Check, Model

__all__ = ["appointed", "demand_judge", "open_judge"]


def demand_judge(checks: Sequence[Check], judge: str | None, what: str, hint: str) -> None:
    """Raises ``UsageError`` where ``checks`` ask a model and nobody has named one."""
    if judge is None and is_judged(checks):
        raise UsageError(f"{what} is judged by a model, and none is named", hint=hint)


@contextmanager
def open_judge(settings: Settings, acting: Model) -> Iterator[Model]:
    """The model that ``settings`` name to judge; it is ``acting`` where that is the same one."""
    assert settings.judge is not None, "demand_judge comes first"
    if settings.judge == settings.model:
        yield acting
        return
    with closing(registry.open_model(settings.judge)) as model:
        yield model


@contextmanager
def appointed(checks: Sequence[Check], settings: Settings, acting: Model) -> Iterator[None]:
    """The judge is there for those of ``checks`` that ask one."""
    if not is_judged(checks):
        yield
        return
    with open_judge(settings, acting) as judge:
        appoint(checks, judge)
        yield
