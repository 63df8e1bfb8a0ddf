"""What ``--approve`` takes on the command line and in settings."""

import subprocess
import sys

import pytest

from agent import config
from agent.errors import ConfigError


@pytest.mark.parametrize("word", ["default", "auto", "ask", "deny", "my/rules.toml"])
def test_a_word_or_a_file_of_rules(word, tmp_path):
    loaded = config.load(environ={"FINGERTIP_APPROVE": word}, folder=tmp_path)

    assert loaded.settings.approve == word


@pytest.mark.parametrize("word", ["allow", "yes", "rules.yaml", ""])
def test_anything_else_is_refused(word, tmp_path):
    with pytest.raises(ConfigError, match="--approve"):
        config.load({"approve": word}, environ={}, folder=tmp_path)


def test_a_faulty_file_is_shown_before_a_device_is_looked_for(tmp_path):
    (tmp_path / "rules.toml").write_text('[[rule]]\nthen = "ask"\ntext = 7\n')

    done = subprocess.run(
        [sys.executable, "-m", "agent", "run", "tidy up", "--approve", "rules.toml"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 2
    assert "rules.toml:3:1: " in done.stderr
    assert "text = 7" in done.stderr
    assert "try: mend rules.toml" in done.stderr
