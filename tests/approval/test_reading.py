"""Files of rules: what is right about them, and where the fault is."""

import pytest

from agent.approval import rules_for
from agent.errors import ConfigError


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "rules.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_file_comes_before_the_shipped_rules(write):
    rules = rules_for(write('[[rule]]\nname = "mine"\nthen = "allow"\ntext = "delete draft"\n'))

    assert rules.rule[0].name == "mine"
    assert rules.rule[1:] == rules_for("default").rule


def test_a_file_may_stand_alone(write):
    rules = rules_for(write('defaults = false\notherwise = "deny"\n'))

    assert (rules.rule, rules.otherwise) == ((), "deny")


def test_a_hook_is_read(write):
    hook = rules_for(write('[hook]\ncommand = ["ask-me", "-v"]\ntimeout = 5\n')).hook

    assert hook
    assert (hook.command, hook.timeout) == (("ask-me", "-v"), 5)


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ('[[rule]]\nthen = "maybe"\n', "2:1", "'allow', 'ask' or 'deny'"),
        ('[[rule]]\nthen="deny"\n\n[[rule]]\nthen="ask"\n txet="x"', "6:2", "you mean 'text'?"),
        ('[[rule]]\nname = "x"\n', "1:3", "'then' is missing"),
        ('[[rule]]\nthen = "ask"\naction = ["tapp"]\n', "3:1", "Did you mean 'tap'?"),
        ('[[rule]]\nthen = "ask"\ntext = "/(/"\n', "3:1", "no regular expression"),
        ('[[rule]]\nthen = "ask"\ntext = " "\n', "3:1", "it is empty"),
        ('[[rule]]\nthen = "ask"\nregion = [0, 0, 1, 2]\n', "3:1", "as shares"),
        ('othrwise = "deny"\n', "1:1", "Did you mean 'otherwise'?"),
        ("[hook]\ncommand = []\n", "2:1", "at least 1 item"),
        ('then = "a\n', "1:10", "Illegal character"),
        ("[[rule]]\nthen = ", "2:1", "Invalid value"),
    ],
)
def test_a_fault_is_told_with_its_place(write, text, place, what):
    path = write(text)

    with pytest.raises(ConfigError) as told:
        rules_for(path)

    assert str(told.value).startswith(f"{path}:{place}: ")
    assert what in str(told.value)
    assert "^" in told.value.detail
    assert path in told.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml cannot be read"):
        rules_for(str(tmp_path / "none.toml"))
