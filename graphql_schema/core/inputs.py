"""How much the variables of an operation give to be read as inputs, which takes far longer than to decode them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)

from graphql_schema.core.limits import Limits, ListTooLong, TooManyInputs

Inputs = tuple[tuple[str, GraphQLInputType], ...]


def inputs_of(schema: GraphQLSchema, operation: OperationDefinitionNode) -> Inputs:
    """The variables that take lists or input objects, with their types."""
    found = []
    for definition in operation.variable_definitions or ():
        kind: Any = _nullable(type_from_ast(schema, definition.type))
        if _holds_more(kind):
            found.append((definition.variable.name.value, kind))
    return tuple(found)


def check_inputs(inputs: Inputs, variables: Mapping[str, Any], limits: Limits) -> None:
    """Refuse lists that are too long and inputs that are too many; what a JSON value holds is not looked at."""
    count = 0
    parts: dict[str, Inputs] = {}
    stack = [(kind, variables.get(name)) for name, kind in inputs]
    while stack:
        kind, value = stack.pop()
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            if len(value) > limits.input_list:
                raise ListTooLong(limits.input_list, len(value))
            count += len(value)
            of = _nullable(kind.of_type)
            if _holds_more(of):
                stack += [(of, item) for item in value]
        elif isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
            count += len(value)
            known = parts.get(kind.name) or parts.setdefault(kind.name, _parts(kind))
            stack += [(of, value[name]) for name, of in known if name in value]
        if count > limits.inputs:
            raise TooManyInputs(limits.inputs, count)


def _parts(kind: GraphQLInputObjectType) -> Inputs:
    fields = ((name, _nullable(field.type)) for name, field in kind.fields.items())
    return tuple((name, of) for name, of in fields if _holds_more(of))


def _holds_more(kind: Any) -> bool:
    return isinstance(kind, GraphQLList | GraphQLInputObjectType)


def _nullable(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind
