"""The system libraries without which Qt cannot be loaded."""

__all__ = ["APT_PACKAGES", "MissingLibraryError", "require"]

APT_PACKAGES = "libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3"
"""What PySide6's QtGui needs and a bare Debian or Ubuntu lacks."""


class MissingLibraryError(ImportError):
    """A system library that PySide6 needs is not installed; the text says what to type."""


def require() -> None:
    """Load Qt's drawing parts.

    Raises:
        MissingLibraryError: that failed.
    """
    try:
        import PySide6.QtGui
        import PySide6.QtQuick  # noqa: F401 - loading is the test
    except ImportError as error:
        raise MissingLibraryError(
            f"The built-in phone cannot be drawn: {error}. Qt needs some system libraries; on"
            f" Debian and Ubuntu type: sudo apt-get install {APT_PACKAGES}"
        ) from error
