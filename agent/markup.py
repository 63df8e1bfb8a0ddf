"""What pages of ours have in common: data that cannot be markup, scripts that are known by hash."""

import base64
import hashlib
import json

__all__ = ["harmless", "source"]


def harmless(data: object) -> str:
    """``data`` as JSON in ASCII, with no character that means anything to a reader of HTML."""
    text = json.dumps(data, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def source(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style (CSP level 3, 2.3.1)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
