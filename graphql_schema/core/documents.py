"""Documents as clients send them: parsed and validated once, and kept, so that the same text costs next to nothing again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    VariableNode,
    parse,
)
from strawberry.schema.exceptions import CannotGetOperationTypeError

from graphql_schema.core.costs import CostPlan
from graphql_schema.core.gate import is_public
from graphql_schema.core.limits import Limits
from graphql_schema.core.sizes import check_text
from graphql_schema.core.structure import check_document
from graphql_schema.core.validating import errors_of, with_suggestion

_SWITCHES = frozenset({"include", "skip"})


@dataclass(slots=True)
class Document:
    """A document, and what is worth knowing about it before it is executed."""

    text: str
    ast: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    is_public: bool
    switches: tuple[str, ...]
    """Variables that switch parts of it on and off."""
    is_valid: bool = False
    prices: dict[str | None, CostPlan] = field(default_factory=dict)
    """What its operations cost, by name."""
    plans: dict[Any, Any] = field(default_factory=dict)
    """Its selections as they were compiled; they live as long as it does."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of a name, or the only one."""
        if name is None and len(self.operations) > 1:
            raise GraphQLError("Must provide operation name if query contains multiple operations.")
        for operation in self.operations:
            if name is None or (operation.name and operation.name.value == name):
                return operation
        raise CannotGetOperationTypeError(name)


class Documents:
    """The documents that a server has seen lately, within a bound on their size in all."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, most_bytes: int) -> None:
        self._schema = schema
        self._limits = limits
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def parsed(self, text: str) -> Document:
        """A document within the limits, kept or new; it may yet be invalid."""
        kept = self._kept.get(text)
        if kept:
            self._kept.move_to_end(text)
            return kept
        check_text(text, self._limits)
        ast = parse(text, max_tokens=self._limits.tokens)
        check_document(ast, self._limits)
        operations = tuple(node for node in ast.definitions if isinstance(node, OperationDefinitionNode))
        return Document(text, ast, operations, is_public(ast), tuple(sorted(set(_switches(ast)))))

    def problems(self, document: Document, *, hides_suggestions: bool) -> list[GraphQLError]:
        """What is wrong with a document; one with nothing wrong is kept."""
        if document.is_valid:
            return []
        errors = errors_of(self._schema, document.ast)
        if errors and not hides_suggestions:
            return [with_suggestion(self._schema, error) for error in errors]
        if not errors:
            document.is_valid = True
            self._keep(document)
        return errors

    def price(self, document: Document, operation: OperationDefinitionNode) -> CostPlan:
        """What an operation costs, under its variables."""
        name = operation.name.value if operation.name else None
        if name not in document.prices:
            document.prices[name] = CostPlan.made(self._schema, document.ast, operation)
        return document.prices[name]

    def _keep(self, document: Document) -> None:
        if document.text in self._kept:
            # Two requests brought the same new text at the same time.
            return
        self._kept[document.text] = document
        self._bytes += len(document.text)
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.text)


def _switches(node: Node) -> Iterator[str]:
    """Variables in the conditions of `@include` and `@skip`."""
    waiting: list[Node] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DirectiveNode) and found.name.value in _SWITCHES:
            for argument in found.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
        waiting.extend(_children(found))


def _children(node: Node) -> Iterator[Node]:
    for key in node.keys:
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple | list):
            yield from (item for item in value if isinstance(item, Node))
