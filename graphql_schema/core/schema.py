"""The way of an operation through the server, however it came: prepared, admitted, executed, its errors coded, counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError, OperationDefinitionNode, subscribe
from graphql import OperationType as CoreType
from strawberry.exceptions import MissingQueryError
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
from graphql_schema.core.executing import CompiledExecutor, Execution
from graphql_schema.core.gate import refusal
from graphql_schema.core.limits import OperationTimeout
from graphql_schema.core.observing import observe
from graphql_schema.core.sizes import check_variables

EVERY_TYPE = frozenset(OperationType)


@dataclass(slots=True)
class Request:
    """An operation that somebody wants executed."""

    context: Context
    text: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None
    """Names a document instead of sending it, as `extensions.persistedQuery` does."""
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
        asked = Request(_context(context_value), query, variable_values, operation_name, operation_extensions)
        return await self.answer(replace(asked, root_value=root_value, allowed=allowed_operation_types or EVERY_TYPE))

    async def answer(self, request: Request) -> ExecutionResult:
        """The result of a query or mutation."""
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
        asked = Request(_context(context_value), query, variable_values, operation_name, operation_extensions)
        return self._streamed(replace(asked, root_value=root_value, allowed=allowed_operation_types or EVERY_TYPE))

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
        context, documents = request.context, request.context.endpoint.documents
        try:
            named = context.endpoint.persisted.resolve(request.text, request.extensions, request.document_id)
            if not named.text:
                raise MissingQueryError
            document = documents.parsed(named.text)
            request.operation = operation = document.operation(request.operation_name)
            if (kind := _kind(operation)) not in request.allowed:
                raise InvalidOperationTypeError(kind)
            await context.begin()
            if refused := refusal(document, context.actor):
                return [refused]
            if problems := documents.problems(document, hides_suggestions=context.actor.is_anonymous):
                return problems
            if request.variables:
                check_variables(request.variables, context.endpoint.limits)
            documents.price(document, operation).check(request.variables or {}, context.endpoint.limits)
            if named.is_new:
                context.endpoint.persisted.remember(named)
        except (GraphQLError, DomainError) as error:
            return [_located(error)]
        return document

    async def _executed(self, request: Request, document: Document) -> ExecutionResult:
        """The result of a query or mutation, within its time and unless its sender has too many already."""
        context, seconds, operation = request.context, _seconds(request), document.operation(request.operation_name)
        execution = Execution(self._schema, document, operation, context, request.variables or {}, request.root_value)
        if (made := execution.immediate()) is not None:
            return ExecutionResult(data=made, errors=None)
        try:
            with context.endpoint.admission.enter(context.actor, context.address):
                async with asyncio.timeout(seconds):
                    result = await execution.result()
        except TimeoutError:
            return PreExecutionError(data=None, errors=[_located(OperationTimeout(seconds, seconds))])
        except DomainError as error:
            return PreExecutionError(data=None, errors=[_located(error)])
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
                hide_suggestions=True,
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


def _seconds(request: Request) -> float:
    """How long an operation may take; a mutation may have to wait for somebody outside."""
    seconds = request.context.endpoint.limits.operation_seconds
    if request.operation and request.operation.operation is CoreType.MUTATION:
        return max(seconds, request.context.settings.egress_timeout_seconds)
    return seconds


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
