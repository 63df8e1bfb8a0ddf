"""Pictures: one persistent mss instance, by XShmGetImage where the X server shares memory."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from agent.errors import CaptureFailed, DeviceLost, MissingDependency, UnknownDevice
from agent.types import Frame, Point, Size
from devices.desktop.session import Session

__all__ = ["Camera", "View"]


@dataclass(frozen=True)
class View:
    """The part of the desktop that is shown, and how many pixels one step of the cursor is."""

    left: int
    top: int
    size: Size
    scale: float = 1.0
    """Picture pixels per cursor unit: 2.0 on a Retina monitor of macOS, else 1.0."""

    def to_desktop(self, at: tuple[int, int]) -> Point:
        """A pixel of the picture, as the cursor counts it."""
        return Point(self.left + int(at[0] / self.scale), self.top + int(at[1] / self.scale))

    def to_picture(self, at: tuple[int, int]) -> Point | None:
        """Where the cursor is in the picture; None when it is on another monitor."""
        x, y = int((at[0] - self.left) * self.scale), int((at[1] - self.top) * self.scale)
        inside = 0 <= x < self.size.width and 0 <= y < self.size.height
        return Point(x, y) if inside else None


class Camera:
    """Takes pictures of monitor ``0`` (the main one), ``1`` ..., or of ``all`` of them together.

    The cursor is never in the picture. Raises ``UnknownDevice`` for a monitor that is not there,
    ``CaptureFailed`` when the system gives none away, ``DeviceLost`` when the X server has gone,
    ``MissingDependency`` without mss.
    """

    def __init__(self, session: Session, monitor: str = "0") -> None:
        self._session = session
        self._name = monitor
        self._screens = _open(session)
        try:
            self._region = self._choose()
            self.view = self._look(self._take())
        except BaseException:
            self.close()
            raise

    @property
    def monitors(self) -> list[Size]:
        """The size of each monitor, in cursor units."""
        return [Size(each["width"], each["height"]) for each in self._each()]

    @property
    def notes(self) -> tuple[str, ...]:
        """Why pictures take longer than they could, in mss's own words."""
        slow = getattr(self._screens._impl, "performance_status", [])
        return tuple(f"capture: {line}" for line in slow if "working correctly" not in line)

    def take(self) -> Frame:
        """The monitor now: BGRA, not copied once more after mss."""
        shot = self._take()
        if tuple(shot.size) != self.view.size:
            self.view = self._look(shot)
        return Frame(self.view.size, shot.raw, "BGRA", has_status_bar=False)

    def refresh(self) -> None:
        """Look anew at which monitors there are and how large they are.

        Raises ``DeviceLost`` when this one was unplugged.
        """
        self.close()
        self._reopen()
        self.view = self._look(self._take())

    def close(self) -> None:
        """Give back the shared memory. Idempotent."""
        from mss import ScreenShotError

        screens, self._screens = self._screens, None
        if screens is not None:
            # mss complains when the X server went first, and would crash if it were closed again.
            with suppress(ScreenShotError):
                screens.close()

    def _take(self) -> Any:
        from mss import ScreenShotError

        broken = (ScreenShotError, AssertionError)  # the latter when the X server has gone
        with suppress(*broken):
            if self._screens is not None:
                return self._screens.grab(self._region)
        # The screen was resized under the connection, or it is gone: once more from the start.
        self.close()
        try:
            self._reopen()
            return self._screens.grab(self._region)
        except (CaptureFailed, *broken) as error:
            if self._session.system == "x11":
                raise DeviceLost(
                    f"the X server at {self._session.display} has gone: {error}",
                    hint="agent devices",
                ) from error
            raise CaptureFailed(
                f"no picture of the desktop: {error}",
                hint="on macOS allow it: System Settings > Privacy & Security > Screen Recording",
            ) from error

    def _reopen(self) -> None:
        self._screens = _open(self._session)
        try:
            self._region = self._choose()
        except UnknownDevice as error:
            # It was there when it was named: nobody has mistyped anything.
            raise DeviceLost(f"the monitor was unplugged: {error}", hint=error.hint) from error

    def _choose(self) -> dict[str, Any]:
        if self._name == "all":
            return dict(self._screens.monitors[0])
        each = self._each()
        if self._name.isdecimal() and int(self._name) < len(each):
            return dict(each[int(self._name)])
        sizes = ", ".join(f"{i} ({m['width']}x{m['height']})" for i, m in enumerate(each))
        raise UnknownDevice(
            f"there is no monitor {self._name!r}; there are {sizes}, and all",
            hint="agent devices",
        )

    def _each(self) -> list[dict[str, Any]]:
        found = self._screens.monitors
        return sorted(found[1:] or found, key=lambda monitor: not monitor.get("is_primary"))

    def _look(self, shot: Any) -> View:
        size = Size(*shot.size)
        scale = size.width / self._region["width"]
        return View(self._region["left"], self._region["top"], size, scale)


def _open(session: Session) -> Any:
    try:
        import mss
    except (ImportError, OSError) as error:
        raise MissingDependency(
            f"pictures of a desktop need mss: {error}", hint="pip install mss"
        ) from error
    try:
        with session.entered():
            return mss.MSS()
    except mss.ScreenShotError as error:
        raise CaptureFailed(
            f"no picture of the desktop {session.display}: {error}",
            hint="sudo apt-get install -y libxcb1 libxcb-randr0 libxcb-shm0 libxcb-xfixes0",
        ) from error
