"""Which variables a Jinja2 template asks for: read in one pass, without Jinja2, which may not be there.

It follows what binds names (`for`, `set`, `macro`, `call`, `with`) and leaves aside what are not variables: attributes,
filters, tests, names of arguments. A template that is not valid gives what can be seen of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_OPENING = re.compile(r"\{\{|\{%|\{#")
_RAW_END = re.compile(r"\{%[-+]?\s*+endraw\s*+[-+]?%\}")
# A string without an end goes on to the end of the text, so that nothing is read twice.
_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*+'? | "(?:[^"\\]|\\.)*+"? | [^\W\d]\w*+ | \d[\w.]*+ | [=!<>]= | \*\* | // | [^\s]""",
    re.VERBOSE | re.DOTALL,
)
_NOT_VARIABLES = frozenset(
    [
        "and",
        "else",
        "elif",
        "if",
        "in",
        "is",
        "not",
        "or",
        "true",
        "false",
        "none",
        "True",
        "False",
        "None",
        "recursive",
        "self",
        "range",
        "dict",
        "cycler",
        "joiner",
        "namespace",
    ]
)
_OPENS_SCOPE = frozenset({"for", "macro", "call", "with", "filter", "block", "autoescape"})
_CLOSES_SCOPE = frozenset("end" + word for word in (*_OPENS_SCOPE, "set"))
_OTHER_TEMPLATES = frozenset({"include", "import", "from", "extends"})
_IMPLIED = {"for": ["loop"], "macro": ["caller", "varargs", "kwargs"]}


def names_in(text: str) -> tuple[str, ...]:
    """The names a template asks for, each once, in order of first appearance."""
    reader = _Reader()
    position = 0
    while opening := _OPENING.search(text, position):
        if opening[0] == "{#":
            end = text.find("#}", opening.end())
            position = len(text) if end < 0 else end + 2
            continue
        tokens, position = _tokens(text, opening.end(), "}" if opening[0] == "{{" else "%")
        if opening[0] == "{{":
            reader.use(tokens)
        elif tokens[:1] == ["raw"]:
            end_of_raw = _RAW_END.search(text, position)
            position = end_of_raw.end() if end_of_raw else len(text)
        else:
            reader.statement(tokens)
    return tuple(reader.found)


def _tokens(text: str, start: int, closing: str) -> tuple[list[str], int]:
    """The tokens up to the end of an expression or statement, and where the text goes on."""
    tokens: list[str] = []
    brackets = 0
    for match in _TOKEN.finditer(text, start):
        part = match[0]
        if part == closing and brackets == 0 and text.startswith("}", match.end()):
            return _without_trim_marks(tokens), match.end() + 1
        brackets += (part in "([{") - (part in ")]}" and brackets > 0)
        tokens.append(part)
    return _without_trim_marks(tokens), len(text)


def _without_trim_marks(tokens: list[str]) -> list[str]:
    if tokens[:1] in (["-"], ["+"]):
        tokens = tokens[1:]
    return tokens[:-1] if tokens[-1:] in (["-"], ["+"]) else tokens


@dataclass
class _Reader:
    """Goes through a template, and knows which names are bound where it is."""

    found: dict[str, None] = field(default_factory=dict)
    _scopes: list[set[str]] = field(default_factory=lambda: [set()])
    _to_be_set: list[list[str]] = field(default_factory=list)

    def use(self, tokens: Sequence[str]) -> None:
        """Note the variables of an expression that nothing has bound."""
        for name in _variables(tokens):
            if not any(name in scope for scope in self._scopes):
                self.found[name] = None

    def statement(self, tokens: Sequence[str]) -> None:
        """Follow what a statement binds and uses."""
        word, rest = (tokens[0], tokens[1:]) if tokens else ("", [])
        if word in _CLOSES_SCOPE:
            self._close(word)
        elif word == "set":
            self._set(rest)
        elif word in _OPENS_SCOPE:
            self._open(word, rest)
        elif word not in _OTHER_TEMPLATES:
            self.use(rest)

    def _open(self, word: str, rest: Sequence[str]) -> None:
        bound, used, outside = _parts(word, rest)
        self.use(outside)
        if word == "macro":
            self._bind(rest[:1])
        self._scopes.append(set(_IMPLIED.get(word, ())))
        self._bind(bound)
        self.use(used)

    def _close(self, word: str) -> None:
        if len(self._scopes) > 1:
            self._scopes.pop()
        if word == "endset" and self._to_be_set:
            self._bind(self._to_be_set.pop())

    def _set(self, rest: Sequence[str]) -> None:
        targets, value = _split(rest, "=")
        if value:
            self.use(value)
            # `set space.name = ...` changes what `space` is already.
            self.use(targets[:1] if "." in targets else ())
            self._bind(() if "." in targets else targets)
        else:
            self.use(targets[1:])
            self._scopes.append(set())
            self._to_be_set.append(list(targets[:1]))

    def _bind(self, tokens: Sequence[str]) -> None:
        self._scopes[-1].update(part for part in tokens if _is_name(part))


def _parts(word: str, rest: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What a statement binds within it, uses within it, and uses before anything is bound."""
    if word == "for":
        targets, iterated = _split(rest, "in")
        among, condition = _split(iterated, "if")
        # `a if b else c` is a value, not a condition.
        return (targets, (), iterated) if "else" in condition else (targets, condition, among)
    if word == "macro":
        return _arguments(rest[1:])
    if word == "call" and rest[:1] == ["("]:
        end = rest.index(")") if ")" in rest else len(rest)
        bound, used, outside = _arguments(rest[:end])
        return bound, used, [*outside, *rest[end + 1 :]]
    if word == "with":
        bound, _, outside = _arguments(["(", *rest, ")"])
        return bound, (), outside
    return (), (), ["|", *rest] if word == "filter" else () if word == "block" else rest


def _arguments(tokens: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """The names of `(a, b=value)`, and the values."""
    bound: list[str] = []
    values: list[str] = []
    depth, is_value = 0, False
    for part in tokens:
        depth += (part in "([{") - (part in ")]}")
        if depth == 1 and part in ("(", ",", "="):
            is_value = part == "="
            values.append(",")
        else:
            (values if is_value else bound).append(part)
    return bound, (), values


def _split(tokens: Sequence[str], word: str) -> tuple[Sequence[str], Sequence[str]]:
    """What is before and after a word that is in no bracket."""
    depth = 0
    for index, part in enumerate(tokens):
        depth += (part in "([{") - (part in ")]}")
        if part == word and depth == 0:
            return tokens[:index], tokens[index + 1 :]
    return tokens, ()


def _variables(tokens: Sequence[str]) -> list[str]:
    names, before, earlier, depth = [], "", "", 0
    for index, part in enumerate(tokens):
        depth += (part in "([{") - (part in ")]}")
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        is_tested = before == "is" or (before == "not" and earlier == "is")
        is_argument = following == "=" and depth > 0
        if _is_name(part) and before not in (".", "|") and not is_tested and not is_argument:
            names.append(part)
        earlier, before = before, part
    return names


def _is_name(part: str) -> bool:
    return part.isidentifier() and part not in _NOT_VARIABLES
