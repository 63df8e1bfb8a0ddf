"""A person at the live page of a device in memory, recorded as in earnest."""

import threading

import pytest

from agent.actions import Finish
from agent.cli.progress import action_words
from agent.demonstration import Demonstration, LivePage, show
from agent.testing import switch_phone
from agent.testing.browser import Browser
from agent.trajectory import RunRecord, RunWriter, find_episode
from agent.types import Size, Task

SIZE = Size(270, 600)


@pytest.fixture(scope="module")
def browser():
    with Browser() as one:
        yield one


class Session:
    """A demonstration that goes on in a thread; ``recorded`` waits for its end."""

    def __init__(self, folder, device, goal="turn wifi on", checks=()):
        self.device = device
        self.run = RunWriter(folder, goal, RunRecord(started=1.0, device=device.info()))
        task = Task(goal=goal)
        self.writer = self.run.episode(task=task)
        self.demonstration = Demonstration(task, device, self.writer, checks, settle=1.0)
        self.page = LivePage(device.info(), goal, action_words)
        self.thread = threading.Thread(target=self._show)
        self.thread.start()

    def _show(self):
        show(self.demonstration, self.page)
        self.record = self.demonstration.conclude()

    def recorded(self):
        self.thread.join(60)
        assert not self.thread.is_alive()
        return find_episode(self.run.path)[1]

    def close(self):
        if self.thread.is_alive():
            self.page.act(Finish(status="failure"))
            self.thread.join(60)
        self.page.close()
        self.writer.close()


@pytest.fixture
def session(tmp_path):
    made = []

    def start(device=None, **more):
        made.append(Session(tmp_path / "runs", device or switch_phone(), **more))
        return made[-1]

    yield start
    for one in made:
        one.close()
