"""The Android driver: any phone that a real adb server can reach.

``KIND`` is what the entry point ``fingertip.devices: android`` names. Importing this package loads
the standard library and the seams only; adbutils, numpy and tenacity wait until they are used.
"""

from devices.android.kind import KIND

__all__ = ["KIND"]
