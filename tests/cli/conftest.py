"""A device kind ``fake``, installed as a stranger's plugin would be, and the program run on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = """
import os, time
from dataclasses import dataclass

from agent.errors import DeviceNotFound
from agent.testing import switch_phone


@dataclass(frozen=True)
class Listed:
    serial: str = "fake-1"
    state: str = "device"
    description: str = "screens in memory"


class Kind:
    name = "fake"

    def list(self):
        return [Listed()]

    def open(self, serial=None):
        if serial not in (None, "fake-1"):
            raise DeviceNotFound(f"no device {serial}", hint="agent devices")

        def before(name):
            if name == os.environ.get("FAKE_FAILS"):
                raise RuntimeError("a driver with a bug")
            if name in {"tap", "press"}:
                time.sleep(float(os.environ.get("FAKE_TAP_SECONDS", "0")))

        return switch_phone(before=before)


KIND = Kind()
"""
REPLY = '<tool_call>\n{"name": "mobile_use", "arguments": %s}\n</tool_call>'


@pytest.fixture(scope="session")
def plugins(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "fake_driver.py").write_text(DRIVER)
    about = folder / "fake_driver-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fake-driver\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[fingertip.devices]\nfake = fake_driver:KIND\n")
    return folder


@pytest.fixture
def environment(plugins, tmp_path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FINGERTIP_", "ANDROID_", "XDG_", "FAKE_"))
    }
    return kept | {"PYTHONPATH": str(plugins), "HOME": str(tmp_path / "home"), "NO_COLOR": "1"}


@pytest.fixture
def agent(environment, tmp_path):
    """``agent(*words, **variables)``: the finished process, in an empty directory of its own."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "agent", *words],
            env=environment | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run


@pytest.fixture
def script(tmp_path):
    """``script({...}, ...)``: a file of replies with these calls; a str is a reply as it stands."""

    def write(*replies: dict | str) -> str:
        texts = [
            reply if isinstance(reply, str) else REPLY % json.dumps(reply) for reply in replies
        ]
        path = tmp_path / "replies.txt"
        path.write_text("# dialect: qwen2.5-vl\n" + "\n---\n".join(texts) + "\n")
        return f"scripted:{path}"

    return write


@pytest.fixture
def wifi(script) -> str:
    """The model that opens the settings and turns Wi-Fi on."""
    return script(
        {"action": "click", "coordinate": [135, 300]},
        {"action": "click", "coordinate": [230, 180]},
        {"action": "terminate", "status": "success"},
    )
