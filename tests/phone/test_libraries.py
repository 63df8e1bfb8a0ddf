"""What a machine is told that lacks the libraries of Qt."""

import subprocess
import sys

PROGRAM = """
import sys
sys.modules["PySide6.QtGui"] = None  # as where its shared objects cannot be loaded
import devices.phone.ui.scene
"""


def test_a_missing_library_is_named_with_its_packages():
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "MissingLibraryError" in ended.stderr
    assert "apt-get install libegl1 libgl1 libxkbcommon0 libfontconfig1" in ended.stderr
