"""Opens a page in the person's own browser, where there is a screen to show it on."""

import os
import sys

from agent.cli import terminal

__all__ = ["browse"]


def browse(url: str) -> None:
    """Open ``url``. Without a display do nothing: a browser of text would take the terminal."""
    import webbrowser

    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    if not webbrowser.open(url):
        terminal.say("no browser was found: open the page yourself")
