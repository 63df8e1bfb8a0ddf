"""A phone behind ``adb`` in the place of AndroidWorld's emulator.

AndroidWorld's tasks know the device through ``android_env``'s interface (``env_interface.py``):
``execute_adb_call`` for everything, ``reset`` and ``step`` for a picture. ``android_env``'s own
parser turns its requests into words for the program ``adb``; only the program's caller is ours.
"""

import io
import subprocess
from collections.abc import Sequence
from typing import Any

from agent.errors import DeviceLost, MissingDependency, MissingTool
from agent.evals.android_world.checkout import Checkout

__all__ = ["Adb", "Screen", "open_env"]

SECONDS = 120.0
"""For a call that names no limit, as in ``android_env``'s ``AdbControllerConfig``."""


class Adb:
    """Runs ``adb`` for ``android_env``; in the place of its ``AdbController``.

    Theirs answers a failed command by killing the adb server, which other phones are attached to,
    and tries again. This one does neither: the error is theirs, at once.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """``words``: the program and what stands before every command (``SpeaksAdb.adb``)."""
        self._words = list(words)

    def execute_command(
        self, args: Sequence[str], timeout: float | None = None, device_specific: bool = True
    ) -> bytes:
        """What the command prints, errors among it. Raises ``AdbControllerError`` where it fails.

        ``device_specific``: theirs; this program is of one device anyway.
        """
        from android_env.components.errors import AdbControllerError

        command = [*self._words, *args]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=timeout or SECONDS, check=True,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise MissingTool(f"no adb: {error}", hint="agent doctor") from error
        except subprocess.SubprocessError as error:
            said = (getattr(error, "stdout", None) or b"").decode(errors="replace").strip()
            raise AdbControllerError(f"adb {' '.join(args)}: {error} {said}") from error
        return done.stdout


class Screen:
    """An ``AndroidEnvInterface`` of one phone: every call goes through ``adb``, nothing is polled.

    Actions come by ``execute_adb_call``; ``step`` takes a picture, whatever it is given.
    """

    raw_action: Any = None
    raw_observation: Any = None

    def __init__(self, adb: Adb) -> None:
        try:
            from android_env.components.adb_call_parser import AdbCallParser
        except ImportError as error:
            raise MissingDependency(
                f"android_env cannot be imported: {error}",
                hint="pip install 'fingertip[androidworld]'",
            ) from error
        self._adb = adb
        self._parser = AdbCallParser(adb)

    @property
    def is_built_in(self) -> bool:
        """Whether it is Fingertip's own phone, by what it says of itself."""
        brand: bytes = self._adb.execute_command(["shell", "getprop", "ro.product.brand"])
        return brand.strip() == b"fingertip"

    def pixels(self) -> Any:
        """The screen now: an array of uint8, height x width x red, green, blue.

        Raises ``DeviceLost`` where none can be had.
        """
        import numpy as np
        from android_env.components.errors import AdbControllerError
        from PIL import Image

        try:
            png = self._adb.execute_command(["exec-out", "screencap", "-p"], timeout=30)
            return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
        except (AdbControllerError, OSError) as error:
            raise DeviceLost(f"no picture of the screen: {error}", hint="adb devices") from error

    def execute_adb_call(self, call: Any) -> Any:
        """An ``AdbRequest`` answered by an ``AdbResponse``."""
        return self._parser.parse(call)

    def reset(self) -> Any:
        """A first ``dm_env.TimeStep``; the phone is left as it is."""
        import dm_env

        return dm_env.restart(self._observation())

    def step(self, action: Any) -> Any:
        """The next ``dm_env.TimeStep``. ``action`` is AndroidWorld's no-op, a lifted finger."""
        import dm_env

        return dm_env.transition(reward=0.0, observation=self._observation())

    def action_spec(self) -> dict[str, Any]:
        return {}

    def observation_spec(self) -> dict[str, Any]:
        return {}

    def task_extras(self, latest_only: bool = True) -> dict[str, Any]:
        return {}

    def stats(self) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        """Nothing is held."""

    def _observation(self) -> dict[str, Any]:
        return {"pixels": self.pixels()}


def open_env(checkout: Checkout, screen: Screen) -> Any:
    """AndroidWorld's own ``AsyncAndroidEnv`` over ``screen``, made ready as its launcher does.

    The UI tree comes from ``uiautomator dump`` (its ``A11yMethod.UIAUTOMATOR``): it has no hints,
    and ``forest`` is None.
    """
    controllers = checkout.module("android_world.env.android_world_controller")
    controller = controllers.AndroidWorldController(
        screen, a11y_method=controllers.A11yMethod.UIAUTOMATOR
    )
    env = checkout.module("android_world.env.interface").AsyncAndroidEnv(controller)
    checkout.module("android_world.utils.datetime_utils").setup_datetime(env.controller)
    return env
