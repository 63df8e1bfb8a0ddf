"""A stand-in for AndroidWorld, written for these tests: its interfaces, and none of its code.

Modules, classes and calls have the names and forms that google-research/android_world gives them,
as far as they are asked for; what the tasks send to the phone has the forms that its tasks send.
"""
