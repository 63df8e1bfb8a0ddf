"""Allow, ask or deny: decided outside the model, before an action reaches the device.

Rules (``agent.approval.rules``) look at what an action is aimed at, as the device itself tells of
it (``agent.approval.aim``); who is asked is a person at the terminal or a hook command
(``agent.approval.hook``). Nothing that a screen or a model says can change a rule.
"""

from agent.approval.deciding import ALLOW_ALL, YES_NO, Approval, Ask
from agent.approval.reading import rules_for
from agent.approval.rules import Rules

__all__ = ["ALLOW_ALL", "YES_NO", "Approval", "Ask", "Rules", "rules_for"]
