"""The built-in Android phone: an ADB device in a process of its own, with a real touch UI."""
