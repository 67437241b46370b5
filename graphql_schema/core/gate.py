"""The gate in front of every operation: find out who asks; nobody gets no further than the public root fields."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
)
from graphql import GraphQLError as CoreError
from strawberry.extensions import SchemaExtension

from graphql_schema.core.context import Context
from graphql_schema.core.mutation import PUBLIC


class Gate(SchemaExtension):
    """Authenticates an operation and refuses it when it needs someone to be signed in."""

    async def on_operation(self) -> AsyncIterator[None]:
        context = self.execution_context.context
        if isinstance(context, Context):
            await context.begin()
        yield

    def on_validate(self) -> Iterator[None]:
        context, document = self.execution_context.context, self.execution_context.graphql_document
        if context.actor.is_anonymous and document is not None and not is_public(document):
            error = CoreError(
                "Sign in, or send an API key as `Authorization: Bearer …`, to do this.",
                extensions={"code": "UNAUTHENTICATED"},
            )
            self.execution_context.pre_execution_errors = [error]
        yield


def is_public(document: DocumentNode) -> bool:
    """Whether every root field of a document is open to everybody."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return all(
        name in PUBLIC
        for operation in operations
        for name in _root_fields(operation.selection_set.selections, fragments, set())
    )


def _root_fields(
    selections: Iterable[SelectionNode], fragments: dict[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    for selection in selections:
        if isinstance(selection, FieldNode):
            yield selection.name.value
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in seen and name in fragments:
                seen.add(name)
                yield from _root_fields(fragments[name].selection_set.selections, fragments, seen)
        else:
            inner = getattr(selection, "selection_set", None)
            yield from _root_fields(inner.selections if inner else (), fragments, seen)
