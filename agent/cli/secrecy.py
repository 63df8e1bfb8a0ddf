"""``--secret name=ENV_VAR``, as every command takes it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from agent.errors import UsageError

if TYPE_CHECKING:
    from agent.secrets import Secrets
    from agent.trajectory import RunRecord

__all__ = ["HELP", "joined", "refuse_told", "require_recorded"]

HELP = "name=ENV_VAR: typed for {{name}}, and told to nobody. Repeatable."


def joined(secrets: Sequence[str] | None) -> str | None:
    """As the setting ``secret`` has them."""
    return ",".join(secrets) if secrets else None


def refuse_told(secrets: "Secrets", texts: Iterable[str]) -> None:
    """Raise ``UsageError`` for a value that stands in what is recorded, or a name nobody gave."""
    for text in texts:
        if secrets.conceal(text) != text:
            raise UsageError(
                "the command line tells the value of a secret, and it is recorded",
                hint=f"write its name instead: {secrets.conceal(text)!r}",
            )
        if unknown := secrets.unknown_in(text):
            name = unknown.strip("{}")
            raise UsageError(
                f"{unknown} is no secret that was given", hint=f"--secret {name}=ENV_VAR"
            )


def require_recorded(run: "RunRecord", secrets: "Secrets") -> None:
    """Raise ``UsageError`` unless every secret that ``run`` had is given again."""
    setting = run.settings.get("secret")
    written = str(setting.value or "") if setting is not None else ""
    for one in filter(None, map(str.strip, written.split(","))):
        name, _, variable = one.partition("=")
        if f"{{{{{name}}}}}" not in secrets.values:
            raise UsageError(
                f"the recording types the secret {name!r}, which was not given",
                hint=f"--secret {name}={variable}",
            )
