"""Tokens to a syntax tree: recursive descent over POSIX's grammar as mksh reads it."""

import re
from collections.abc import Callable

from devices.phone.shell.errors import BadSyntax, Incomplete
from devices.phone.shell.lexer import Lexer, Token
from devices.phone.shell.limits import NESTING
from devices.phone.shell.syntax import (
    AndOr,
    Background,
    Case,
    CaseItem,
    Command,
    For,
    Function,
    Group,
    HereDocument,
    If,
    Loop,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Subshell,
    Text,
    Word,
)

__all__ = ["parse"]

REDIRECTIONS = {"<", ">", ">>", ">|", "<>", "<&", ">&", "<<", "<<-", "<<<", "&>", "&>>"}
_CLOSERS = {"then", "else", "elif", "fi", "do", "done", "esac", "}", "in"}
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def parse(text: str) -> Script:
    """The whole of `text` as one script. Raises BadSyntax, or Incomplete if more could follow."""
    parser = _Parser(text, 0, 0)
    script = parser.script(frozenset())
    token = parser.peek()
    if token.kind != "end":
        raise parser.unexpected(token)
    return script


class _Parser:
    def __init__(self, text: str, position: int, depth: int) -> None:
        if depth > NESTING:
            raise BadSyntax("syntax error: nested too deeply")
        self._depth = depth
        self._lexer = Lexer(text, position, self._nested)
        self._ahead: Token | None = None

    def _nested(self, text: str, position: int) -> tuple[Script, int]:
        inner = _Parser(text, position, self._depth + 1)
        script = inner.script(frozenset({")"}))
        inner.expect(")")
        return script, inner._lexer.position

    # Tokens

    def peek(self) -> Token:
        if self._ahead is None:
            self._ahead = self._lexer.token()
        return self._ahead

    def take(self) -> Token:
        token = self.peek()
        self._ahead = None
        return token

    def expect(self, text: str) -> None:
        token = self.take()
        if token.text != text or token.kind not in {"word", "operator"}:
            raise self.unexpected(token)

    @staticmethod
    def unexpected(token: Token) -> BadSyntax:
        if token.kind == "end":
            return Incomplete("syntax error: unexpected EOF")
        return BadSyntax(f"syntax error: unexpected '{token.text or 'word'}'")

    def _skip_newlines(self) -> None:
        while self.peek().kind == "newline":
            self.take()

    def _word(self) -> Word:
        token = self.take()
        if token.kind != "word":
            raise self.unexpected(token)
        return token.word

    # Lists

    def script(self, closers: frozenset[str]) -> Script:
        """Everything up to a token of `closers` (not taken) or the end."""
        self._depth += 1
        if self._depth > NESTING:
            raise BadSyntax("syntax error: nested too deeply")
        items: list[AndOr | Background] = []
        while True:
            self._skip_newlines()
            token = self.peek()
            if token.kind == "end" or token.text in closers:
                break
            chain = self._and_or()
            token = self.peek()
            if token.kind == "operator" and token.text == "&":
                self.take()
                items.append(Background(chain))
                continue
            items.append(chain)
            if token.kind == "newline" or (token.kind == "operator" and token.text == ";"):
                self.take()
            elif token.kind != "end" and token.text not in closers:
                raise self.unexpected(token)
        self._depth -= 1
        return Script(tuple(items))

    def _body(self, *closers: str) -> Script:
        script = self.script(frozenset(closers))
        if not script.items:
            raise self.unexpected(self.peek())
        return script

    def _and_or(self) -> AndOr:
        first = self._pipeline()
        rest: list[tuple[str, Pipeline]] = []
        while self.peek().text in {"&&", "||"} and self.peek().kind == "operator":
            operator = self.take().text
            self._skip_newlines()
            rest.append((operator, self._pipeline()))
        return AndOr(first, tuple(rest))

    def _pipeline(self) -> Pipeline:
        negated = False
        while self.peek().kind == "word" and self.peek().text == "!":
            self.take()
            negated = not negated
        commands = [self._command()]
        while self.peek().kind == "operator" and self.peek().text == "|":
            self.take()
            self._skip_newlines()
            commands.append(self._command())
        return Pipeline(tuple(commands), negated)

    # Commands

    def _command(self) -> Command:
        token = self.peek()
        if token.kind == "operator" and token.text == "(":
            self.take()
            body = self._body(")")
            self.expect(")")
            return Subshell(body, self._redirects())
        if token.kind == "word":
            if token.text in _CLOSERS - {"in"}:
                raise self.unexpected(token)
            compounds: dict[str, Callable[[str], Command]] = {
                "if": self._if, "for": self._for, "while": self._loop, "until": self._loop,
                "case": self._case, "{": self._group, "function": self._function,
            }  # fmt: skip
            compound = compounds.get(token.text)
            if compound is not None:
                self.take()
                return compound(token.text)
        return self._simple()

    def _if(self, _keyword: str) -> If:
        branches: list[tuple[Script, Script]] = []
        otherwise: Script | None = None
        while True:
            condition = self._body("then")
            self.expect("then")
            branches.append((condition, self._body("elif", "else", "fi")))
            keyword = self.take()
            if keyword.text == "else":
                otherwise = self._body("fi")
                self.expect("fi")
                break
            if keyword.text == "fi":
                break
            if keyword.text != "elif":
                raise self.unexpected(keyword)
        return If(tuple(branches), otherwise, self._redirects())

    def _for(self, _keyword: str) -> For:
        token = self.take()
        if not _NAME.match(token.text):
            raise self.unexpected(token)
        self._skip_newlines()
        words: list[Word] | None = None
        if self.peek().text == "in" and self.peek().kind == "word":
            self.take()
            words = []
            while self.peek().kind == "word":
                words.append(self._word())
        if self.peek().kind == "operator" and self.peek().text == ";":
            self.take()
        body = self._do()
        return For(token.text, None if words is None else tuple(words), body, self._redirects())

    def _do(self) -> Script:
        self._skip_newlines()
        self.expect("do")
        body = self._body("done")
        self.expect("done")
        return body

    def _loop(self, keyword: str) -> Loop:
        condition = self._body("do")
        return Loop(condition, self._do(), keyword == "until", self._redirects())

    def _case(self, _keyword: str) -> Case:
        subject = self._word()
        self._skip_newlines()
        self.expect("in")
        items: list[CaseItem] = []
        self._skip_newlines()
        while self.peek().text != "esac":
            if self.peek().kind == "operator" and self.peek().text == "(":
                self.take()
            patterns = [self._word()]
            while self.peek().kind == "operator" and self.peek().text == "|":
                self.take()
                patterns.append(self._word())
            self.expect(")")
            items.append(CaseItem(tuple(patterns), self.script(frozenset({";;", "esac"}))))
            if self.peek().text == ";;":
                self.take()
            elif self.peek().kind == "end":
                raise self.unexpected(self.peek())
            self._skip_newlines()
        self.expect("esac")
        return Case(subject, tuple(items), self._redirects())

    def _group(self, _keyword: str) -> Group:
        body = self._body("}")
        self.expect("}")
        return Group(body, self._redirects())

    def _function(self, _keyword: str) -> Function:
        token = self.take()
        if not _NAME.match(token.text):
            raise self.unexpected(token)
        if self.peek().kind == "operator" and self.peek().text == "(":
            self.take()
            self.expect(")")
        self._skip_newlines()
        return Function(token.text, self._nested_command())

    def _nested_command(self) -> Command:
        self._depth += 1
        if self._depth > NESTING:
            raise BadSyntax("syntax error: nested too deeply")
        command = self._command()
        self._depth -= 1
        return command

    def _redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        while self.peek().kind == "operator" and self.peek().text in REDIRECTIONS:
            found.append(self._redirect())
        return tuple(found)

    def _redirect(self) -> Redirect:
        token = self.take()
        target = self._word()
        fd = token.fd if token.fd >= 0 else (0 if token.text.startswith("<") else 1)
        if token.text not in {"<<", "<<-"}:
            return Redirect(fd, token.text, target)
        literal = any(isinstance(part, Text) and part.quoted for part in target)
        delimiter = "".join(part.text for part in target if isinstance(part, Text))
        document = HereDocument(delimiter, literal, token.text == "<<-")
        self._lexer.pending.append(document)
        return Redirect(fd, "<<", (), document)

    def _simple(self) -> Command:
        assignments: list[tuple[str, Word, bool]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            token = self.peek()
            if token.kind == "operator" and token.text in REDIRECTIONS:
                redirects.append(self._redirect())
                continue
            if token.kind == "operator" and token.text == "(" and len(words) == 1 and not redirects:
                return self._posix_function(words[0])
            if token.kind != "word":
                break
            self.take()
            assignment = None if words else _assignment(token.word)
            if assignment is not None:
                assignments.append(assignment)
            else:
                words.append(token.word)
        if not (assignments or words or redirects):
            raise self.unexpected(self.peek())
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def _posix_function(self, word: Word) -> Function:
        self.take()
        self.expect(")")
        name = "".join(part.text for part in word if isinstance(part, Text))
        if not name or len(word) != 1:
            raise BadSyntax("syntax error: unexpected '('")
        self._skip_newlines()
        return Function(name, self._nested_command())


def _assignment(word: Word) -> tuple[str, Word, bool] | None:
    """``name=value`` taken apart, if the name and the sign are written without quotes."""
    if not word or not isinstance(word[0], Text) or word[0].quoted:
        return None
    match = _ASSIGNMENT.match(word[0].text)
    if match is None:
        return None
    rest = word[0].text[match.end() :]
    value = ((Text(rest, quoted=False),) if rest else ()) + word[1:]
    return match[1], value, bool(match[2])
