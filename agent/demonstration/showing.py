"""Between the page and the device: the one thread that sees, acts and writes."""

from agent.actions import Finish
from agent.demonstration.page import LivePage
from agent.demonstration.recording import Demonstration
from agent.errors import SetupError
from agent.types import ActionResult, Outcome

__all__ = ["show"]

_PAUSE = 0.1
"""Seconds between two pictures while nothing is done and somebody looks."""


def show(demonstration: Demonstration, page: LivePage) -> None:
    """Do what is asked for in ``page`` until it is done there, or the device is lost.

    ``KeyboardInterrupt`` is let through; the demonstration can be concluded after all of these.
    """
    demonstration.on_frame = page.publish
    try:
        demonstration.observe()
        while True:
            wish = page.next(_PAUSE)
            if wish is None:
                if page.is_watched:
                    demonstration.capture()
                continue
            result = ActionResult(ok=False, said="the device is lost")
            try:
                result = demonstration.perform(wish.action)
            finally:
                page.answer(wish, result)
            if isinstance(wish.action, Finish):
                return
            demonstration.observe()
    except SetupError as error:
        demonstration.ending.stop(Outcome.DEVICE_ERROR, error)
    finally:
        page.end()
