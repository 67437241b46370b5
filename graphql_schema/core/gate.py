"""The gate in front of every operation: nobody in particular gets no further than the public root fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionNode,
)

from app.accounts.access import Actor
from graphql_schema.core.mutation import PUBLIC

if TYPE_CHECKING:
    from graphql_schema.core.documents import Document


def refusal(document: Document, actor: Actor) -> GraphQLError | None:
    """Why an actor gets no further with a document; nobody may not even ask what there is."""
    if not actor.is_anonymous or document.is_public:
        return None
    return GraphQLError(
        "Sign in, or send an API key as `Authorization: Bearer …`, to do this.", extensions={"code": "UNAUTHENTICATED"}
    )


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
