"""What an operation would cost: how many rows it may read, by the `first` of its lists, before any is read.

A row costs one, and so does a count; a hundred values cost one. What is below a list costs as often as the list has rows:
`first` of a connection, the number of `ids`, or a few for a short list that belongs to its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from graphql.type import get_nullable_type

from graphql_schema.core.connection import DEFAULT_FIRST
from graphql_schema.core.inputs import Inputs, check_inputs, inputs_of
from graphql_schema.core.limits import FirstTooLarge, Limits, TooCostly

ROW = 100
VALUE = 1
OWNED = 5
"""Rows that a short list is taken to have, such as the labels of a prompt."""
DESCRIBED = 4
"""Fields that a type is taken to have, where the schema itself is asked for."""
DESCRIPTION = 2
"""What one type, field or argument costs there: much less than a row, for nothing is read."""
WHOLE_SCHEMA = 5_000 * ROW
"""What `__schema` costs besides: who asks for it once is served, who asks for it five times at once is not."""
_ROOTS = {"query": "query_type", "mutation": "mutation_type", "subscription": "subscription_type"}
_OF_A_PAGE = frozenset({"nodes", "edges", "pageInfo"})


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a list gives, or `first` or the number of ids that will say so."""

    number: int
    variable: str | None = None
    is_first: bool = False

    def of(self, variables: Mapping[str, Any]) -> int:
        """The number under these variables; what is not a number is for execution to refuse."""
        if self.variable is None:
            return self.number
        given = variables.get(self.variable, self.number)
        if isinstance(given, list | tuple):
            return len(given)
        return given if self.is_first and type(given) is int and given >= 0 else self.number


@dataclass(slots=True)
class Price:
    """What selections cost for one parent: a fixed part, and parts that are counted when the variables are known."""

    fixed: int = 0
    counted: list[tuple[Count, Price]] = field(default_factory=list)

    def add(self, other: Price, times: Count | None = None) -> None:
        """Take up another price, so many times."""
        if times is not None and times.variable:
            self.counted.append((times, other))
            return
        number = 1 if times is None else times.number
        self.fixed += other.fixed * number
        if number:
            parts = other.counted
            self.counted += parts if number == 1 else [(Count(number), Price(0, parts))] if parts else []

    def of(self, variables: Mapping[str, Any]) -> int:
        """The price under these variables."""
        total = self.fixed
        for count, price in self.counted:
            if number := count.of(variables):
                total += number * price.of(variables)
        return total


