"""What the phone is: its disk, its settings, its apps. Pure Python; the UI and the shell are views."""
