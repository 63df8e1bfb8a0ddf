"""The line to one server: requests, patience, and what its refusals mean.

What may be retried is: no connection, a connection closed before any answer, 429 and 5xx. A reply
that has begun is never asked for again, for its beginning was already shown.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Any

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential

from agent.errors import ModelError, ModelTimeout
from agent.models.server.address import Address
from agent.models.server.refusals import refusal

__all__ = ["MOST_BYTES", "Answer", "Line"]

Answer = tuple[str, Iterator[bytes]]
"""The content type of a page, and its body as it comes."""

_CONNECT = 10.0
"""Seconds for a connection."""
_LONGEST_WAIT = 60.0
"""Seconds: a server that asks for more patience (``Retry-After``) is not waited for."""
_ERROR_BYTES = 64 * 1024
MOST_BYTES = 16 * 1024 * 1024
"""More than any reply or list of models has."""


class Line:
    """``timeout``: seconds until an answer must be whole. ``pause``: seconds before a retry."""

    def __init__(
        self,
        address: Address,
        *,
        key: str = "",
        timeout: float = 300.0,
        tries: int = 4,
        pause: float = 0.5,
    ) -> None:
        self.address = address
        self.timeout = timeout
        self._tries = tries
        self._backoff = wait_exponential(multiplier=pause, max=_LONGEST_WAIT)
        self._client = httpx2.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(timeout, connect=min(_CONNECT, timeout)),
            # A proxy that the environment names cannot reach this machine's own servers.
            trust_env=not address.is_loopback,
        )

    def get(self, path: str) -> AbstractContextManager[Answer]:
        """Content type of a page, and its body in pieces. Raises ``ModelError`` and children."""
        return self._ask(self._client.build_request("GET", self.address.base + path))

    def get_root(self, path: str) -> AbstractContextManager[Answer]:
        """The same for a page that is not the API's."""
        return self._ask(self._client.build_request("GET", self.address.root + path))

    def post(self, path: str, body: Mapping[str, Any]) -> AbstractContextManager[Answer]:
        """The same for a question; leaving it early tells the server to stop."""
        return self._ask(self._client.build_request("POST", self.address.base + path, json=body))

    def close(self) -> None:
        """Let go of the connections. Idempotent."""
        self._client.close()

    @contextmanager
    def _ask(self, request: httpx2.Request) -> Iterator[Answer]:
        if self._client.is_closed:
            raise ModelError(f"{self.address} was closed")
        deadline = time.monotonic() + self.timeout
        retrying = Retrying(
            stop=stop_after_attempt(self._tries),
            retry=retry_if_exception_type(_Again),
            wait=self._wait,
            reraise=True,
        )
        try:
            response = retrying(self._send, request)
        except _Again as again:
            raise again.error from again
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        with closing(response):
            yield kind, self._body(response, deadline)

    def _wait(self, state: RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        if isinstance(problem, _Again) and problem.after is not None:
            return problem.after
        return self._backoff(state)

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = self._client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise _Again(self._unreachable(error)) from error
        except httpx2.TimeoutException as error:
            raise self._late() from error
        except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
            raise _Again(self._broken(error)) from error
        except httpx2.HTTPError as error:
            raise self._broken(error) from error
        if response.status_code == httpx2.codes.OK:
            return response
        raise self._refused(response)

    def _refused(self, response: httpx2.Response) -> Exception:
        said = b""
        with closing(response), suppress(httpx2.HTTPError):
            for piece in response.iter_bytes():
                said += piece
                if len(said) > _ERROR_BYTES:
                    break
        error = refusal(self.address, response.status_code, said)
        if response.status_code == httpx2.codes.TOO_MANY_REQUESTS or response.is_server_error:
            after = _seconds(response.headers.get("retry-after"))
            return _Again(error, after) if (after or 0.0) <= _LONGEST_WAIT else error
        return error

    def _body(self, response: httpx2.Response, deadline: float) -> Iterator[bytes]:
        size = 0
        try:
            for piece in response.iter_bytes():
                size += len(piece)
                if size > MOST_BYTES:
                    raise ModelError(
                        f"{self.address} sent more than {MOST_BYTES} bytes for one answer",
                        hint="see what answers there: it is no chat completion",
                    )
                if time.monotonic() > deadline:
                    raise self._late()
                yield piece
        except httpx2.TimeoutException as error:
            raise self._late() from error
        except httpx2.HTTPError as error:
            raise self._broken(error) from error

    def _unreachable(self, error: Exception) -> ModelError:
        return ModelError(
            f"no server answers at {self.address.base}: {error or type(error).__name__}",
            hint=f"start the server, then try: curl {self.address.base}/models",
        )

    def _late(self) -> ModelTimeout:
        return ModelTimeout(
            f"{self.address} gave no whole answer within {self.timeout:g} s",
            hint="FINGERTIP_REPLY_TIMEOUT=600 waits longer; smaller pictures are quicker:"
            " FINGERTIP_MAX_PIXELS=1003520",
        )

    def _broken(self, error: Exception) -> ModelError:
        return ModelError(
            f"the connection to {self.address.base} broke: {error or type(error).__name__}",
            hint="see the server's log: it may have crashed",
        )


class _Again(Exception):
    """``error``, unless another try goes better; ``after``: seconds that the server asked for."""

    def __init__(self, error: ModelError, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.after = after


def _seconds(header: str | None) -> float | None:
    # The header's other form, a date, is as good as no header: nobody's clocks agree.
    try:
        return max(float(header), 0.0) if header else None
    except ValueError:
        return None
