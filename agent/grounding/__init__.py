"""The grounding self-test: does the model point where we ask it to, on the way that a run takes?

Targets are drawn on a screen of the user's size (``scenes``), the model is asked to touch each of
them (``asking``), the answers are measured and their error explained (``fit``, ``report``), and
shown (``picture``).
"""

from agent.grounding.asking import Answer, ask
from agent.grounding.picture import draw
from agent.grounding.report import Report, judge
from agent.grounding.scenes import Scene, Target, scenes, shown

__all__ = ["Answer", "Report", "Scene", "Target", "ask", "draw", "judge", "scenes", "shown"]
