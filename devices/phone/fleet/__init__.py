"""The built-in phones of this machine, from outside: start, stop, list, reset, look.

Nothing here imports Qt: each phone is a process of its own.
"""

from devices.phone.fleet.fleet import Fleet
from devices.phone.fleet.info import PhoneInfo

__all__ = ["Fleet", "PhoneInfo"]
