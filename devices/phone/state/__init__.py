"""The phone's disk, settings and apps. Pure Python; the UI and the shell are views."""
