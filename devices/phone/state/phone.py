"""The phone itself: one truth that the glass, the shell and the apps look at."""

import contextlib
import json
import os
import threading
from pathlib import Path

from devices.phone.state.activities import Activities
from devices.phone.state.alarms import Alarms
from devices.phone.state.clipboard import Clipboard
from devices.phone.state.clock import Clock
from devices.phone.state.consequences import Consequences
from devices.phone.state.contacts import Contacts
from devices.phone.state.layout import STANDARD_FOLDERS
from devices.phone.state.messages import Messages, address_key, names_by_number
from devices.phone.state.notes import Notes
from devices.phone.state.notifications import Notifications
from devices.phone.state.packages import MESSAGES, Packages
from devices.phone.state.power import Power
from devices.phone.state.seed_files import seed_files
from devices.phone.state.seed_messages import seed_messages
from devices.phone.state.seeded import initial_settings, properties
from devices.phone.state.seeds import seed_contacts, seed_notes
from devices.phone.state.settings import Settings
from devices.phone.state.storage import Storage

__all__ = ["PhoneState"]

_SEED_FILE = ("data", "system", "fingertip.json")


class PhoneState:
    """Everything that a phone knows; thread-safe, without Qt.

    Attributes:
        root: folder of the host that is the phone's "/".
        seed: what the phone was made from.
        size: width and height in device pixels.
        density: dots per inch; 160 is one pixel per dp.
        lock: for changes that touch several parts at once.
    """

    def __init__(
        self, root: Path, seed: int, size: tuple[int, int], density: int, now: float | None
    ) -> None:
        self.root = root
        self.seed = seed
        self.size = size
        self.density = density
        self.lock = threading.RLock()
        self._now = now
        self.clock = Clock(now)
        self.packages = Packages()
        self.activities = Activities(self.packages)
        self.clipboard = Clipboard()
        self.notifications = Notifications()
        self.settings = Settings(root)
        self.power = Power(lambda: self.settings.get("secure", "lockscreen_kind") != "none")
        self.contacts = Contacts(root)
        self.alarms = Alarms(root, self.clock.now)
        self.notes = Notes(root, self.clock.now)
        self.messages = Messages(root, self.clock.now)
        self.storage = Storage(root, self.clock.now)
        self.props = properties(size, density)
        self._consequences = Consequences(self.settings)

    @classmethod
    def open(
        cls, root: Path, *, seed: int = 0, size: tuple[int, int] = (1080, 2400),
        density: int = 420, now: float | None = None,
    ) -> "PhoneState":  # fmt: skip
        """The phone in the folder `root`; an empty folder is filled from `seed`.

        A folder that holds a phone keeps what is in it, and its own seed.

        Args:
            root: a folder of the host.
            seed: what an empty folder is filled from.
            size: width and height in device pixels.
            density: dots per inch.
            now: what the phone's clock shows at first (epoch seconds); None = the host's time.
        """
        kept = root.joinpath(*_SEED_FILE)
        known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else None
        if known is not None:
            seed = int(known["seed"])
        root.mkdir(parents=True, exist_ok=True)
        state = cls(root, seed, size, density, now)
        if known is None:
            state._fill()
        state._set_battery()
        state.notifications.seed(seed, state.clock.now())
        return state

    def reset(self) -> None:
        """Back to what the seed gave; watchers are told."""
        with self.lock:
            self._empty()
            if self._now is not None:
                self.clock.set(self._now)
            self.clipboard.set("")
            self.props.clear()
            self.props.update(properties(self.size, self.density))
            self._fill()
            self._set_battery()
            self.notifications.seed(self.seed, self.clock.now())
            self.activities.reset()
            self.power.wake()
            self.power.unlock()
        for store in (self.contacts, self.alarms, self.notes, self.messages, self.storage):
            store.touch()

    def receive_text(self, address: str, body: str) -> None:
        """A text message comes in: it is stored, and a notification tells of it.

        Raises:
            sqlite3.Error: a client has put other tables in the messages' place.
        """
        self.messages.receive(address, body)
        name = names_by_number(self.contacts.list()).get(address_key(address), address)
        self.notifications.post(MESSAGES, name, body, self.clock.now(), route=address)

    def read_texts(self, address: str) -> None:
        """The text messages of a number have been looked at: no notification tells of them.

        Raises:
            sqlite3.Error: a client has put other tables in the messages' place.
        """
        self.messages.mark_read(address)
        key = address_key(address)
        for told in self.notifications.list():
            if told.package == MESSAGES and told.route and address_key(told.route) == key:
                self.notifications.dismiss(told.id)

    def _fill(self) -> None:
        for folder in self._folders():
            folder.mkdir(parents=True, exist_ok=True)
        with self._consequences.held():
            self.settings.replace(initial_settings(self.seed))
        seed_contacts(self.contacts, self.seed)
        seed_messages(self.messages, self.contacts, self.seed, self.clock.now())
        seed_notes(self.notes, self.seed, self.clock.now())
        seed_files(self.storage, self.seed, self.clock.now())
        self.alarms.list()  # its tables are there for clients before the app is first opened
        kept = self.root.joinpath(*_SEED_FILE)
        kept.write_text(json.dumps({"seed": self.seed}), encoding="utf-8")

    def _folders(self) -> list[Path]:
        apps = (
            f"/data/data/{package.name}/{name}"
            for package in self.packages
            for name in ("databases", "files", "shared_prefs", "cache")
        )
        return [self._real(path) for path in (*STANDARD_FOLDERS, *apps)]

    def _empty(self) -> None:
        # The standard folders stay: making a folder costs more than all files together.
        kept = {folder for path in self._folders() for folder in (path, *path.parents)}
        for here, folders, names in os.walk(self.root, topdown=False):
            for name in names:
                Path(here, name).unlink(missing_ok=True)
            for name in folders:
                folder = Path(here, name)
                if folder.is_symlink():
                    folder.unlink(missing_ok=True)
                elif folder not in kept:
                    # A client may be writing into it at this very moment: then it stays.
                    with contextlib.suppress(OSError):
                        folder.rmdir()

    def _real(self, path: str) -> Path:
        # The one place of shared storage; files.py maps its other names here.
        return self.root / path.replace("/sdcard/", "/data/media/0/", 1).lstrip("/")

    def _set_battery(self) -> None:
        self.power.set_battery(85 if self.seed == 0 else 15 + self.seed * 37 % 85)
