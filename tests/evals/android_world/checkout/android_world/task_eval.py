"""What every task does."""

from android_world.env import adb_utils
from android_world.env.adb_utils import ask
from android_world.utils import datetime_utils, file_utils


class TaskEval:
    template = ""
    app_names = ()
    complexity = 1
    start_on_home_screen = True

    def __init__(self, params):
        self.params = params
        self.initialized = False

    @property
    def goal(self):
        return self.template.format(**self.params)

    @classmethod
    def generate_random_params(cls):
        return {}

    def initialize_task(self, env):
        assert not self.initialized
        env.interaction_cache = ""
        datetime_utils.set_datetime(env.controller)
        self._start_afresh(env.controller)
        self.initialized = True

    def is_successful(self, env):
        assert self.initialized
        return 1.0

    def tear_down(self, env):
        self._start_afresh(env.controller)
        recents = ask(env.controller, "shell", "dumpsys", "activity", "recents")
        for number in {part.split()[0] for part in recents.split("id=")[1:]}:
            if number.isdecimal():
                ask(env.controller, "shell", "am", "stack", "remove", number)
        self.initialized = False

    def _start_afresh(self, env):
        for app in self.app_names:
            if app:
                adb_utils.close(env, app)
                package = adb_utils.get_adb_activity(app).partition("/")[0]
                file_utils.exists(env, f"/data/data/android_world/snapshots/{package}", "-d")
