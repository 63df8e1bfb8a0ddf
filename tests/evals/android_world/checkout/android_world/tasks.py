"""A task of each family whose app the built-in phone has, and some that go wrong."""

import random
import re
import sqlite3
import tempfile
from pathlib import Path

from android_world.env import adb_utils
from android_world.env.adb_utils import ask
from android_world.task_eval import TaskEval
from android_world.utils import file_utils

NOTES = "/storage/emulated/0/Documents/Markor"
DOWNLOAD = "/storage/emulated/0/Download"
EXPENSES = "/data/data/com.arduia.expense/databases/accounting.db"
MESSAGES = "/data/data/com.android.providers.telephony/databases/mmssms.db"


class SystemWifiTurnOff(TaskEval):
    template = "Turn wifi off."
    app_names = ("settings",)

    def initialize_task(self, env):
        super().initialize_task(env)
        ask(env.controller, "shell", "svc", "wifi", "enable")

    def is_successful(self, env):
        super().is_successful(env)
        said = ask(env.controller, "shell", "settings", "get", "global", "wifi_on").strip()
        return float(said == "0")


class ClockStopWatchRunning(TaskEval):
    template = "Run the stopwatch."
    app_names = ("clock",)

    def is_successful(self, env):
        super().is_successful(env)
        seen = {element.content_description for element in env.get_state().ui_elements}
        in_front = adb_utils.foreground(env.controller)
        return float("DeskClock" in in_front and {"Pause", "Lap"} <= seen)


class ContactsAddContact(TaskEval):
    template = "Create a new contact for {name}. Their number is {number}."
    complexity = 1.2

    @classmethod
    def generate_random_params(cls):
        number = "+1555" + "".join(random.choices("0123456789", k=7))
        return {"name": random.choice(["Ana Li", "Bo Hansen"]), "number": number}

    def initialize_task(self, env):
        super().initialize_task(env)
        ask(env.controller, "shell", "pm", "clear", "com.android.providers.contacts")

    def is_successful(self, env):
        super().is_successful(env)
        query = "content query --uri content://contacts/phones/ --projection display_name:number"
        said = ask(env.controller, "shell", query)
        rows = re.findall(r"display_name=(.*), number=(.*)", said)
        known = {(name, re.sub(r"\D", "", number)) for name, number in rows}
        return float((self.params["name"], self.params["number"].lstrip("+")) in known)


class MarkorCreateNote(TaskEval):
    template = "Create a new note in Markor named {name} with the following text: {text}"
    app_names = ("markor",)
    complexity = 1.6

    @classmethod
    def generate_random_params(cls):
        return {"name": f"note_{random.randrange(1000)}.txt", "text": "It's time; go!"}

    def initialize_task(self, env):
        super().initialize_task(env)
        file_utils.clear(env.controller, NOTES)

    def is_successful(self, env):
        super().is_successful(env)
        path = f"{NOTES}/{self.params['name']}"
        if path not in file_utils.paths(env.controller, NOTES):
            return 0.0
        return float(ask(env.controller, "shell", "cat", path).strip() == self.params["text"])


class FilesDeleteFile(TaskEval):
    template = "Delete the file {name} in the Download folder of sdk_gphone_x86_64."
    app_names = ("files",)
    complexity = 2.2

    @classmethod
    def generate_random_params(cls):
        return {"name": f"report_{random.randrange(1000)}.txt"}

    def initialize_task(self, env):
        super().initialize_task(env)
        file_utils.clear(env.controller, DOWNLOAD)
        file_utils.create(env.controller, DOWNLOAD, self.params["name"], "old")
        file_utils.create(env.controller, DOWNLOAD, "keep.txt", "new")

    def is_successful(self, env):
        super().is_successful(env)
        sizes = file_utils.sizes(env.controller, DOWNLOAD)
        return float(self.params["name"] not in sizes and sizes.get("keep.txt") == len("new\n"))


class SimpleSmsReply(TaskEval):
    template = "Reply to {number} with message: {message} in Simple SMS Messenger"
    app_names = ("simple sms messenger",)

    @classmethod
    def generate_random_params(cls):
        number = "+1555" + "".join(random.choices("0123456789", k=7))
        return {"number": number, "message": "Yes, gladly."}

    def initialize_task(self, env):
        super().initialize_task(env)
        for table in ("sms", "threads"):
            ask(env.controller, "shell", f'sqlite3 {MESSAGES} "DELETE FROM {table};"')
        ask(env.controller, "shell settings put global heads_up_notifications_enabled 0")
        ask(env.controller, "emu", "sms", "send", self.params["number"], "Coming, are you?")

    def is_successful(self, env):
        super().is_successful(env)
        said = ask(env.controller, "shell content query --uri content://sms/sent")
        now = int(ask(env.controller, "shell", "date", "+%s")) * 1000
        in_front = adb_utils.foreground(env.controller)
        return float(
            f"address={self.params['number']}," in said
            and f"body={self.params['message']}, " in said
            and all(now - int(date) < 300_000 for date in re.findall(r" date=(\d+)", said))
            and in_front.startswith("com.simplemobiletools.smsmessenger/")
        )


class ExpensesCount(TaskEval):
    """Rows of a database that is pushed, pulled, changed and pushed again; no app is behind it."""

    template = "How many expenses are there? Express your answer as a single number."
    complexity = 0.4

    def initialize_task(self, env):
        super().initialize_task(env)
        ask(env.controller, "shell", "mkdir", "-p", EXPENSES.rpartition("/")[0])
        with tempfile.TemporaryDirectory() as folder:
            local = Path(folder) / "accounting.db"
            _execute(local, "CREATE TABLE expense (name TEXT, amount INTEGER)")
            file_utils.push(env.controller, local, EXPENSES)
        with file_utils.pulled(env.controller, EXPENSES) as local:
            _execute(local, "INSERT INTO expense VALUES ('bread', 250)")
            file_utils.push(env.controller, local, EXPENSES)

    def is_successful(self, env):
        super().is_successful(env)
        with file_utils.pulled(env.controller, EXPENSES) as local:
            rows = _execute(local, "SELECT * FROM expense")
        return float(env.interaction_cache.strip() == str(len(rows)))


def _execute(path, statement):
    database = sqlite3.connect(path)
    try:
        with database:
            return database.execute(statement).fetchall()
    finally:
        database.close()


class OpenMap(TaskEval):
    template = "Open the map."
    app_names = ("osmand",)


class CameraTakePhoto(TaskEval):
    template = "Take one photo."
    app_names = ("camera",)


class BreaksDown(TaskEval):
    template = "Break down."

    def is_successful(self, env):
        raise ZeroDivisionError("a task with a bug")
