"""Queries that hypothesis-graphql makes of the schema, led to rows that exist and written in every way that there is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    extend_schema,
    get_named_type,
    get_nullable_type,
    parse,
    parse_type,
    print_ast,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from graphql_schema.core.entity import MODELS
from graphql_schema.schema import schema

CORE = schema._schema
# Roots for what is found by an id alone, so that every type is as likely; they are written as the look-ups that exist.
FOUND = {f"found{name}": name for name in MODELS}
WHOLE = extend_schema(CORE, parse("extend type Query {" + " ".join(f"{root}: {of}" for root, of in FOUND.items()) + "}"))
LOOKUPS = {get_named_type(of.type).name: name for name, of in CORE.query_type.fields.items() if set(of.args) == {"id"}}
ROOTS = (*FOUND, "viewer", "builtinMetrics", "evaluatorPresets", "availableModels", "promptByKey")
WORDS = ("", "a", "1.0.0", "production", "latest", "t1", "exact", "support/triage", "demo/echo", "prompt.created")
MOST_ROWS, MOST_FIELDS, MOST_LEVELS = 3, 4, 5
# An id in a filter, until it is known what there is.
SOME_ITEM = "some item"
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "ID": st.just(SOME_ITEM).map(nodes.String),
    "JSON": st.just(nodes.Null),
    "String": st.one_of(st.sampled_from(WORDS), st.text(max_size=5)).map(nodes.String),
    "Int": st.integers(-1, 5).map(nodes.Int),
    "BigInt": st.integers(-(2**40), 2**40).map(nodes.Int),
    "Float": st.sampled_from((0.0, 0.5, 1.0, -3.25)).map(nodes.Float),
    "DateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z").map(nodes.String),
    "Decimal": st.decimals(-10, 10, places=3).map(str).map(nodes.String),
}
LITERALS: dict[str, list[ValueNode]] = {
    "ID": [nodes.String(SOME_ITEM)],
    "String": [nodes.String(word) for word in WORDS],
    "Int": [nodes.Int(number) for number in (-1, 0, 1, 2, 3)],
    "BigInt": [nodes.Int(number) for number in (0, 1, 2**40)],
    "Float": [nodes.Float(0.5), nodes.Int(1)],
    "Boolean": [nodes.Boolean(True), nodes.Boolean(False)],
    "DateTime": [nodes.String("2026-01-01T00:00:00Z"), nodes.String("2099-12-31T23:59:59.999999+14:00")],
    "Decimal": [nodes.String("0"), nodes.String("0.00000001")],
}


def _roots(of: str) -> st.SearchStrategy[FieldNode]:
    made: st.SearchStrategy[DocumentNode] = queries(WHOLE, fields=[of], custom_scalars=SCALARS, print_ast=lambda ast: ast)
    return made.map(lambda ast: ast.definitions[0].selection_set.selections[0])


@dataclass
class Generated:
    """Root fields as they were generated, and a number that decides how they are written."""

    roots: list[FieldNode]
    seed: int

    def document(self, ids: dict[str, list[str]]) -> tuple[str, dict[str, Any]]:
        """A query of rows that exist, and its variables."""
        # Simple numbers are tried more often than others; what was generated makes of each many.
        chance = Random(f"{self.seed} {' '.join(map(print_ast, self.roots))}")
        return Writing(ids, chance).document(self.roots)


generated = st.builds(
    Generated,
    st.lists(st.sampled_from(ROOTS).flatmap(_roots), min_size=1, max_size=3),
    st.integers(0, 2**32),
)


@dataclass
class Writing:
    """One document as it is written: deeper than generated, with aliases, fragments, directives and variables."""

    ids: dict[str, list[str]]
    chance: Random
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)
    growth: int = 30

    def document(self, roots: list[FieldNode]) -> tuple[str, dict[str, Any]]:
        chosen = [self._root(root, f"r{place}") for place, root in enumerate(roots)]
        declared = tuple(
            VariableDefinitionNode(variable=VariableNode(name=NameNode(value=name)), type=parse_type(kind), directives=())
            for name, (kind, _) in self.variables.items()
        )
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=NameNode(value="Generated"),
            variable_definitions=declared,
            directives=(),
            selection_set=_set(chosen),
        )
        text = print_ast(DocumentNode(definitions=(operation, *self.fragments)))
        return text, {name: value for name, (_, value) in self.variables.items()}

    def _root(self, root: FieldNode, alias: str) -> FieldNode:
        of = FOUND.get(root.name.value)
        if of is None:
            given = {name.name.value: name.value for name in root.arguments or ()}
            arguments = {name: self._root_argument(name, value) for name, value in given.items()}
            kind = get_named_type(CORE.query_type.fields[root.name.value].type)
            return _field(root.name.value, alias, arguments, self._selections(root, kind))
        kind, inner = CORE.type_map[of], self._selections(root, CORE.type_map[of])
        on_type: list[SelectionNode] = [
            InlineFragmentNode(type_condition=_named(of), directives=(), selection_set=_set(inner))
        ]
        way = self.chance.random()
        if of in LOOKUPS and way < 0.5:
            return _field(LOOKUPS[of], alias, {"id": self._id(of)}, inner)
        if way < 0.75:
            return _field("node", alias, {"id": self._id(of)}, on_type)
        return _field("nodes", alias, {"ids": ListValueNode(values=tuple(self._id(of) for _ in range(3)))}, on_type)

    def _root_argument(self, name: str, value: ValueNode) -> ValueNode:
        if name == "spaceId":
            return self._id("Space")
        return StringValueNode(value="support/triage") if name == "key" and self.chance.random() < 0.8 else value

    def _id(self, of: str) -> ValueNode:
        """The id of a row that exists, but for one in thirty."""
        of = self.chance.choice(list(self.ids)) if self.chance.random() < 0.03 else of
        pk = self.chance.choice(self.ids[of] or [f"{of}_1"])
        return self._variable("ID!", pk) if self.chance.random() < 0.5 else StringValueNode(value=pk)

    def _variable(self, kind: str, value: Any) -> VariableNode:
        name = f"v{len(self.variables)}"
        self.variables[name] = kind, value
        return VariableNode(name=NameNode(value=name))

    def _selections(self, of: FieldNode, kind: GraphQLNamedType, level: int = 0) -> list[SelectionNode]:
        """What is selected of an object and more, since what is generated is seldom deep, in other ways to say the same."""
        if of.selection_set is None:
            return []
        found: list[SelectionNode] = []
        selected = of.selection_set.selections
        for place, selection in enumerate((*selected, *self._more(selected, kind, level))):
            written = self._written(selection, kind, place, level)
            found.append(self._wrapped(written, kind))
            if self.chance.random() < 0.05:
                found.append(written)
        return found

    def _more(self, selected: Sequence[SelectionNode], kind: GraphQLNamedType, level: int) -> list[FieldNode]:
        """Fields that are not selected yet, as far as a document may grow."""
        there = {one.name.value for one in selected if isinstance(one, FieldNode)}
        others = {name: of for name, of in getattr(kind, "fields", {}).items() if name not in there}
        count = min(len(others), self.growth, self.chance.randint(0, MOST_FIELDS)) if level < MOST_LEVELS else 0
        self.growth -= count
        found = []
        for name in self.chance.sample(sorted(others), count):
            arguments = {given: self._value(of.type) for given, of in others[name].args.items()}
            is_composite = hasattr(get_named_type(others[name].type), "fields")
            below = [_field("__typename", None, {}, [])] if is_composite else []
            found.append(_field(name, None, arguments, below))
        return found

    def _value(self, kind: GraphQLInputType) -> ValueNode:
        """Some value of an argument; none as often as not where none is needed."""
        if not isinstance(kind, GraphQLNonNull) and self.chance.random() < 0.5:
            return NullValueNode()
        of = get_nullable_type(kind)
        if isinstance(of, GraphQLList):
            return ListValueNode(values=tuple(self._value(GraphQLNonNull(get_nullable_type(of.of_type))) for _ in range(2)))
        if isinstance(of, GraphQLEnumType):
            return EnumValueNode(value=self.chance.choice(sorted(of.values)))
        if isinstance(of, GraphQLInputObjectType):
            required = [name for name, field in of.fields.items() if isinstance(field.type, GraphQLNonNull)]
            names = dict.fromkeys((*required, self.chance.choice(sorted(of.fields))))
            values = {name: self._value(of.fields[name].type) for name in names}
            return ObjectValueNode(
                fields=tuple(ObjectFieldNode(name=NameNode(value=name), value=value) for name, value in values.items())
            )
        return self.chance.choice(LITERALS[of.name])

    def _written(self, selection: SelectionNode, kind: GraphQLNamedType, place: int, level: int) -> SelectionNode:
        if isinstance(selection, InlineFragmentNode):
            narrower = CORE.type_map[selection.type_condition.name.value] if selection.type_condition else kind
            inner = _set(self._selections(selection, narrower, level))
            return InlineFragmentNode(type_condition=selection.type_condition, directives=(), selection_set=inner)
        assert isinstance(selection, FieldNode)
        name = selection.name.value
        if name == "__typename":
            return selection
        below = get_named_type(kind.fields[name].type)
        alias = f"{name}{place}" if self.chance.random() < 0.15 else selection.alias.value if selection.alias else None
        arguments = {given.name.value: given.value for given in selection.arguments or ()}
        return _field(
            name, alias, self._arguments(arguments), self._selections(selection, below, level + 1), self._directives()
        )

    def _arguments(self, given: dict[str, ValueNode]) -> dict[str, ValueNode]:
        """Small pages from the start, so that there are rows below."""
        made = {name: self._existing(value) for name, value in given.items()}
        if "first" in given and self.chance.random() < 0.95:
            rows = self.chance.randint(1, MOST_ROWS)
            made["first"] = self._variable("Int!", rows) if self.chance.random() < 0.2 else IntValueNode(value=str(rows))
        if "after" in given:
            made["after"] = self._cursor()
        if "filter" in given and self.chance.random() < 0.6:
            made["filter"] = NullValueNode()
        if "label" in given and self.chance.random() < 0.8:
            made["label"] = StringValueNode(value=self.chance.choice(("production", "latest")))
        if "version" in given and self.chance.random() < 0.9:
            made["version"] = NullValueNode()
        return made

    def _cursor(self) -> ValueNode:
        """Mostly the beginning; else a place in lists of the usual order, or in none."""
        way = self.chance.random()
        if way < 0.85:
            return NullValueNode()
        name, digits = self.chance.choice([pk for found in self.ids.values() for pk in found]).rsplit("_", 1)
        place = b64encode(f'["id",null,{int(digits, 16)}]'.encode()).decode().rstrip("=")
        return StringValueNode(value=place if way < 0.95 else name)

    def _existing(self, value: ValueNode) -> ValueNode:
        """The value, with ids of what exists."""
        if isinstance(value, StringValueNode) and value.value == SOME_ITEM:
            return self._id("DatasetItem")
        if isinstance(value, ListValueNode):
            return ListValueNode(values=tuple(self._existing(one) for one in value.values))
        if isinstance(value, ObjectValueNode):
            return ObjectValueNode(
                fields=tuple(ObjectFieldNode(name=one.name, value=self._existing(one.value)) for one in value.fields)
            )
        return value

    def _directives(self) -> list[DirectiveNode]:
        if self.chance.random() > 0.1:
            return []
        name, is_on = self.chance.choice((("include", True), ("include", False), ("skip", False), ("skip", False)))
        value = self._variable("Boolean!", is_on) if self.chance.random() < 0.5 else BooleanValueNode(value=is_on)
        given = ArgumentNode(name=NameNode(value="if"), value=value)
        return [DirectiveNode(name=NameNode(value=name), arguments=(given,))]

    def _wrapped(self, selection: SelectionNode, kind: GraphQLNamedType) -> SelectionNode:
        way = self.chance.random()
        if way < 0.05:
            return InlineFragmentNode(type_condition=_named(kind.name), directives=(), selection_set=_set([selection]))
        if way < 0.08:
            return InlineFragmentNode(type_condition=None, directives=(), selection_set=_set([selection]))
        if way < 0.13:
            name = NameNode(value=f"F{len(self.fragments)}")
            self.fragments.append(
                FragmentDefinitionNode(
                    name=name,
                    type_condition=_named(kind.name),
                    variable_definitions=(),
                    directives=(),
                    selection_set=_set([selection]),
                )
            )
            return FragmentSpreadNode(name=name, directives=())
        return selection


def _set(selections: Iterable[SelectionNode]) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(selections))


def _named(of: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=of))


def _field(
    name: str,
    alias: str | None,
    arguments: dict[str, ValueNode],
    selections: list[SelectionNode],
    directives: Iterable[DirectiveNode] = (),
) -> FieldNode:
    given = tuple(ArgumentNode(name=NameNode(value=one), value=value) for one, value in arguments.items())
    return FieldNode(
        name=NameNode(value=name),
        alias=NameNode(value=alias) if alias else None,
        arguments=given,
        directives=tuple(directives),
        selection_set=_set(selections) if selections else None,
    )
