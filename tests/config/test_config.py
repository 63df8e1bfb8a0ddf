"""Settings: which layer wins, and who is named."""

import pytest

from agent import config
from agent.config import Settings
from agent.errors import ConfigError


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project" / "deep"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def load(tmp_path, project):
    def run(flags=None, **environ):
        environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")} | environ
        return config.load(flags, environ=environ, folder=project)

    return run


def user(tmp_path, text):
    file = tmp_path / "xdg" / "fingertip" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


def test_without_any_layer_everything_is_the_default(load):
    loaded = load()

    assert loaded.settings == Settings()
    assert set(loaded.sources.values()) == {"default"}


def test_each_layer_beats_the_ones_below_it(load, tmp_path, project):
    below = user(
        tmp_path, 'seed = 1\nreplies = 1\nmodel = "u"\ntimeout = 1\n[presets.fast]\nsettle = 1'
    )
    above = project.parent / "fingertip.toml"
    above.write_text('replies = 2\nmodel = "p"\ntimeout = 2\npreset = "fast"')

    loaded = load({"timeout": 4.0, "serial": None}, FINGERTIP_MODEL="e", FINGERTIP_TIMEOUT="3")

    got = {name: (value, source) for name, value, source in loaded.items()}
    assert got["seed"] == (1, str(below))
    assert got["replies"] == (2, str(above))
    assert got["model"] == ("e", "FINGERTIP_MODEL")
    assert got["timeout"] == (4.0, "--timeout")
    assert got["settle"] == (1.0, f"preset fast of {below}")
    assert got["serial"] == (None, "default")


def test_the_project_may_be_a_pyproject(load, project):
    file = project.parent / "pyproject.toml"
    file.write_text("[project]\nname = 'x'\n[tool.fingertip]\nmax_steps = 3\n")

    loaded = load()

    assert (loaded.settings.max_steps, loaded.sources["max_steps"]) == (3, str(file))


def test_a_pyproject_without_our_table_is_none_of_our_business(load, project):
    (project / "pyproject.toml").write_text("not even toml")

    assert load().settings == Settings()


def test_android_serial_names_the_serial_and_ours_comes_first(load):
    assert load(ANDROID_SERIAL="a").sources["serial"] == "ANDROID_SERIAL"
    assert load(ANDROID_SERIAL="a", FINGERTIP_SERIAL="b").settings.serial == "b"
    assert load(ANDROID_SERIAL="").settings.serial is None


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"FINGERTIP_TIMEOUT": "soon"}, "FINGERTIP_TIMEOUT sets timeout to 'soon'"),
        ({"FINGERTIP_APPROVE": "yes"}, "FINGERTIP_APPROVE sets approve"),
        ({"FINGERTIP_PRESET": "fast"}, "FINGERTIP_PRESET names the preset 'fast'"),
    ],
)
def test_a_bad_value_is_an_error_that_names_who_set_it(load, environ, says):
    with pytest.raises(ConfigError, match=says):
        load(**environ)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("timeuot = 3", "Did you mean 'timeout'"),
        ("timeout = [3]", "sets timeout to"),
        ("timeout = ", "cannot be read"),
        ('preset = "x"\n[presets.x]\nmodle = "y"', "no setting"),
        ("presets = 3", "presets is no table"),
        ('preset = "x"\n[presets]\nx = 5', "presets.x is no table"),
    ],
)
def test_a_bad_file_is_named(load, tmp_path, text, says):
    file = user(tmp_path, text)

    with pytest.raises(ConfigError, match=says) as caught:
        load()

    assert str(file) in str(caught.value)


def test_a_table_of_ours_in_a_pyproject_that_is_none_is_named(load, project):
    file = project / "pyproject.toml"
    file.write_text("# [tool.fingertip] follows\n[tool]\nfingertip = 3")

    with pytest.raises(ConfigError, match="fingertip is no table") as caught:
        load()

    assert str(file) in str(caught.value)


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())
