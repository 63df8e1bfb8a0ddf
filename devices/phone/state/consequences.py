"""What else changes on a phone when one setting does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from devices.phone.state.settings import Settings

__all__ = ["Consequences"]

_FONT_SCALES = ("0.85", "1.0", "1.15", "1.3", "1.5", "1.8", "2.0")
"""The steps of Android 14's font size slider."""
_AIRPLANE_TURNS_OFF = ("wifi_on", "bluetooth_on", "tether_wifi_on")


class Consequences:
    """Watches settings and does what a real phone does then.

    Airplane mode turns the radios off and afterwards back on to what they were; a schedule for
    the dark theme is left alone. Radios may be turned on again while airplane mode is on.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._before: dict[str, str] = {}
        self._held = threading.local()
        settings.watch(self._changed)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing follows from what this thread changes meanwhile."""
        self._held.on = True
        try:
            yield
        finally:
            self._held.on = False

    def _changed(self, ns: str, key: str, value: str | None) -> None:
        if getattr(self._held, "on", False):
            return
        if (ns, key) == ("global", "airplane_mode_on"):
            self._airplane(value == "1")
        elif (ns, key) == ("system", "font_size_step") and value is not None:
            if value.isdecimal() and int(value) < len(_FONT_SCALES):
                self._settings.put("system", "font_scale", _FONT_SCALES[int(value)])
        elif (ns, key) == ("system", "font_scale") and value in _FONT_SCALES:
            self._settings.put("system", "font_size_step", str(_FONT_SCALES.index(value)))
        elif (ns, key) == ("global", "tether_wifi_on") and value == "1":
            # One radio: a phone that is a hotspot leaves its own network.
            self._settings.put("global", "wifi_on", "0")

    def _airplane(self, on: bool) -> None:
        if on:
            for key in _AIRPLANE_TURNS_OFF:
                self._before[key] = self._settings.get("global", key) or "0"
                self._settings.put("global", key, "0")
        else:
            for key, value in self._before.items():
                self._settings.put("global", key, value)
            self._before.clear()
