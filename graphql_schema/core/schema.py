"""The way of an operation through the server, however it came: prepared, admitted, executed, its errors coded, counted."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError, OperationDefinitionNode, execute, subscribe
from strawberry.exceptions import MissingQueryError
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.aio import aclosing
from strawberry.utils.await_maybe import await_maybe

from app.core.clock import monotonic
from app.core.errors import DomainError
from graphql_schema.core.context import Context
from graphql_schema.core.documents import Document
from graphql_schema.core.errors import coded
from graphql_schema.core.executing import CompiledExecutor
from graphql_schema.core.gate import refusal
from graphql_schema.core.observing import observe

EVERY_TYPE = frozenset(OperationType)
_is_awaitable: Any = optimized_is_awaitable


@dataclass(slots=True)
class Request:
    """An operation that somebody wants executed."""

    context: Context
    text: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    root_value: Any = None
    allowed: Iterable[OperationType] = EVERY_TYPE
    operation: OperationDefinitionNode | None = None
    """Known once it has been prepared."""


class Schema(strawberry.Schema):
    """Strawberry's schema with a way of its own from a request to a result; it has no use for extensions."""

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Execute a query or mutation."""
        request = Request(_context(context_value), query, variable_values, operation_name, root_value)
        request.allowed = allowed_operation_types or EVERY_TYPE
        started = monotonic()
        document = await self._prepared(request)
        if isinstance(document, list):
            return _counted(request, started, PreExecutionError(data=None, errors=document))
        return _counted(request, started, await self._executed(request, document))

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> Any:
        """Execute any operation as a stream: of all events of a subscription, or of the one result of anything else."""
        request = Request(_context(context_value), query, variable_values, operation_name, root_value)
        request.allowed = allowed_operation_types or EVERY_TYPE
        return self._streamed(request)

    async def _streamed(self, request: Request) -> AsyncGenerator[ExecutionResult, None]:
        started = monotonic()
        try:
            document = await self._prepared(request)
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            document = [_unusable(error)]
        if isinstance(document, list):
            yield _counted(request, started, PreExecutionError(data=None, errors=document))
        elif request.operation and _kind(request.operation) is OperationType.SUBSCRIPTION:
            async for result in self._followed(request, document, started):
                yield result
        else:
            yield _counted(request, started, await self._executed(request, document))

    async def _prepared(self, request: Request) -> Document | list[GraphQLError]:
        """The document, once it is known to be one that this client may have executed; otherwise why not."""
        if not request.text:
            raise MissingQueryError
        documents = request.context.endpoint.documents
        try:
            document = documents.parsed(request.text)
        except (GraphQLError, DomainError) as error:
            return [_located(error)]
        request.operation = document.operation(request.operation_name)
        if (kind := _kind(request.operation)) not in request.allowed:
            raise InvalidOperationTypeError(kind)
        await request.context.begin()
        if refused := refusal(document, request.context.actor):
            return [refused]
        return documents.problems(document, hides_suggestions=request.context.actor.is_anonymous) or document

    async def _executed(self, request: Request, document: Document) -> ExecutionResult:
        result = await await_maybe(
            execute(
                self._schema,
                document.ast,
                root_value=request.root_value,
                context_value=request.context,
                variable_values=request.variables,
                operation_name=request.operation_name,
                executor_class=CompiledExecutor,
                is_awaitable=_is_awaitable,
                hide_suggestions=request.context.actor.is_anonymous,
                plans=document.plans,
                switches=document.switches,
            )
        )
        return ExecutionResult(data=result.data, errors=result.errors)

    async def _followed(self, request: Request, document: Document, started: float) -> AsyncGenerator[ExecutionResult, None]:
        events: Any = await await_maybe(
            subscribe(
                self._schema,
                document.ast,
                root_value=request.root_value,
                context_value=request.context,
                variable_values=request.variables,
                operation_name=request.operation_name,
                executor_class=CompiledExecutor,
                hide_suggestions=request.context.actor.is_anonymous,
                plans=document.plans,
                switches=document.switches,
            )
        )
        if isinstance(events, CoreResult):
            yield _counted(request, started, PreExecutionError(data=None, errors=events.errors))
            return
        last = ExecutionResult(data=None, errors=None)
        async with aclosing(_guarded(events)) as guarded:
            async for result in guarded:
                last = _shown(ExecutionResult(data=result.data, errors=result.errors))
                yield last
        observe(request.operation, last.errors, started)


async def _guarded(events: AsyncIterator[CoreResult]) -> AsyncGenerator[CoreResult, None]:
    """Events, and as the last of them whatever a subscription raised."""
    try:
        async with aclosing(events) as following:
            async for event in following:
                yield event
    except Exception as error:
        yield CoreResult(data=None, errors=[_located(error)])


def _context(value: Any) -> Context:
    if not isinstance(value, Context):
        raise TypeError("An operation needs a context.")
    return value


def _kind(operation: OperationDefinitionNode) -> OperationType:
    return OperationType(operation.operation.value)


def _located(error: Exception) -> GraphQLError:
    return error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)


def _unusable(error: Exception) -> GraphQLError:
    if isinstance(error, CannotGetOperationTypeError):
        return GraphQLError(error.as_http_error_reason(), original_error=None)
    if isinstance(error, InvalidOperationTypeError):
        return GraphQLError(error.as_http_error_reason("this transport"))
    return GraphQLError("There is no query in the request.")


def _shown(result: ExecutionResult) -> ExecutionResult:
    if result.errors:
        result.errors = [coded(error) for error in result.errors]
    return result


def _counted(request: Request, started: float, result: ExecutionResult) -> ExecutionResult:
    shown = _shown(result)
    observe(request.operation, shown.errors, started)
    return shown
