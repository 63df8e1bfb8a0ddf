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
"""About what a thread needs between two tokens."""


@dataclass(eq=False)
class _Ticket(Generic[Work, Result]):
    work: Work
    result: Result | None = None
    error: Exception | None = None
    done: bool = False


class Gathering(Generic[Work, Result]):
    """``run`` computes several works at once; calling this computes one, together with others'.

    ``patience``: seconds that a pass waits for other members' work.
    """

    def __init__(
        self, run: Callable[[Sequence[Work]], Sequence[Result]], patience: float = _PATIENCE
    ) -> None:
        self._run = run
        self._patience = patience
        lock = threading.Lock()
        self._arrived = threading.Condition(lock)
        """Told when there is more to compute, or fewer members: whoever gathers waits for it."""
        self._finished = threading.Condition(lock)
        """Told when a pass is over: all others wait for it."""
        self._waiting: list[_Ticket[Work, Result]] = []
        self._members = 0
        self._gathering = False

    @contextmanager
    def joined(self) -> Iterator[None]:
        """While inside, passes wait a moment for this member's work."""
        with self._arrived:
            self._members += 1
        try:
            yield
        finally:
            with self._arrived:
                self._members -= 1
                self._arrived.notify_all()

    def __call__(self, work: Work) -> Result:
        """The result of ``work``. Raises what computing it raised."""
        ticket: _Ticket[Work, Result] = _Ticket(work)
        with self._finished:
            self._waiting.append(ticket)
            self._arrived.notify_all()
            # Whose work was computed goes its way at once: the next pass waits for its next work.
            self._finished.wait_for(lambda: ticket.done or not self._gathering)
            leads = not ticket.done
            self._gathering = self._gathering or leads
        if leads:
            self._lead(ticket)
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]  # set, or there was an error

    def _lead(self, own: _Ticket[Work, Result]) -> None:
        come: list[_Ticket[Work, Result]] = []
        try:
            come = self._come()
            self._serve(come)
        finally:
            with self._finished:
                # What an interrupt of this thread left undone, the others compute themselves.
                left = [*come, *self._waiting]
                self._waiting = [each for each in left if not (each.done or each is own)]
                self._gathering = False
                self._finished.notify_all()

    def _come(self) -> list[_Ticket[Work, Result]]:
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._waiting) >= self._members, self._patience)
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
