"""How large a request is: what can be said of its bytes, its text and its variables before anything is parsed."""

from __future__ import annotations

import re
from typing import Any

import orjson

from graphql_schema.core.limits import (
    DocumentTooDeep,
    DocumentTooLarge,
    Limits,
    TooManyTokens,
    TooManyValues,
    TooManyVariables,
    VariablesTooDeep,
    VariablesTooLarge,
)

# Quantifiers are possessive and alternatives exclude one another, so that time is linear in the text.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*+"""'
    r'|"(?:[^"\\\n\r]|\\[^\n\r])*+"'
    r"|\#[^\n\r]*+"
    r"|-?\d[\w.]*+(?:[+-]\d++)?"
    r"|\w++"
    r"|\.\.\."
    r"|[^\s,\ufeff]"
)
_MARKS_PER_VALUE = 4
"""Commas and brackets of a request's JSON for each value allowed: those within texts are counted too."""


def check_body(body: bytes, limits: Limits) -> None:
    """Refuse a request whose JSON has so many values that decoding it would take long."""
    most = limits.variables_values * _MARKS_PER_VALUE
    if len(body) <= most:
        return
    marks = body.count(b",") + body.count(b"[") + body.count(b"{")
    if marks > most:
        raise TooManyValues(limits.variables_values, marks)


def check_text(text: str, limits: Limits) -> None:
    """Refuse a document that is too long or too nested to be parsed."""
    size = len(text) if text.isascii() else len(text.encode(errors="replace"))
    if size > limits.document_bytes:
        raise DocumentTooLarge(limits.document_bytes, size)
    tokens = _TOKEN.findall(text)
    # Line breaks count, since every error looks for its line; comments are tokens here, since the parser keeps them.
    count = len(tokens) + text.count("\n") + text.count("\r")
    if count > limits.tokens:
        raise TooManyTokens(limits.tokens, count)
    if (variables := tokens.count("$")) > limits.variables:
        raise TooManyVariables(limits.variables, variables)
    if (nesting := _nesting(tokens)) > limits.nesting:
        raise DocumentTooDeep(limits.nesting, nesting)


def _nesting(tokens: list[str]) -> int:
    deepest = depth = 0
    for token in tokens:
        if token in ("{", "["):
            depth += 1
            deepest = max(deepest, depth)
        elif token in ("}", "]"):
            depth -= 1
    return deepest


def check_variables(variables: Any, limits: Limits) -> None:
    """Refuse variables that have too many values, are nested too deeply, or are too large."""
    level, count, depth = [variables], 0, 0
    while level:
        depth += 1
        count += sum(map(len, level))
        if count > limits.variables_values:
            raise TooManyValues(limits.variables_values, count)
        if depth > limits.nesting:
            raise VariablesTooDeep(limits.nesting, depth)
        level = [
            value
            for holder in level
            for value in (holder.values() if type(holder) is dict else holder)
            if type(value) is dict or type(value) is list
        ]
    size = len(orjson.dumps(variables, default=str))
    if size > limits.variables_bytes:
        raise VariablesTooLarge(limits.variables_bytes, size)
