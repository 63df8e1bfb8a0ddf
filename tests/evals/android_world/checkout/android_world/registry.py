"""The tasks by family."""

from android_world import tasks
from android_world.task_eval import TaskEval


class TaskRegistry:
    def get_registry(self, family):
        if family != "android_world":
            raise ValueError(f"Unsupported family: {family}")
        return {
            name: one
            for name, one in vars(tasks).items()
            if isinstance(one, type) and issubclass(one, TaskEval) and one is not TaskEval
        }
