"""Plugins by name, and what is said about names that nobody knows."""

import pytest

from agent import registry
from agent.errors import UnknownDevice, UnknownDialect, UnknownPlugin, UsageError
from agent.protocols import Check, Dialect


def test_built_ins_come_in_by_entry_points():
    assert {"local", "pocket", "scripted"} <= set(registry.names("models"))
    assert "android" in registry.names("devices")
    assert isinstance(registry.dialect("qwen2.5-vl"), Dialect)
    assert isinstance(registry.make_check("settings:global/wifi_on=1"), Check)


@pytest.mark.parametrize(
    ("group", "name", "error", "meant"),
    [
        ("devices", "androit", UnknownDevice, "android"),
        ("dialects", "qwen25-vl", UnknownDialect, "qwen2.5-vl"),
        ("checks", "setting", UnknownPlugin, "settings"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(group, name, error, meant):
    with pytest.raises(error, match=f"Did you mean {meant!r}") as caught:
        registry.load(group, name)

    assert meant in caught.value.hint


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("pocket", ("pocket", "")),
        ("scripted:a:b", ("scripted", "a:b")),
        ("local:Qwen/Qwen2.5-VL-3B-Instruct", ("local", "Qwen/Qwen2.5-VL-3B-Instruct")),
        ("Qwen/Qwen2.5-VL-3B-Instruct", ("local", "Qwen/Qwen2.5-VL-3B-Instruct")),
        ("/models/x:y", ("local", "/models/x:y")),
        ("server:http://h:8000#m", ("server", "http://h:8000#m")),
        ("http://h:8000/v1#m", ("server", "http://h:8000/v1#m")),
    ],
)
def test_a_model_is_a_plugin_or_a_checkpoint(spec, found):
    assert registry.split_model(spec) == found


def test_a_folder_beside_us_is_a_checkpoint(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)

    assert registry.split_model("mine") == ("local", "mine")


def test_a_word_that_is_neither_is_an_error():
    with pytest.raises(UnknownPlugin, match="Did you mean 'pocket'") as caught:
        registry.split_model("poket")

    for known in (*registry.names("models"), "OWNER/NAME", "folder", "server:URL"):
        assert known in caught.value.hint


def test_a_check_needs_its_argument():
    with pytest.raises(UsageError):
        registry.make_check("settings")
