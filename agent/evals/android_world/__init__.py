"""AndroidWorld (google-research/android_world), both ways.

Our agent inside theirs: ``agent_class`` makes an agent that their runner accepts. Theirs on our
phone: ``open_env`` stands in for their emulator, and ``play`` has the loop attempt one of their
tasks. Nothing of AndroidWorld is in this package: its classes come from the user's own checkout,
``android_env`` (PyPI) from the extra ``androidworld``. See ``docs/android_world.md``.
"""

from agent.evals.android_world.checkout import Checkout
from agent.evals.android_world.device import WorldDevice
from agent.evals.android_world.environment import Adb, Screen, open_env
from agent.evals.android_world.inside import agent_class
from agent.evals.android_world.playing import BUILT_IN_APPS, Instance, instances, play
from agent.evals.android_world.records import Record, Records, summary

__all__ = [
    "BUILT_IN_APPS",
    "Adb",
    "Checkout",
    "Instance",
    "Record",
    "Records",
    "Screen",
    "WorldDevice",
    "agent_class",
    "instances",
    "open_env",
    "play",
    "summary",
]
