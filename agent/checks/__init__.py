"""Checks: they look at the world after an episode, never at what the model said.

A check expression is ``NAME:ARGUMENT``, for example ``settings:global/wifi_on=1``. Names are the
entry points of group ``fingertip.checks``; ``agent run --check`` and the files in ``tasks/`` use
them alike.
"""

__all__: list[str] = []
