"""Tasks: goals with parameters, what to prepare, and how the world tells that they were reached.

``template`` reads and checks a YAML file, ``parameters`` draws values from a seed, ``preparing``
sets a device up and tidies it, ``suites`` finds the folders of ``tasks/``.
"""

from agent.tasks.suites import known_suites, read_templates, same_goal, suite, task_for
from agent.tasks.template import Instance, Template

__all__ = [
    "Instance",
    "Template",
    "known_suites",
    "read_templates",
    "same_goal",
    "suite",
    "task_for",
]
