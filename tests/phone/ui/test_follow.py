"""Followers that end while other threads write."""

import os
import subprocess
import sys

WRITING = """
import threading
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from devices.phone.state.changes import Changes
from devices.phone.ui.apps.follow import Follow

program, changes, ended = QCoreApplication([]), Changes(), threading.Event()

def write():
    while not ended.is_set():
        changes.touch()

writers = [threading.Thread(target=write) for _ in range(2)]
for writer in writers:
    writer.start()
for _ in range(1000):
    owner = QObject()
    Follow(lambda: changes.count, changes.watch, owner).follow(True)
    program.processEvents()
    owner.deleteLater()
    program.sendPostedEvents(None, QEvent.Type.DeferredDelete)
ended.set()
for writer in writers:
    writer.join()
print("survived")
"""


def test_one_that_ends_while_others_write_is_left_alone():
    """In a process of its own: what is destroyed amid a call of another thread ends the process."""
    done = subprocess.run(
        [sys.executable, "-c", WRITING],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr[-2000:]
