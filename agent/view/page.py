"""One HTML file that opens from disk: nothing is loaded, and nothing of a recording can run.

- The page's only script and style are named by their hashes in a Content-Security-Policy that
  allows nothing else: no other script, no address to load from or send to, no form.
- ``require-trusted-types-for 'script'`` makes the browser refuse markup from strings altogether.
- What was recorded lies in a JSON block in which ``<``, ``>`` and ``&`` are escapes (no tag can
  begin or end there), and is shown through ``textContent``.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from agent.markup import harmless, source
from agent.view.content import Pictures

__all__ = ["MARK", "page"]

MARK = "<!-- a recording shown by fingertip -->"
"""By this a page of ours is known: only such a file is written over."""

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("words.js", "marks.js", "viewer.js", "live.js")


def page(data: Mapping[str, Any], shown: Pictures, *, live: tuple[str, int] | None = None) -> str:
    """The text of the page. ``live``: the file beside it that counts the changes, and its count."""
    style, script, body = _static("viewer.css"), _script(), _static("viewer.html")
    images, counting = "data:", ""
    if live is not None:
        images = "data: file:"
        counting = f' data-counter="{quote(live[0])}" data-count="{live[1]}"'
    policy = (
        f"default-src 'none'; img-src {images}; style-src {source(style)};"
        f" script-src {source(script)}; base-uri 'none'; form-action 'none';"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )
    held = "".join(
        f'<script type="text/plain" id="picture-{number}">{text}</script>\n'
        for number, text in enumerate(shown.whole)
    )
    return (
        f'<!doctype html>\n{MARK}\n<html lang="en"{counting}>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n<title>Recording</title>\n'
        f"<style>{style}</style>\n<body>\n{body}"
        f'<script type="application/json" id="data">{harmless(data)}</script>\n'
        f"{held}<script>{script}</script>\n"
    )


@cache
def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def _script() -> str:
    return "\n".join(_static(name) for name in _SCRIPTS)
