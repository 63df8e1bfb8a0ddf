"""``URL[#NAME]``: where a server is, and which of its models is meant."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from agent.errors import ConfigError

__all__ = ["Address", "read_address"]

_LOOPBACK = ("localhost", "127.", "::1")


@dataclass(frozen=True)
class Address:
    """``base`` ends in the API's version, without a slash: ``http://127.0.0.1:8000/v1``."""

    base: str
    model: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""

    @property
    def root(self) -> str:
        """The server itself, with no API named."""
        return self.base.removesuffix("/v1")

    @property
    def is_loopback(self) -> bool:
        return self.host.startswith(_LOOPBACK)

    def __str__(self) -> str:
        return f"server:{self.base}#{self.model}" if self.model else f"server:{self.base}"


def read_address(argument: str) -> Address:
    """Raises ``ConfigError``. A user name, a password or a query is refused: recordings keep it."""
    url, _, model = argument.strip().partition("#")
    if "@" in url or "?" in url:
        raise ConfigError(
            "the server's address holds a name, a password or a query, and would be recorded",
            hint="export FINGERTIP_API_KEY=..., and leave it out of the address",
        )
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises if it is no number
    except ValueError as error:
        raise _wrong(argument, str(error)) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _wrong(argument, "it is not an http:// or https:// address")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return Address(f"{parts.scheme}://{parts.netloc}{path or '/v1'}", model.strip())


def _wrong(argument: str, why: str) -> ConfigError:
    return ConfigError(
        f"server:{argument} cannot be used: {why}",
        hint="--model server:http://127.0.0.1:8000, or server:URL#MODEL",
    )
