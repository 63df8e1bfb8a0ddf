"""The calculator: what its keys do to the formula on the display."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from devices.phone.ui.apps.formula import OPERATORS, FormulaError, shown, value

__all__ = ["CalculatorApp"]

_LONGEST = 200


class CalculatorApp(QObject):
    """The formula on the display and the result under it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._formula = ""
        self._error = ""
        self._done = False

    @Property(str, notify=changed)
    def formula(self) -> str:
        """What was typed, or after `=` its value."""
        return self._formula

    @Property(str, notify=changed)
    def result(self) -> str:
        """The value so far, empty where there is nothing to work out, or what is wrong."""
        if self._error or not any(sign in self._formula for sign in OPERATORS + "%^√!πe"):
            return self._error
        try:
            return shown(value(self._formula))
        except FormulaError:
            return ""

    @Slot(str)
    def press(self, key: str) -> None:
        """One of the keys: a digit, an operator, "( )", "AC", "⌫" or "="."""
        formula, self._error = self._formula, ""
        if key == "AC":
            formula = ""
        elif key == "⌫":
            formula = formula[:-1]
        elif key == "=":
            formula = self._worked_out()
        elif len(formula) < _LONGEST:
            formula = self._with(formula, key)
        self._done = key == "=" and not self._error
        self._formula = formula
        self.changed.emit()

    def _worked_out(self) -> str:
        if not self._formula:
            return ""
        try:
            return shown(value(self._formula))
        except FormulaError as error:
            self._error = str(error)
            return self._formula

    def _with(self, formula: str, key: str) -> str:
        if key == "( )":
            open_ = formula.count("(") - formula.count(")")
            closes = open_ > 0 and formula[-1:] not in tuple(OPERATORS + "(^√")
            return formula + (")" if closes else "(")
        if key in OPERATORS or key == "^":
            if not formula or formula == "−":
                return "−" if key == "−" else ""
            return (formula[:-1] if formula[-1] in OPERATORS + "^" else formula) + key
        if key == "%" or key == "!":
            return formula + key if formula and formula[-1] not in OPERATORS + "(" else formula
        # A digit after "=" begins anew.
        if self._done and (key.isdecimal() or key == "."):
            formula = ""
        if key == "." and "." in _last_number(formula):
            return formula
        return formula + ("0." if key == "." and not _last_number(formula) else key)


def _last_number(formula: str) -> str:
    at = len(formula)
    while at and (formula[at - 1].isdecimal() or formula[at - 1] == "."):
        at -= 1
    return formula[at:]
