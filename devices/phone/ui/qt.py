"""Qt, made ready to draw without a display."""

import ctypes
import json
import os
import sys
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

__all__ = ["ICON_FAMILY", "application", "glyphs"]

ICON_FAMILY = "Material Design Icons"
_ICONS = "materialdesignicons6-webfont"


def application() -> "QGuiApplication":
    """The process's one QGuiApplication, offscreen, with Roboto and the icons loaded."""
    # Whatever the person's desktop wants of Qt: this screen is drawn in memory, pixel by pixel.
    for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI"):
        os.environ.pop(name, None)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    # Without a session bus and a desktop nothing there can be asked.
    os.environ.setdefault("QT_ACCESSIBILITY", "0")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    from PySide6.QtGui import QFont, QGuiApplication
    from PySide6.QtQuick import QQuickWindow

    _keep_none()
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    QQuickWindow.setSceneGraphBackend("software")
    app = QGuiApplication(["phone"])
    _load_fonts()
    font = QFont("Roboto")
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    hints = app.styleHints()
    hints.setCursorFlashTime(0)
    hints.setStartDragDistance(8)  # Android's ViewConfiguration.TOUCH_SLOP, in dp
    hints.setMousePressAndHoldInterval(500)
    app.setQuitOnLastWindowClosed(False)
    return app


@cache
def _keep_none() -> None:
    """Make None, True and False immortal where Python itself does not.

    Every call of a PySide6 6.12 method that returns nothing loses one reference to None, as is
    harmless from Python 3.12 on (PEP 683). Before, it ends the process after some thousand calls:
    "none_dealloc: deallocating None"; "bool_dealloc" alike. So lend them more references than a
    phone can ever lose.
    """
    if sys.version_info < (3, 12):
        for single in (None, True, False):
            count = ctypes.c_ssize_t.from_address(id(single))
            count.value += 1 << (8 * ctypes.sizeof(ctypes.c_ssize_t) - 4)


def _load_fonts() -> None:
    from PySide6.QtGui import QFontDatabase

    for face in ("Regular", "Medium", "Bold", "Light", "Italic"):
        path = files("font_roboto") / "files" / f"Roboto-{face}.ttf"
        QFontDatabase.addApplicationFont(str(path))
    # qtawesome's own module would import a widget toolkit; only its files are wanted.
    QFontDatabase.addApplicationFont(str(_icon_file(f"{_ICONS}-6.9.96.ttf")))


@cache
def glyphs() -> dict[str, str]:
    """Icon name -> the character that draws it in `ICON_FAMILY`."""
    table = json.loads(_icon_file(f"{_ICONS}-charmap-6.9.96.json").read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in table.items()}


def _icon_file(name: str) -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "fonts"
    exact = folder / name
    if exact.exists():
        return exact
    # Another release of qtawesome: the same font under another version number.
    stem, ending = name.rsplit("-", 1)[0], name.rsplit(".", 1)[1]
    return next(iter(sorted(folder.glob(f"{stem}-*.{ending}"))))
