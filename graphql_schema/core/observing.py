"""Counts operations for whoever watches the server."""

from __future__ import annotations

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError

from app.core import metrics
from app.core.clock import monotonic


class Observed(SchemaExtension):
    """Counts each operation with its name, type and outcome, and how long queries and mutations take."""

    def on_operation(self) -> Iterator[None]:
        started = monotonic()
        yield
        kind = self._kind()
        seconds = None if kind == "subscription" else monotonic() - started
        metrics.count_operation(self.execution_context.operation_name, kind, self._outcome(), seconds)

    def _kind(self) -> str:
        context = self.execution_context
        if context.graphql_document is None:
            return "unknown"
        try:
            return context.operation_type.value.lower()
        except CannotGetOperationTypeError:
            return "unknown"

    def _outcome(self) -> str:
        errors = self.execution_context.pre_execution_errors or getattr(self.execution_context.result, "errors", None)
        if not errors:
            return "ok"
        # An error with a path happened while fields were resolved; without one, nothing was executed.
        return "error" if any(error.path for error in errors) else "refused"
