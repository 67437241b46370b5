"""Validation at a bounded price: few errors, and suggestions that cost no more than they are worth."""

from __future__ import annotations

import re

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    VariablesInAllowedPositionRule,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

MOST_ERRORS = 2
# These walk through every definition once more, which is a third of the whole.
_ON_VARIABLES = {NoUndefinedVariablesRule, NoUnusedVariablesRule, VariablesInAllowedPositionRule}
# There are no such directives here, which another rule says; how deep introspection may go is limited before.
_WITHOUT_MATTER = {
    "DeferStreamDirectiveOnRootField",
    "DeferStreamDirectiveOnValidOperationsRule",
    "DeferStreamDirectiveLabel",
    "StreamDirectiveOnListField",
    "MaxIntrospectionDepthRule",
}
RULES: tuple[type[ASTValidationRule], ...] = (
    *(rule for rule in specified_rules if rule.__name__ not in _WITHOUT_MATTER),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
_RULES_WITHOUT_VARIABLES = tuple(rule for rule in RULES if rule not in _ON_VARIABLES)
_UNKNOWN_FIELD = re.compile(r"^Cannot query field '(\w{1,80})' on type '(\w+)'\.")
_UNKNOWN_INPUT = re.compile(r"^Expected value of type '(\w+)' not to include unknown field '(\w{1,80})'")
_UNKNOWN_TYPE = re.compile(r"^Unknown type '(\w{1,80})'\.")
_LIKENESS = 70
"""From 0 to 100: how alike a suggestion must be."""


def errors_of(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document, without suggestions; empty if it is valid."""
    # graphql-core's own suggestions take 40 ms for one unknown type, so a small document could cost seconds.
    has_variables = document.loc is None or "$" in document.loc.source.body
    rules = RULES if has_variables else _RULES_WITHOUT_VARIABLES
    return validate(schema, document, rules, max_errors=MOST_ERRORS, hide_suggestions=True)


def with_suggestion(schema: GraphQLSchema, error: GraphQLError) -> GraphQLError:
    """The same error with what was probably meant, for those who may know the schema."""
    # Here, since the server starts sooner without it.
    from rapidfuzz import process

    name, known = _candidates(schema, error.message)
    found = process.extractOne(name, known, score_cutoff=_LIKENESS) if name else None
    if found is None:
        return error
    return GraphQLError(f"{error.message} Did you mean `{found[0]}`?", error.nodes, extensions=error.extensions)


def _candidates(schema: GraphQLSchema, message: str) -> tuple[str, list[str]]:
    if match := _UNKNOWN_FIELD.match(message):
        return match[1], _fields(schema, match[2])
    if match := _UNKNOWN_INPUT.match(message):
        return match[2], _fields(schema, match[1])
    if match := _UNKNOWN_TYPE.match(message):
        return match[1], list(schema.type_map)
    return "", []


def _fields(schema: GraphQLSchema, name: str) -> list[str]:
    return list(getattr(schema.get_type(name), "fields", ()))
