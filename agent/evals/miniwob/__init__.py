"""MiniWoB++ (PyPI ``miniwob``, Farama): small tasks on web pages, with rewards of their own.

The pages are shown in Chromium on a desktop and are acted on from pixels alone; goal and reward
are what each page's own script says. Nothing of MiniWoB++ is in this package.
"""

from agent.evals.miniwob.oracle import KNOWN, Oracle
from agent.evals.miniwob.pages import Pages, task_names
from agent.evals.miniwob.play import Score, browsing, chosen, play_all

__all__ = ["KNOWN", "Oracle", "Pages", "Score", "browsing", "chosen", "play_all", "task_names"]
