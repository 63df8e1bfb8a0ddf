"""Suites: folders of ``tasks/``, each file of them one task or several.

``tasks/phone`` and ``tasks/desktop`` hold plain goals: a sentence given to ``agent run`` that is
one of theirs is confirmed by their checks.
"""

from pathlib import Path

from agent.data import data_folder
from agent.documents import read_documents
from agent.errors import UsageError
from agent.spelling import nearest
from agent.tasks.template import Instance, Template, read_template

__all__ = ["GOALS", "known_suites", "read_templates", "same_goal", "suite", "task_for"]

GOALS = {"android": "phone", "desktop": "desktop"}
"""Kind of device -> the suite of plain goals for it."""


def known_suites() -> list[str]:
    """The names of the suites that ship (``tasks/flows`` holds tests, not tasks)."""
    folders = [path for path in data_folder("tasks").iterdir() if path.name != "flows"]
    return sorted(path.name for path in folders if any(path.glob("*.yaml")))


def suite(name: str) -> list[Template]:
    """The tasks of a suite that ships, or of a folder or file of yours, by file and place.

    Raises ``UsageError`` for a name that is neither and for a folder or file without tasks, and
    ``TaskFileError`` for a faulty file and for two tasks of one name.
    """
    path = Path(name)
    if name in known_suites():
        path = data_folder("tasks") / name
    elif not path.exists():
        known = known_suites()
        raise UsageError(
            f"there is no suite {name!r} and no such file.{nearest(name, known)}",
            hint=f"known suites: {', '.join(known)}",
        )
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    found: dict[str, Template] = {}
    for file in files:
        for template in read_templates(file):
            twin = found.setdefault(template.name, template)
            if twin is not template:
                raise template.document.fault(
                    ("name",), f"{template.name!r} is also the name of the task in {twin.place}"
                )
    if not found:
        raise UsageError(
            f"{path} holds no tasks", hint="a task is a *.yaml file: see agent tasks list"
        )
    return list(found.values())


def read_templates(path: Path) -> list[Template]:
    """The tasks of a file, one a YAML document. Raises ``TaskFileError``."""
    return [read_template(document) for document in read_documents(path)]


def same_goal(first: str, second: str) -> bool:
    """Equal but for case, blanks and a full stop at the end."""
    return _plain(first) == _plain(second)


def task_for(goal: str, device: str) -> Instance | None:
    """The plain goal for that kind of device that ``goal`` is a sentence of."""
    name = GOALS.get(device)
    if name not in known_suites():
        return None
    for template in suite(name):
        if any(same_goal(goal, known) for known in template.goals):
            return template.instance(0)
    return None


def _plain(goal: str) -> str:
    return " ".join(goal.split()).rstrip(".。").casefold()
