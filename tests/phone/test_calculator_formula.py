import pytest

from devices.phone.ui.apps.calculator import CalculatorApp
from devices.phone.ui.apps.formula import FormulaError, shown, value


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("1+2×3", "7"),
        ("(1+2)×3", "9"),
        ("1÷3", "0.333333333333"),
        ("0.1+0.2", "0.3"),
        ("10%", "0.1"),
        ("5−−3", "8"),
        ("2^3^2", "512"),
        ("√9+1", "4"),
        ("5!", "120"),
        ("2(3+4", "14"),
        ("7+", "7"),
        ("−4", "−4"),
        ("9999999999×9999999999", "9.999999998E19"),
    ],
)
def test_formulas(formula, result):
    assert shown(value(formula)) == result


@pytest.mark.parametrize(
    "formula", ["1÷0", "9^9^9^9^9", "..", "(" * 300 + "1", "1)2", "√−1", "1.5!", "import os", ""]
)
def test_what_has_no_value_says_so(formula):
    with pytest.raises(FormulaError):
        value(formula)


def _press(keys):
    calculator = CalculatorApp()
    for key in keys:
        calculator.press(key)
    return calculator


@pytest.mark.parametrize(
    ("keys", "formula", "result"),
    [
        ("12+30", "12+30", "42"),
        ("12+30=", "42", ""),
        ("12+30=5", "5", ""),
        ("12+30=+1", "42+1", "43"),
        ("5+×2", "5×2", "10"),
        ("×5", "5", ""),
        ("1.2.3", "1.23", ""),
        (".5", "0.5", ""),
        ("8÷0=", "8÷0", "Can't divide by 0"),
        ("123⌫⌫", "1", ""),
    ],
)
def test_keys(keys, formula, result):
    calculator = _press(keys)
    assert (calculator.formula, calculator.result) == (formula, result)


def test_the_bracket_key_opens_and_closes():
    calculator = _press(["2", "×", "( )", "3", "+", "4", "( )"])
    assert (calculator.formula, calculator.result) == ("2×(3+4)", "14")
    calculator.press("AC")
    assert calculator.formula == ""
