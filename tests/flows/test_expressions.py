"""``${...}``: what a condition says."""

import pytest

from agent.flows.expressions import ExpressionError, evaluate, fill, is_true

NAMES = {"USER": "ann", "COUNT": "3", "maestro.copiedText": "42"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("USER", "ann"),
        ("USER == 'ann'", True),
        ('USER !== "bob"', True),
        ("COUNT + 1", "31"),
        ("COUNT - 1", 2),
        ("-COUNT + 5", 2),
        ("COUNT == 3 && !(USER == 'bob')", True),
        ("NOBODY || 'nothing'", "nothing"),
        ("NOBODY == null", True),
        ("NOBODY == ''", False),
        ("COUNT >= 3 || boom", True),
        ("2 < COUNT", True),
        ("true == 1", True),
        ("'it\\'s'", "it's"),
        ("maestro.copiedText > 41", True),
    ],
)
def test_an_expression_has_a_value(text, value):
    assert evaluate(text, NAMES) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "USER =",
        "output.x = 1",
        "f(1)",
        "a.b()",
        "(1",
        "1 2",
        "`x`",
        "'ann' < 1",
        "!" * 50,
    ],
)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ExpressionError):
        evaluate(text, NAMES)


def test_a_text_is_filled():
    assert fill("hello ${USER}, ${COUNT}${COUNT}", NAMES) == "hello ann, 33"
    assert fill(r"costs \${COUNT}", NAMES) == "costs ${COUNT}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${1000000 + 1}", "1000001"),
        ("${TICKET - 1}", "4155550100"),
        ("${1 - 1.5}", "-0.5"),
        ("${-0}", "0"),
        ("${1000000000000000000000 + 0}", "1e+21"),
    ],
)
def test_a_number_is_written_as_javascript_does(text, said):
    assert fill(text, {"TICKET": "4155550101"}) == said


def test_what_is_not_defined_is_an_error():
    with pytest.raises(ExpressionError, match="NOBODY is not defined"):
        fill("${NOBODY}", NAMES)


def test_what_is_known_later_stays():
    assert fill("${USER} ${maestro.x}", NAMES, later="maestro.") == "ann ${maestro.x}"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("${USER == 'ann'}", True),
        ("${NOBODY}", False),
        ("false", False),
        ("true", True),
        ("", False),
        ("${COUNT - 3}", False),
        ("${USER} == ann", True),  # a text that says something
    ],
)
def test_a_condition_holds_or_not(text, holds):
    assert is_true(text, NAMES) is holds
