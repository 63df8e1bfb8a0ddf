"""Puts the passes of several threads together: many episodes, one model.

Each thread asks for its own next token. Whoever comes first computes for all who have come
meanwhile, in one pass; there is no thread of its own and no queue to be shut down.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Gathering"]

Work = TypeVar("Work")
Result = TypeVar("Result")

_PATIENCE = 0.004
"""Seconds that a pass waits for other members: about what a thread needs between two tokens."""


@dataclass(eq=False)
class _Ticket(Generic[Work, Result]):
    work: Work
    result: Result | None = None
    error: Exception | None = None
    done: bool = False


class Gathering(Generic[Work, Result]):
    """``run`` computes several works at once; calling this computes one, together with others'."""

    def __init__(self, run: Callable[[Sequence[Work]], Sequence[Result]]) -> None:
        self._run = run
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: list[_Ticket[Work, Result]] = []
        self._members = 0

    @contextmanager
    def joined(self) -> Iterator[None]:
        """While inside, passes wait a moment for this member's work."""
        with self._changed:
            self._members += 1
        try:
            yield
        finally:
            with self._changed:
                self._members -= 1
                self._changed.notify_all()

    def __call__(self, work: Work) -> Result:
        """The result of ``work``. Raises what computing it raised."""
        ticket: _Ticket[Work, Result] = _Ticket(work)
        with self._changed:
            self._waiting.append(ticket)
            self._changed.notify_all()
        with self._turn:
            if not ticket.done:
                self._serve(self._come())
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]  # set, or there was an error

    def _come(self) -> list[_Ticket[Work, Result]]:
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) >= self._members, _PATIENCE)
            come, self._waiting = self._waiting, []
        return come

    def _serve(self, tickets: Sequence[_Ticket[Work, Result]]) -> None:
        try:
            results = self._run([ticket.work for ticket in tickets])
        except Exception as error:  # noqa: BLE001  # raised again in the thread that asked
            if len(tickets) > 1:
                # One too many for the memory, or one bad: alone, each gets its own answer.
                for ticket in tickets:
                    self._serve([ticket])
                return
            tickets[0].error = error
        else:
            for ticket, result in zip(tickets, results, strict=True):
                ticket.result = result
        for ticket in tickets:
            ticket.done = True
