"""The schema as its readers see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

import graphql_schema
from app.core.model import Entity
from graphql_schema.core.entity import MODELS
from graphql_schema.schema import schema

PRINTED = Path(graphql_schema.__file__).parent / "schema.graphql"
TYPES = {name: kind for name, kind in schema._schema.type_map.items() if not name.startswith("__")}


def undescribed() -> Iterator[str]:
    for name, kind in TYPES.items():
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, of in kind.values.items() if not of.description)
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType | GraphQLInterfaceType):
            for field, of in kind.fields.items():
                if not of.description:
                    yield f"{name}.{field}"
                arguments = getattr(of, "args", {})
                yield from (f"{name}.{field}({arg})" for arg, argument in arguments.items() if not argument.description)


def test_everything_is_described() -> None:
    assert list(undescribed()) == []


def test_the_printed_schema_is_the_present_one() -> None:
    assert PRINTED.read_text() == schema.as_str() + "\n", "run `graphloop export-schema` and read the difference"


def test_every_entity_is_a_node_of_its_models_name() -> None:
    for name, model in MODELS.items():
        kind = TYPES[name]
        assert isinstance(kind, GraphQLObjectType)
        assert [interface.name for interface in kind.interfaces] == ["Node"]
        assert issubclass(model, Entity)


def test_every_mutation_takes_one_input_and_says_what_went_wrong() -> None:
    mutation = TYPES["Mutation"]
    assert isinstance(mutation, GraphQLObjectType)
    for name, field in mutation.fields.items():
        payload = field.type.of_type
        assert str(payload.fields["errors"].type) == "[UserError!]!", name
        assert set(field.args) <= {"input", "everywhere"}, name


def test_lists_that_may_grow_are_connections() -> None:
    for name, kind in TYPES.items():
        if name.endswith("Connection") and isinstance(kind, GraphQLObjectType) and "nodes" in kind.fields:
            assert set(kind.fields) == {"nodes", "edges", "pageInfo", "totalCount"}
