"""Records 30 episodes on one built-in phone and replays them on another, without a model.

    python bench/replay.py [--count 30] [--without-tree]

The second phone has another seed (other data, other order of icons), another resolution and
density, and a dark theme. Whether an episode did its work is read from the phone's own state
afterwards. ``--without-tree``: the recordings keep no UI tree, so that pictures must do.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent import actions as act
from agent import registry
from agent.loop import Attempt
from agent.pocket.phone import module
from agent.protocols import Device
from agent.replay import Anchored, Redone
from agent.trajectory import EpisodeFolder, RunRecord, RunWriter
from agent.types import Decision, Element, Observation, Outcome, Task

RECORDED = {"seed": 0, "size": (1080, 2400), "density": 420}
REPLAYED = {"seed": 5, "size": (720, 1600), "density": 300}
Move = tuple[str, str]
"""What to do (tap, open, type, key) and with what: a label, an app, a text, a key."""


@dataclass(frozen=True)
class Script:
    """An episode to record: its moves, and the shell command that shows what came of them."""

    goal: str
    moves: tuple[Move, ...]
    look: tuple[str, ...]
    wanted: str
    """What the command's output holds afterwards, and not before on either phone."""
    first: tuple[str, ...] = ()
    """A shell command that brings a phone to where that is not so yet."""


class Hand:
    """Stands where a policy stands: finds each move's target in the tree, scrolling to it."""

    def __init__(self, script: Script) -> None:
        self._moves = list(script.moves)

    def decide(
        self, goal: str, history: object, seen: Observation, notes: Sequence[str] = ()
    ) -> Decision:
        if not self._moves:
            return Decision(action=act.Finish())
        kind, what = self._moves[0]
        if kind == "tap":
            target = visible(what, seen)
            if target is None:
                return Decision(action=act.Scroll(direction="down"))
            action: act.Action = act.Tap(at=target.box.center)
        else:
            action = {
                "open": lambda: act.OpenApp(name=what),
                "type": lambda: act.TypeText(text=what),
                "key": lambda: act.Press(key=what),
            }[kind]()
        self._moves.pop(0)
        return Decision(action=action, summary=f"{kind} {what}")


def visible(label: str, seen: Observation) -> Element | None:
    """What says ``label`` and is not cut off by the lower edge of the list."""
    said = [
        one for one in seen.elements if label in {one.text, one.description} and not one.editable
    ]
    switches = [one for one in said if one.checkable]
    lowest = seen.size.height * 0.95
    return next((one for one in (switches or said) if one.box.bottom < lowest), None)


def scripts() -> Iterator[Script]:
    """Some of other apps, and then switches of Settings: tapped to, or searched for."""
    yield from in_apps()
    catalog = module("state.catalog")
    chance = random.Random("replay")
    left_alone = {"adb_enabled", "adb_wifi_enabled", "ui_night_mode", "airplane_mode_on"}
    rows = [
        row
        for row in catalog.switches()
        if row.key not in left_alone and len(catalog.find(row.title)) == 1
    ]
    for number, row in enumerate(chance.sample(rows, len(rows))):
        on = number % 2 == 0
        titles = [link.title for link in catalog.path(row)]
        if number % 5 < 3:
            way: list[Move] = [("tap", title) for title in titles]
        else:
            way = [("tap", "Search Settings"), ("type", row.title), ("tap", row.title)]
        moves = (("tap", "Settings"), *way, ("tap", row.title))
        yield Script(
            goal=f"turn {row.title} {'on' if on else 'off'}",
            moves=moves,
            look=("settings", "get", row.ns, row.key),
            wanted=row.on if on else row.off,
            first=("settings", "put", row.ns, row.key, row.off if on else row.on),
        )


def in_apps() -> Iterator[Script]:
    people = ("content", "query", "--uri", "content://com.android.contacts/contacts")
    for name in ("Zora Quill", "Ulf Xander"):
        moves = (("open", "Contacts"), ("tap", "Create contact"), ("type", name), ("tap", "Save"))
        yield Script(f"add the contact {name}", moves, people, name)
    screen = ("uiautomator", "dump", "/dev/tty")
    for sum_, result in (("7×8=", "56"), ("9+4×5=", "29")):
        keys = tuple(("tap", key) for key in sum_)
        moves = (("open", "Calculator"), *keys)
        yield Script(f"calculate {sum_}", moves, screen, f'text="{result}"')
    moves = (("tap", "Clock"), ("tap", "Stopwatch"), ("tap", "Start"))
    yield Script("start the stopwatch", moves, screen, 'content-desc="Pause"')
    folders = ("find", "/sdcard", "-name", "Errands")
    moves = (("open", "Notes"), ("tap", "Create folder"), ("type", "Errands"), ("tap", "OK"))
    yield Script("make the folder Errands in Notes", moves, folders, "Errands")


def reached(script: Script, device: Device) -> bool:
    said = device.shell(script.look)[1]
    return said.strip() == script.wanted if script.first else script.wanted in said


def record(script: Script, device: Device, folder: Path, *, tree: bool) -> EpisodeFolder | None:
    """None for a script that does not do what it is for: there is nothing to be replayed."""
    hand: Any = Hand(script)
    attempt = Attempt(Task(goal=script.goal), device, hand, elements=True)
    with RunWriter(folder, script.goal, RunRecord(started=time.time())).episode() as writer:
        for step in attempt:
            seen = step.observation if tree else replace(step.observation, elements=())
            writer.write(replace(step, observation=seen))
        episode = attempt.conclude()
        writer.end(episode)
    if episode.outcome is not Outcome.SUCCESS or not reached(script, device):
        print(f"no recording: {script.goal}: {episode.outcome} {episode.error}", flush=True)
        return None
    return EpisodeFolder(writer.path)


def redo(script: Script, episode: EpisodeFolder, device: Device) -> tuple[bool, list[Redone]]:
    """Whether the phone is afterwards as wanted, and the steps."""
    done = list(Anchored(device, episode))
    return reached(script, device), done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--without-tree", action="store_true")
    given = parser.parse_args()
    fleet: Any = registry.phones()
    kind = registry.device_kind("android")
    plain = {"port": None, "clock": None, "state": None}
    tried, reaches, steps, hows = 0, 0, 0, Counter[str]()
    phones = [fleet.start(**shape, **plain) for shape in (RECORDED, REPLAYED)]
    try:
        with (
            closing(kind.open(phones[0].serial)) as first,
            closing(kind.open(phones[1].serial)) as second,
            tempfile.TemporaryDirectory() as folder,
        ):
            for script in scripts():
                if tried == given.count:
                    break
                for phone, device in zip(phones, (first, second), strict=True):
                    fleet.reset(phone.serial)
                    if script.first:
                        device.shell(script.first)
                second.shell(["cmd", "uimode", "night", "yes"])
                episode = record(script, first, Path(folder), tree=not given.without_tree)
                if episode is None:
                    continue
                tried += 1
                holds, done = redo(script, episode, second)
                ways = [one.how for one in done]
                reaches, steps = reaches + holds, steps + len(list(episode.steps()))
                hows.update(ways)
                print(
                    f"{'reached' if holds else 'NOT':8}{script.goal}: {', '.join(ways)}", flush=True
                )
    finally:
        for phone in phones:
            fleet.stop(phone.serial)
    found = sum(number for how, number in hows.items() if how != "lost")
    print(f"{reaches} of {tried} reached; {found} of {steps} steps without a model")
    for how, number in hows.most_common():
        print(f"  {number:4} {how}")


if __name__ == "__main__":
    main()