@dataclass(frozen=True, slots=True)
class CostPlan:
    """An operation's price, prepared once and computed for each request's variables."""

    price: Price
    pages: tuple[Count, ...]
    """Every `first` of the operation."""
    inputs: Inputs = ()

    @classmethod
    def made(cls, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> CostPlan:
        """Prepare a valid operation."""
        pricing = _Pricing(schema, document, operation)
        root: GraphQLObjectType | None = getattr(schema, _ROOTS[operation.operation.value])
        return cls(pricing.of(operation.selection_set, root), tuple(set(pricing.pages)), inputs_of(schema, operation))

    def of(self, variables: Mapping[str, Any]) -> int:
        """Rows that the operation may read."""
        return self.price.of(variables) // ROW

    def check(self, variables: Mapping[str, Any], limits: Limits) -> int:
        """Refuse an operation that asks for too large a page, too many rows or with too many inputs; gives its cost."""
        for page in self.pages:
            if (first := page.of(variables)) > limits.first:
                raise FirstTooLarge(limits.first, first)
        if (cost := self.of(variables)) > limits.cost:
            raise TooCostly(limits.cost, cost)
        if self.inputs:
            check_inputs(self.inputs, variables, limits)
        return cost


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """Rows that a valid operation may read."""
    return CostPlan.made(schema, document, operation).of(variables)


class _Pricing:
    """Prices an operation's selections; each fragment once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.pages: list[Count] = []
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._defaults = {
            node.variable.name.value: node.default_value
            for node in operation.variable_definitions or ()
            if node.default_value
        }
        self._known: dict[str, Price] = {}

    def of(
        self, selection_set: SelectionSetNode | None, parent: GraphQLNamedType | None, page: Count | None = None
    ) -> Price:
        """What the selections cost for one parent; `page` is the rows of a connection whose fields they are."""
        price = Price()
        for selection in selection_set.selections if selection_set else ():
            if isinstance(selection, FieldNode):
                self._add_field(price, selection, parent, page)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                of = self._schema.get_type(condition.name.value) if condition else parent
                price.add(self.of(selection.selection_set, of, page))
            elif isinstance(selection, FragmentSpreadNode):
                price.add(self._of_fragment(selection.name.value, page))
        return price

    def _of_fragment(self, name: str, page: Count | None) -> Price:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Price()
        parent = self._schema.get_type(fragment.type_condition.name.value)
        if page is not None:
            # What a connection's fields cost depends on where it is.
            return self.of(fragment.selection_set, parent, page)
        if name not in self._known:
            self._known[name] = self.of(fragment.selection_set, parent)
        return self._known[name]

    def _add_field(self, price: Price, node: FieldNode, parent: GraphQLNamedType | None, page: Count | None) -> None:
        name = node.name.value
        of = self._field(parent, name)
        if of is None or parent is None or is_leaf_type(kind := get_named_type(of.type)):
            price.fixed += ROW if page and name == "totalCount" else VALUE
        elif page is not None:
            if name in ("nodes", "edges"):
                price.add(self.of(node.selection_set, kind), page)
        elif parent.name.endswith("Edge") and name == "node":
            price.add(self.of(node.selection_set, kind))
        elif _is_connection(kind):
            self._add_connection(price, node, of, kind)
        else:
            self._add_objects(price, node, of, kind)

    def _add_connection(self, price: Price, node: FieldNode, of: GraphQLField, kind: GraphQLNamedType) -> None:
        page = self._first(node, of)
        self.pages.append(page)
        if self._reads_page(node.selection_set):
            price.add(Price(ROW), page)
        price.add(self.of(node.selection_set, kind, page))

    def _add_objects(self, price: Price, node: FieldNode, of: GraphQLField, kind: GraphQLNamedType) -> None:
        inner = self.of(node.selection_set, kind)
        if node.name.value == "__schema":
            price.fixed += WHOLE_SCHEMA
        if kind.name.startswith("__"):
            price.add(Price(DESCRIPTION + inner.fixed, inner.counted), self._described(node, of))
        elif self._is_entity(kind):
            price.add(Price(ROW + inner.fixed, inner.counted), self._rows(node, of))
        else:
            # A value of a row, or an aggregate of many: what it holds is computed, not read row by row.
            price.fixed += ROW
            price.add(inner, self._rows(node, of))

    def _field(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if is_object_type(parent) or is_abstract_type(parent):
            return self._schema.get_field(parent, name)
        return None

    def _reads_page(self, selection_set: SelectionSetNode | None) -> bool:
        return any(self._is_of_page(selection) for selection in (selection_set.selections if selection_set else ()))

    def _is_of_page(self, selection: SelectionNode) -> bool:
        if isinstance(selection, FieldNode):
            return selection.name.value in _OF_A_PAGE
        if isinstance(selection, FragmentSpreadNode):
            fragment = self._fragments.get(selection.name.value)
            return self._reads_page(fragment.selection_set if fragment else None)
        return isinstance(selection, InlineFragmentNode) and self._reads_page(selection.selection_set)

    def _is_entity(self, kind: GraphQLNamedType) -> bool:
        node = self._schema.get_type("Node")
        return kind is node or any(interface is node for interface in getattr(kind, "interfaces", ()))

    def _first(self, node: FieldNode, of: GraphQLField) -> Count:
        value = _argument(node, "first")
        default = of.args["first"].default_value if "first" in of.args else DEFAULT_FIRST
        number = default if type(default) is int else DEFAULT_FIRST
        if isinstance(value, VariableNode):
            declared = self._defaults.get(value.name.value)
            return Count(
                int(declared.value) if isinstance(declared, IntValueNode) else number, value.name.value, is_first=True
            )
        return Count(max(int(value.value), 0) if isinstance(value, IntValueNode) else number, is_first=True)

    def _rows(self, node: FieldNode, of: GraphQLField) -> Count:
        if not is_list_type(get_nullable_type(of.type)):
            return Count(1)
        ids = _argument(node, "ids")
        if isinstance(ids, VariableNode):
            return Count(_length(self._defaults.get(ids.name.value)), ids.name.value)
        return Count(_length(ids) if ids else OWNED)

    def _described(self, node: FieldNode, of: GraphQLField) -> Count:
        if not is_list_type(get_nullable_type(of.type)):
            return Count(1)
        return Count(len(self._schema.type_map) if node.name.value == "types" else DESCRIBED)


def _is_connection(kind: GraphQLNamedType) -> bool:
    return is_object_type(kind) and kind.name.endswith("Connection") and kind.fields.keys() >= _OF_A_PAGE


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    return next((argument.value for argument in node.arguments or () if argument.name.value == name), None)


def _length(value: ValueNode | None) -> int:
    return len(value.values) if isinstance(value, ListValueNode) else 1
