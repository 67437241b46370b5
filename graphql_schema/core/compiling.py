"""From a selection to a plan: what can be said before any row is there is said once, in generated code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, GroupedFieldSet, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from app.accounts.access import is_visible_by_space
from app.accounts.models import Space
from app.core.model import Entity, SpaceOwned
from app.core.rows import Row
from graphql_schema.core.connection import Asked, Connection, asked_of
from graphql_schema.core.entity import MODELS, read
from graphql_schema.core.listing import Edges, Named, Nodes, PageInfos, Pages, Part, Requests, Shape, Totals
from graphql_schema.core.plans import (
    Anything,
    Completion,
    Faces,
    Found,
    Leaves,
    Lists,
    Made,
    Objects,
    One,
    Owned,
    Plan,
    Related,
    Required,
    Resolved,
    RowPlan,
    Run,
    Step,
    Unusual,
    Values,
)
from graphql_schema.core.relations import (
    Reads,
    ToAny,
    ToFound,
    ToOne,
    ToOwned,
    ToPages,
    ToRelated,
    ToStructured,
    relation_of,
)
from graphql_schema.core.scalars import decimal_text
from graphql_schema.core.sources import Access, AnyObjects, Names, StoredRows, definition_of

Arguments = Callable[[Run], dict[str, Any]]


class Compiler:
    """Compiles the selections of one operation. It keeps the variables that switch parts on and off, and no others."""

    def __init__(
        self,
        schema: GraphQLSchema,
        converter: GraphQLCoreConverter,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        switches: VariableValues,
        dialect: str,
    ) -> None:
        self._schema = schema
        self._converter = converter
        self._operation = operation
        self._fragments = fragments
        self._switches = switches
        self._dialect = dialect

    def plan(self, of: GraphQLObjectType, grouped: GroupedFieldSet) -> Plan:
        """The plan of a selection on objects that resolvers gave, or on the root."""
        return Plan(*self._selection(of, grouped, AnyObjects()))

    def _selection(
        self, of: GraphQLObjectType, grouped: GroupedFieldSet, access: Access
    ) -> tuple[Callable[[Sequence[Any]], list[Made]], tuple[Step, ...]]:
        names: Names = {"Fragment": orjson.Fragment, "read": read, "decimal_text": decimal_text}
        parts: list[tuple[str, str]] = []
        steps: list[Step] = []
        for name, details in grouped.items():
            shown = details[0].node.name.value
            if shown == "__typename":
                parts.append((name, repr(of.name)))
                continue
            field = self._field(of, shown)
            leaf = access.leaf(field, names)
            parts.append((name, leaf or "None"))
            if leaf is None:
                steps.append(self._step(name, of, field, details, access))
        return _generated(parts, names), tuple(steps)

    def _field(self, of: GraphQLObjectType, name: str) -> GraphQLField:
        field = self._schema.get_field(of, name)
        if field is None or "strawberry-definition" not in field.extensions:
            raise Unusual(f"a field that is not ours: {name}")
        return field

    def _step(
        self, name: str, of: GraphQLObjectType, field: GraphQLField, details: FieldDetailsList, access: Access
    ) -> Step:
        shown = definition_of(field)
        match relation_of(shown):
            case ToOne(model, by):
                return One(name, access.key(by), self._rows(model, details), isinstance(field.type, GraphQLNonNull))
            case ToPages() as relation:
                return self._pages(name, of, relation, field, details, access)
            case ToOwned(model) as relation:
                return Owned(name, access.key("id"), relation, self._rows(model, details))
            case ToRelated() as relation:
                return Related(name, access.key(relation.key), relation, self._completion(field.type, details))
            case ToStructured(column):
                return Values(name, access.json(column), self._completion(field.type, details))
            case ToFound(model):
                return Found(name, self._arguments(field, details), self._rows(model, details))
            case ToAny(is_list):
                return Anything(name, self._arguments(field, details), is_list, self._rows_of_any(details))
            case Reads(columns):
                return self._resolved(name, of, field, details, access.sources(columns))
        if shown.base_resolver is None:
            return Values(name, access.value(shown.python_name), self._completion(field.type, details))
        return self._resolved(name, of, field, details, access.sources(None))

    def _resolved(
        self,
        name: str,
        of: GraphQLObjectType,
        field: GraphQLField,
        details: FieldDetailsList,
        sources: Callable[[Sequence[Any]], Sequence[Any]],
    ) -> Step:
        nodes = [detail.node for detail in details]
        given, completion = self._arguments(field, details), self._completion(field.type, details)
        return Resolved(name, field, nodes, of, sources, given, completion)

    def _rows(self, model: type[Entity], details: FieldDetailsList) -> RowPlan:
        access = StoredRows(model, self._dialect)
        make, steps = self._on_rows(access, details)
        return RowPlan(make, steps, model, access.columns)

    def _on_rows(
        self, access: StoredRows, details: FieldDetailsList
    ) -> tuple[Callable[[Sequence[Any]], list[Made]], tuple[Step, ...]]:
        of = self._object(access.model.__name__)
        return self._selection(of, self._below(of, details), access)

    def _rows_of_any(self, details: FieldDetailsList) -> Callable[[str], RowPlan | None]:
        plans: dict[str, RowPlan] = {}

        def plan_of(kind: str) -> RowPlan | None:
            if kind not in plans and kind in MODELS:
                plans[kind] = self._rows(MODELS[kind], details)
            return plans.get(kind)

        return plan_of

    # Connections.

    def _pages(
        self,
        name: str,
        of: GraphQLObjectType,
        relation: ToPages,
        field: GraphQLField,
        details: FieldDetailsList,
        access: Access,
    ) -> Step:
        rows = StoredRows(relation.model, self._dialect)
        shape = self._shape(field.type, details, rows)
        asked, orders = self._asked(relation, field, details)
        place = rows.places(orders)
        key = access.key(relation.key) if relation.by else _nothing
        is_alike = _are_seen_alike(relation.model, MODELS.get(of.name))
        return Pages(name, key, relation, rows.columns, asked, place, shape, is_alike)

    def _asked(
        self, relation: ToPages, field: GraphQLField, details: FieldDetailsList
    ) -> tuple[Callable[[Run], Asked], tuple[str, ...]]:
        """What a list's arguments ask for, and the columns it may be ordered by."""
        given, shown = self._arguments(field, details), definition_of(field)

        def asked(run: Run) -> Asked:
            arguments = self._python(shown, given(run))
            return asked_of(relation.model, relation.where, relation.order, **arguments)

        if _has_variables(details[0].node):
            beside = (other.name for other in relation.model.ordered_by)
            return asked, ("id", relation.order.column, *relation.model.sortable, *beside)
        fixed = asked(_NO_RUN)
        return lambda run: fixed, (fixed.order.column,)

    def _shape(self, of: GraphQLOutputType, details: FieldDetailsList, rows: StoredRows | None) -> Shape:
        """The selection on a connection, on rows as read or on what a resolver gave."""
        kind = _named_type(of)
        parts: list[Part] = []
        asked: set[str] = set()
        for name, below in self._below(kind, details).items():
            shown = below[0].node.name.value
            asked.add(shown)
            parts.append((name, self._part(kind, shown, below, rows)))
        return Shape(tuple(parts), bool(asked & {"nodes", "edges", "pageInfo"}), "totalCount" in asked)

    def _part(self, kind: GraphQLObjectType, shown: str, below: FieldDetailsList, rows: StoredRows | None) -> Any:
        if shown == "__typename":
            return Named(kind.name)
        if shown == "totalCount":
            return Totals()
        of = _named_type(self._field(kind, shown).type)
        if shown == "nodes":
            return Nodes(self._nodes(of, below, rows))
        if shown == "edges":
            return self._edges(of, below, rows)
        if shown == "pageInfo":
            return PageInfos(self.plan(of, self._below(of, below)).make)
        raise Unusual(f"a connection with {shown}")

    def _nodes(self, of: Any, below: FieldDetailsList, rows: StoredRows | None) -> Plan:
        return Plan(*self._on_rows(rows, below)) if rows else self.plan(of, self._below(of, below))

    def _edges(self, of: GraphQLObjectType, details: FieldDetailsList, rows: StoredRows | None) -> Edges:
        names: Names = {}
        parts: list[tuple[str, str]] = []
        nodes: list[tuple[str, Plan]] = []
        for name, below in self._below(of, details).items():
            shown = below[0].node.name.value
            parts.append((name, {"__typename": repr(of.name), "cursor": "r"}.get(shown, "None")))
            if shown == "node":
                nodes.append((name, self._nodes(_named_type(self._field(of, shown).type), below, rows)))
        return Edges(_generated(parts, names), tuple(nodes))

    # Values of any type.

    def _completion(self, of: Any, details: FieldDetailsList) -> Completion:
        if isinstance(of, GraphQLNonNull):
            return Required(self._completion(of.of_type, details))
        if isinstance(of, GraphQLList):
            return Lists(self._completion(of.of_type, details))
        if is_leaf_type(of):
            return Leaves(of.coerce_output_value)
        if not isinstance(of, GraphQLObjectType):
            return Faces(_type_name, lambda name: self._named(name, details))
        if _is_connection(of):
            return Requests(self._shape(of, details, None))
        is_type_of: Any = of.is_type_of
        plan = self.plan(of, self._below(of, details))
        return Objects(plan, (lambda value: bool(is_type_of(value, None))) if is_type_of else None)

    def _named(self, name: str, details: FieldDetailsList) -> Plan:
        of = self._object(name)
        return self.plan(of, self._below(of, details))

    def _object(self, name: str) -> GraphQLObjectType:
        of = self._schema.type_map[name]
        if not isinstance(of, GraphQLObjectType):
            raise Unusual(f"no object type: {name}")
        return of

    def _below(self, of: Any, details: FieldDetailsList) -> GroupedFieldSet:
        return collect_subfields(
            self._schema, self._fragments, self._switches, self._operation, of, details
        ).grouped_field_set

    # Arguments.

    def _arguments(self, field: GraphQLField, details: FieldDetailsList) -> Arguments:
        node = details[0].node
        if not field.args:
            return lambda run: {}
        if _has_variables(node):
            return lambda run: get_argument_values(field, node, run.variables)
        fixed = get_argument_values(field, node, self._switches)
        return lambda run: fixed

    def _python(self, shown: StrawberryField, given: dict[str, Any]) -> dict[str, Any]:
        """Arguments as resolvers know them."""
        return convert_arguments(given, shown.arguments, self._converter.scalar_registry, self._converter.config)


