"""awk programs compiled to closures: a pattern and an action for each rule."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.phone.shell.awk_expression import Expressions, Get
from devices.phone.shell.awk_state import Exit, Next, State, number, text, truth
from devices.phone.shell.errors import Usage
from devices.phone.shell.limits import NESTING

__all__ = ["Program", "Rule", "compile_program"]

Act = Callable[[State], None]
Test = Callable[[State], bool]
Rule = tuple[Test, Act]


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


@dataclass(slots=True)
class Program:
    begin: list[Act]
    rules: list[Rule]
    end: list[Act]


def compile_program(source: str) -> Program:
    """Compile a program. Raises Usage where its syntax is wrong or not known here."""
    return _Statements(source).program()


def _show(state: State) -> None:
    state.write(text(state.field(0)) + text(state.variables["ORS"]))


class _Statements(Expressions):
    def program(self) -> Program:
        made = Program([], [], [])
        self._blank()
        while self.peek().kind != "end":
            word = self.peek()
            if word.text in {"BEGIN", "END"} and word.kind == "keyword":
                self.take()
                (made.begin if word.text == "BEGIN" else made.end).append(self._block())
            else:
                test = self._test()
                act = self._block() if self.peek().text == "{" else _show
                made.rules.append((test, act))
            self._blank()
        return made

    def _blank(self) -> None:
        while self.peek().kind == "newline" or self.peek().text == ";":
            self.take()

    def _newlines(self) -> None:
        while self.peek().kind == "newline":
            self.take()

    def _test(self) -> Test:
        if self.peek().text == "{":
            return lambda _state: True
        first = self.expression()
        if self.peek().text != ",":
            return lambda state: truth(first(state))
        self.take()
        self._newlines()
        last = self.expression()
        mark = self.position

        def between(state: State) -> bool:
            if not state.active.get(mark) and not truth(first(state)):
                return False
            state.active[mark] = not truth(last(state))
            return True

        return between

    def _block(self) -> Act:
        self.expect("{")
        self.depth += 1
        if self.depth > NESTING:
            raise Usage("nested too deeply", 2)
        acts: list[Act] = []
        self._blank()
        while self.peek().text != "}":
            acts.append(self._statement())
            self._blank()
        self.expect("}")
        self.depth -= 1

        def run(state: State) -> None:
            for act in acts:
                act(state)

        return run

    def _body(self) -> Act:
        self._newlines()
        if self.peek().text == ";":
            self.take()
            return lambda _state: None
        return self._statement()

    def _statement(self) -> Act:
        self.depth += 1
        if self.depth > NESTING:
            raise Usage("nested too deeply", 2)
        act = self._one()
        self.depth -= 1
        return act

    def _one(self) -> Act:
        word = self.peek()
        if word.text == "{":
            return self._block()
        if word.kind == "keyword":
            compound = {
                "if": self._if, "while": self._while, "for": self._for, "do": self._do,
                "print": self._print, "printf": self._print, "next": self._leave,
                "exit": self._leave, "break": self._leave, "continue": self._leave,
                "delete": self._delete,
            }.get(word.text)  # fmt: skip
            if compound is None:
                raise Usage(f"'{word.text}' is not supported", 2)
            self.take()
            return compound(word.text)
        value = self.expression()

        def run(state: State) -> None:
            state.budget.step()
            value(state)

        return run

    def _if(self, _word: str) -> Act:
        test = self._condition()
        yes = self._body()
        saved = self.position
        self._blank()
        no: Act | None = None
        if self.peek().text == "else":
            self.take()
            no = self._body()
        else:
            self.position = saved

        def run(state: State) -> None:
            if truth(test(state)):
                yes(state)
            elif no is not None:
                no(state)

        return run

    def _condition(self) -> Get:
        self.expect("(")
        test = self.expression()
        self.expect(")")
        return test

    @staticmethod
    def _looped(test: Test, body: Act, step: Act | None) -> Act:
        def run(state: State) -> None:
            while test(state):
                state.budget.step()
                try:
                    body(state)
                except _Break:
                    return
                except _Continue:
                    pass
                if step is not None:
                    step(state)

        return run

    def _while(self, _word: str) -> Act:
        test = self._condition()
        return self._looped(lambda state: truth(test(state)), self._body(), None)

    def _do(self, _word: str) -> Act:
        body = self._body()
        self._blank()
        self.expect("while")
        test = self._condition()
        again = self._looped(lambda state: truth(test(state)), body, None)

        def run(state: State) -> None:
            try:
                body(state)
            except _Break:
                return
            except _Continue:
                pass
            again(state)

        return run

    def _for(self, _word: str) -> Act:
        self.expect("(")
        if self.peek().kind == "name" and self.peek(1).text == "in":
            name = self.take().text
            self.take()
            array = self.take().text
            self.expect(")")
            return self._each(name, array, self._body())
        start = None if self.peek().text == ";" else self.expression()
        self.expect(";")
        test = None if self.peek().text == ";" else self.expression()
        self.expect(";")
        step = None if self.peek().text == ")" else self.expression()
        self.expect(")")
        again = self._looped(
            lambda state: test is None or truth(test(state)),
            self._body(),
            _ignoring(step) if step is not None else None,
        )

        def run(state: State) -> None:
            if start is not None:
                start(state)
            again(state)

        return run

    @staticmethod
    def _each(name: str, array: str, body: Act) -> Act:
        def run(state: State) -> None:
            for key in list(state.array(array)):
                state.budget.step()
                state.set(name, key)
                try:
                    body(state)
                except _Break:
                    return
                except _Continue:
                    continue

        return run

    def _print(self, word: str) -> Act:
        closed = self.peek().text == "(" and self.closes_before_end()
        values = self.arguments(")") if closed and self.take() else self.listed()
        if self.peek().text in {">", ">>", "|"}:
            raise Usage("output to files and commands is not supported", 2)
        if word == "printf":
            if not values:
                raise Usage("printf needs a format", 2)
            made = self.called("sprintf", values)
            return lambda state: state.write(text(made(state)))

        def run(state: State) -> None:
            state.budget.step()
            if not values:
                _show(state)
                return
            shown = text(state.variables["OFS"]).join(text(value(state)) for value in values)
            state.write(shown + text(state.variables["ORS"]))

        return run

    def _leave(self, word: str) -> Act:
        ends = {";", "}", "\n", ""}
        value = self.expression() if word == "exit" and self.peek().text not in ends else None

        def run(state: State) -> None:
            if word == "next":
                raise Next
            if word == "break":
                raise _Break
            if word == "continue":
                raise _Continue
            raise Exit(int(number(value(state))) & 0xFF if value is not None else 0)

        return run

    def _delete(self, _word: str) -> Act:
        name = self.take().text
        if self.peek().text != "[":
            return lambda state: state.array(name).clear()
        self.take()
        key = self.subscript()

        def run(state: State) -> None:
            state.array(name).pop(key(state), None)

        return run


def _ignoring(value: Get) -> Act:
    def run(state: State) -> None:
        value(state)

    return run
