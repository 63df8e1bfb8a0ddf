"""The desktop driver: mss to see, pyautogui to act.

``KIND`` is what the entry point ``fingertip.devices: desktop`` names. Importing this package loads
the standard library and the seams only; mss, pyautogui and Xlib wait until they are used, so that
a machine without a display can still import it.
"""

from devices.desktop.kind import KIND

__all__ = ["KIND"]
