"""Desktops of their own: an X server without a monitor, a window manager, a HOME, a D-Bus.

From outside: start, stop, list, look. Each is a process of its own (`__main__`) that ends whatever
was started in it. Linux only.
"""

from devices.desktop.virtual.desktops import Desktops
from devices.desktop.virtual.info import DesktopInfo

__all__ = ["DesktopInfo", "Desktops"]
