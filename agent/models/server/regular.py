"""A family's grammar as one regular expression, for servers that take that and no Lark.

The dialects' grammars have no recursion: texts, terminals, choices, parts that may be left out, and
a thought that ends where its ``suffix`` first occurs. A regular expression cannot say "first", so
it allows a thought in which the suffix occurs too; what follows the last is as the grammar has it.

The expression keeps to what XGrammar, Outlines and llguidance all read: classes, groups, ``|``,
``* + ? {m,n}`` and escapes; no flags, no looking ahead.
"""

import json
import re

__all__ = ["regular"]

_RULE = re.compile(r"^(\w+)(?:\[suffix=(\".*\")\])?: (.*)$")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|[()|?]')
_ANYTHING = re.compile(r"\(\?s:\.(\*|\{\d+,\d+\})\)")
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


def regular(grammar: str) -> str:
    """The expression that a whole reply by ``grammar`` (Lark, as the dialects write it) matches.

    Raises ``ValueError`` for a grammar of another form.
    """
    rules: dict[str, tuple[str, str]] = {}
    for line in re.sub(r"\n +\|", " |", grammar).splitlines():
        rule = _RULE.match(line)
        if rule is None:
            raise ValueError(f"no rule that can be made regular: {line!r}")
        rules[rule[1]] = rule[3], json.loads(rule[2]) if rule[2] else ""
    return _expanded("start", rules)


def _expanded(name: str, rules: dict[str, tuple[str, str]]) -> str:
    if name not in rules:
        raise ValueError(f"the grammar has no rule {name!r}")
    body, suffix = rules[name]
    if body.startswith("/") and body.endswith("/"):
        pattern = body[1:-1].replace(r"\/", "/")
        anything = _ANYTHING.sub(r"(.|\\n)\1", pattern)
        return f"(({anything}){_literal(suffix)})"
    # What is left of a rule is out of the way while its parts are expanded: recursion ends.
    others = {other: rule for other, rule in rules.items() if other != name}
    parts = []
    for part in _PART.findall(body):
        if part.startswith('"'):
            parts.append(_literal(json.loads(part)))
        elif part in "()|?":
            parts.append(part)
        else:
            parts.append(_expanded(part, others))
    return f"({''.join(parts)})"


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", r"\n")
