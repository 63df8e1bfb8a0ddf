"""Which device: the one that was named, the environment's, or the only one."""

import os
from collections.abc import Mapping, Sequence

from agent.errors import DeviceNotFound, UnknownDevice
from devices.android.server import Attached

__all__ = ["choose", "is_coming"]

CONNECTING = frozenset({"offline", "connecting", "authorizing"})
"""What adb says of a device while it shakes hands with it (AOSP ``adb.cpp``, the states' names).

A restarted server does that anew with all of them. One that has hung up is ``offline`` as well.
"""


def is_coming(
    attached: Sequence[Attached],
    named: str | None,
    environ: Mapping[str, str] = os.environ,
) -> bool:
    """Whether ``choose`` would fail now for a device that adb is connecting to."""
    wanted = named or environ.get("ANDROID_SERIAL") or None
    states = {device.state for device in attached if wanted in {None, device.serial}}
    return "device" not in states and not states.isdisjoint(CONNECTING)


def choose(
    attached: Sequence[Attached],
    named: str | None,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """The serial to use.

    A serial that was named, or given by ANDROID_SERIAL, is that or nothing. Raises
    ``DeviceNotFound`` when it is away, cannot be used, or nothing is attached; ``UnknownDevice``
    when several are attached and nobody chose.
    """
    wanted = named or environ.get("ANDROID_SERIAL") or None
    if wanted is not None:
        return _named(attached, wanted, "" if named else " (ANDROID_SERIAL)")
    usable = [device for device in attached if device.state == "device"]
    if len(usable) == 1:
        return usable[0].serial
    if usable:
        raise UnknownDevice(
            f"{len(usable)} devices are attached and none was chosen: {_lines(usable)}",
            hint=f"choose one: --serial {usable[0].serial}",
        )
    if attached:
        raise DeviceNotFound(
            f"what is attached cannot be used: {_lines(attached)}", hint=_cure(attached[0].state)
        )
    raise DeviceNotFound(
        "no Android device is attached",
        hint="plug in a phone with USB debugging on, or start the built-in one: agent phone start",
    )


def _named(attached: Sequence[Attached], wanted: str, whence: str) -> str:
    for device in attached:
        if device.serial != wanted:
            continue
        if device.state == "device":
            return wanted
        raise DeviceNotFound(f"device {wanted}{whence} is {device.state}", hint=_cure(device.state))
    others = _lines(attached) if attached else "nothing"
    raise DeviceNotFound(
        f"no device {wanted}{whence}; attached: {others}",
        hint=f"adb connect {wanted}" if ":" in wanted else "agent devices",
    )


def _lines(attached: Sequence[Attached]) -> str:
    return ", ".join(
        f"{device.serial} ({device.description or device.state})"
        if device.state == "device"
        else f"{device.serial} ({device.state})"
        for device in attached
    )


def _cure(state: str) -> str:
    return {
        "unauthorized": "unlock it and accept the question about USB debugging",
        "offline": "unplug it and plug it in again, or: adb reconnect offline",
        "no permissions": "give your user the device's udev rule, then: adb kill-server",
    }.get(state, "adb devices -l")
