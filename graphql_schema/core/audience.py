"""What a subscription is about, and whether everybody who may read that is told the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_leaf_type,
    value_from_ast_untyped,
    visit,
)
from strawberry.schema.exceptions import CannotGetOperationTypeError

from app.accounts.access import is_visible_by_space
from app.core.errors import DomainError
from app.core.model import SpaceOwned
from graphql_schema.core.documents import Documents
from graphql_schema.core.endpoint import Endpoint
from graphql_schema.core.entity import MODELS
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.subscription import WATCHED


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks to be told."""

    document: str
    """The text, whether it was sent or named."""
    text: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None
    key: tuple[str, str | None, bytes]
    """The same for the same question."""

    @classmethod
    def asked(cls, sent: Mapping[str, Any], endpoint: Endpoint) -> Question | None:
        """What is asked, if it is a subscription in good order; anything else is not for a stream."""
        text, variables = sent.get("query"), sent.get("variables")
        name, extensions = sent.get("operationName"), sent.get("extensions")
        if not isinstance(text, str | None) or not isinstance(name, str | None):
            return None
        if not isinstance(variables, dict | None) or not isinstance(extensions, dict | None):
            return None
        try:
            document = endpoint.persisted.resolve(text, extensions, None).text or ""
            key = (document, name, orjson.dumps(variables or {}, option=orjson.OPT_SORT_KEYS))
        except (DomainError, orjson.JSONEncodeError):
            return None
        question = cls(document, text, variables, name, extensions, key)
        operation = operation_of(question, endpoint.documents)
        return question if operation and operation.operation is OperationType.SUBSCRIPTION else None


def operation_of(question: Question, documents: Documents) -> OperationDefinitionNode | None:
    """The operation that is meant, if the document can be read."""
    try:
        return documents.parsed(question.document).operation(question.operation_name)
    except (GraphQLError, DomainError, CannotGetOperationTypeError):
        return None


def subject_of(question: Question, documents: Documents) -> tuple[type[SpaceOwned], int] | None:
    """The model and id of the one thing that a subscription in its usual form is about."""
    operation = operation_of(question, documents)
    root = operation.selection_set.selections[0] if operation and len(operation.selection_set.selections) == 1 else None
    watched = WATCHED.get(root.name.value) if isinstance(root, FieldNode) else None
    if watched is None or not isinstance(root, FieldNode) or root.directives:
        return None
    given = {argument.name.value: argument.value for argument in root.arguments or ()}
    named = value_from_ast_untyped(given[watched.argument], question.variables) if watched.argument in given else None
    parsed = parse_global_id(named) if isinstance(named, str) else None
    return (watched.model, parsed[1]) if parsed and parsed[0] == watched.model.__name__ else None


def is_for_all_readers(schema: GraphQLSchema, question: Question, documents: Documents) -> bool:
    """Whether everything that a document reaches is seen by all who may read the space, and alike."""
    reached = _Reached(TypeInfo(schema))
    visit(documents.parsed(question.document).ast, TypeInfoVisitor(reached.type_info, reached))
    return all(of is not None and _is_seen_by_space(of) for of in reached.types)


def _is_seen_by_space(of: GraphQLNamedType) -> bool:
    if is_leaf_type(of):
        return True
    if not isinstance(of, GraphQLObjectType):
        return False
    if of.name in MODELS:
        return is_visible_by_space(MODELS[of.name])
    # A list also says how many there are, whether or not they are asked for.
    return "nodes" not in of.fields or _is_seen_by_space(get_named_type(of.fields["nodes"].type))


class _Reached(Visitor):
    """Collects the types of all fields and fragments."""

    def __init__(self, type_info: TypeInfo) -> None:
        super().__init__()
        self.type_info = type_info
        self.types: set[GraphQLNamedType | None] = set()

    def enter(self, node: Node, *_: Any) -> None:
        if isinstance(node, FieldNode | FragmentDefinitionNode | InlineFragmentNode):
            of = self.type_info.get_type()
            self.types.add(None if of is None else get_named_type(of))