_NO_RUN: Any = None
"""Stands where a run would, for arguments that do not depend on one."""


def _are_seen_alike(model: type[Entity], parent: type[Entity] | None) -> bool:
    """Whether who sees one of a parent's rows sees them all, since they are in its space and none is ever hidden."""
    is_in_space = parent is not None and (issubclass(parent, SpaceOwned) or parent is Space)
    return is_in_space and is_visible_by_space(model) and "deleted_at" not in model._meta.fields_map


def _nothing(source: Any) -> None:
    return None


def _generated(parts: Sequence[tuple[str, str]], names: Names) -> Callable[[Sequence[Any]], list[Made]]:
    """A function that makes one dict a source; `r` is the source in the expressions."""
    body = ", ".join(f"{name!r}: {expression}" for name, expression in parts)
    made: Callable[[Sequence[Any]], list[Made]] = eval(f"lambda rows: [{{{body}}} for r in rows]", names)  # noqa: S307
    return made


def _named_type(of: GraphQLOutputType) -> GraphQLObjectType:
    named = get_named_type(of)
    if not isinstance(named, GraphQLObjectType):
        raise Unusual(f"no object type: {named}")
    return named


def _type_name(value: Any) -> str:
    if isinstance(value, Row):
        return value.model.__name__
    definition = get_object_definition(value)
    if definition is None:
        raise Unusual(f"a value of no type: {type(value).__name__}")
    return definition.name


def _is_connection(of: GraphQLObjectType) -> bool:
    concrete = of.extensions["strawberry-definition"].concrete_of
    return concrete is not None and concrete.origin is Connection


def _has_variables(node: Node | FieldNode) -> bool:
    """Whether the arguments of a field depend on variables."""
    waiting: list[Any] = list(getattr(node, "arguments", None) or ())
    while waiting:
        found = waiting.pop()
        if isinstance(found, VariableNode):
            return True
        waiting.extend(getattr(found, "values", None) or getattr(found, "fields", None) or ())
        if (value := getattr(found, "value", None)) is not None and isinstance(value, Node):
            waiting.append(value)
    return False
