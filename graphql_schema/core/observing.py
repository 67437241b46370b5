"""Counts operations for whoever watches the server."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import GraphQLError, OperationDefinitionNode, OperationType

from app.core import metrics
from app.core.clock import monotonic


def observe(operation: OperationDefinitionNode | None, errors: Sequence[GraphQLError] | None, started: float) -> None:
    """Count an operation with its name, type and outcome, and how long it took since `started` if it was no subscription."""
    name = operation.name.value if operation and operation.name else None
    is_stream = operation is not None and operation.operation is OperationType.SUBSCRIPTION
    kind = operation.operation.value if operation else "unknown"
    metrics.count_operation(name, kind, _outcome(errors), None if is_stream else monotonic() - started)


def _outcome(errors: Sequence[GraphQLError] | None) -> str:
    if not errors:
        return "ok"
    # An error with a path happened while fields were resolved; without one, nothing was executed.
    return "error" if any(error.path for error in errors) else "refused"
