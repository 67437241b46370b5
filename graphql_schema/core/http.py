"""GraphQL over HTTP and websockets: plain requests by a short way of their own, streams by Strawberry's view."""

from __future__ import annotations

from typing import Any

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from app.accounts.credentials import SESSION_COOKIE, actor_of_request, key_of_params
from app.core.settings import Settings
from graphql_schema.core.audience import Question
from graphql_schema.core.caching import conditional
from graphql_schema.core.context import Context
from graphql_schema.core.endpoint import Endpoint
from graphql_schema.core.errors import coded
from graphql_schema.core.limits import LimitExceeded
from graphql_schema.core.live import listened
from graphql_schema.core.schema import Request, Schema
from graphql_schema.core.sizes import check_body
from graphql_schema.core.websocket import WebSocketHandler

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json; charset=utf-8"
_STREAMS = ("text/event-stream", "multipart/")
_ALLOWED = {method: OperationType.from_http(method) for method in ("GET", "POST")}
_TEXT_OR_NONE = (str, type(None))
_OBJECT_OR_NONE = (dict, type(None))


class GraphQLView(GraphQL[Context, None]):
    """The endpoint `/graphql`."""

    schema: Schema
    graphql_transport_ws_handler_class = WebSocketHandler

    def __init__(self, schema: Schema, settings: Settings) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(
                GRAPHQL_TRANSPORT_WS_PROTOCOL,
                GRAPHQL_SSE_PROTOCOL,
                MULTIPART_SUBSCRIPTION_PROTOCOL,
            ),
            allowed_origins=settings.allowed_origins,
            max_subscriptions_per_connection=settings.graphql_subscriptions,
        )
        self._settings = settings
        self._endpoint = Endpoint.of(schema._schema, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        request = HTTPRequest(scope, receive)
        try:
            context = await self.get_context(request, request)
            asked = await self._asked(request, context)
            response = await (self._answer(request, context, asked) if asked else self.run(request, context))
        except HTTPException as error:
            response = _refusal(request, error)
        except LimitExceeded as error:
            response = _limited(request, error)
        await response(scope, receive, send)

    # Plain requests: a query or mutation in, one JSON object out.

    async def _asked(self, request: HTTPRequest, context: Context) -> dict[str, Any] | None:
        """What a plain request carries; nothing if it wants a stream or is not in order, which the view knows better."""
        headers = context.headers
        accept = headers.get("accept", "")
        if any(kind in accept for kind in _STREAMS) and self._get_stream_transport_from_headers(headers):
            return None
        if request.method == "POST" and headers.get("content-type", "").startswith("application/json"):
            body = await request.body()
            check_body(body, self._endpoint.limits)
            return _in_order(_json(body))
        if request.method == "GET":
            sent: dict[str, Any] = dict(request.query_params)
            objects = {name: _json(sent[name].encode()) for name in ("variables", "extensions") if sent.get(name)}
            is_named = "documentId" in sent or "extensions" in sent or "query" in sent
            return _in_order(sent | objects) if is_named else None
        return None

    async def _answer(self, request: HTTPRequest, context: Context, asked: dict[str, Any]) -> Response:
        text = asked.get("query")
        wanted = Request(context, text, asked.get("variables"), asked.get("operationName"))
        wanted.extensions, wanted.document_id = asked.get("extensions"), asked.get("documentId")
        wanted.allowed = _ALLOWED[request.method]
        try:
            result = await self.schema.answer(wanted)
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason(request.method)) from error
        except MissingQueryError as error:
            raise HTTPException(400, "No GraphQL query found in the request") from error
        response = self._response(context, _shown(result))
        if context.set_cookies:
            self._set_cookies(request, response, context)
        is_named = request.method == "GET" and not text and not result.errors
        return conditional(request, response, self._settings.persisted_max_age_seconds) if is_named else response

    def _response(self, context: Context, shown: GraphQLHTTPResponse) -> Response:
        if RESPONSE_JSON in context.headers.get("accept", ""):
            status, kind = (200 if "data" in shown else 400), f"{RESPONSE_JSON}; charset=utf-8"
        else:
            status, kind = 200, JSON
        return Response(orjson.dumps(shown), status, media_type=kind)

    # Streams.

    async def get_context(self, request: HTTPRequest | WebSocket, response: Any) -> Context:
        context = Context(request, self._endpoint)
        request.state.context = context
        return context

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        parameters = context.connection_params or {}
        if key_of_params(parameters) and (await actor_of_request({}, {}, parameters)).is_anonymous:
            raise ConnectionRejectionError({"code": "UNAUTHENTICATED"})
        unset: UnsetType = UNSET
        return unset

    async def execute_operation(
        self, request: HTTPRequest, request_adapter: Any, request_data: Any, context: Context, *others: Any, **options: Any
    ) -> Any:
        if not isinstance(request_data, list) and self._get_stream_transport(request_data.protocol):
            asked = {"query": request_data.query, "variables": request_data.variables}
            asked |= {"operationName": request_data.operation_name, "extensions": request_data.extensions}
            if question := Question.asked(asked, self._endpoint):
                return listened(self.schema, question, context)
        return await super().execute_operation(request, request_adapter, request_data, context, *others, **options)

    async def _process_stream_result(self, request: HTTPRequest, value: Any, all_pending: list[Any]) -> Any:
        # What is shared is encoded already.
        is_encoded = isinstance(value, orjson.Fragment)
        return (value, all_pending) if is_encoded else await super()._process_stream_result(request, value, all_pending)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        # Text, since websockets would send bytes as a binary frame, which no client reads.
        return orjson.dumps(data).decode()

    async def process_result(self, request: HTTPRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        return _shown(result)

    async def run(self, request: Any, context: Any = UNSET, root_value: Any = UNSET) -> Any:
        response = await super().run(request, context, root_value)
        if isinstance(request, HTTPRequest):
            self._set_cookies(request, response, context)
        return response

    def _set_cookies(self, request: HTTPRequest, response: Response, context: Context) -> None:
        is_secure = request.url.scheme == "https"
        for token in context.set_cookies:
            if token:
                response.set_cookie(
                    SESSION_COOKIE,
                    token,
                    max_age=self._settings.session_days * 86_400,
                    path="/",
                    secure=is_secure,
                    httponly=True,
                    samesite="lax",
                )
            else:
                response.delete_cookie(SESSION_COOKIE, path="/", secure=is_secure, httponly=True, samesite="lax")


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, "Unable to parse request body as JSON") from error


def _in_order(sent: Any) -> dict[str, Any] | None:
    """A request's parameters, if they are of the right types."""
    if (
        isinstance(sent, dict)
        and isinstance(sent.get("query"), _TEXT_OR_NONE)
        and isinstance(sent.get("operationName"), _TEXT_OR_NONE)
        and isinstance(sent.get("documentId"), _TEXT_OR_NONE)
        and isinstance(sent.get("variables"), _OBJECT_OR_NONE)
        and isinstance(sent.get("extensions"), _OBJECT_OR_NONE)
    ):
        return sent
    return None


def _shown(result: ExecutionResult) -> GraphQLHTTPResponse:
    """A result as it is sent; without `data` where nothing was executed."""
    if not result.errors:
        return {"data": result.data}
    errors: list[object] = [error.formatted for error in result.errors]
    if result.data is None and not any(error.path for error in result.errors):
        return {"errors": errors}
    return {"data": result.data, "errors": errors}


def _limited(request: HTTPConnection, error: LimitExceeded) -> Response:
    shown = coded(GraphQLError(error.message, original_error=error)).formatted
    return _refused(request, 400, {"errors": [shown]})


def _refusal(request: HTTPConnection, error: HTTPException) -> Response:
    status = 415 if error.reason == "Unsupported content type" else error.status_code
    body = {"errors": [{"message": error.reason, "extensions": {"code": "BAD_REQUEST"}}]}
    return _refused(request, status, body)


def _refused(request: HTTPConnection, status: int, body: dict[str, Any]) -> Response:
    kind = RESPONSE_JSON if RESPONSE_JSON in request.headers.get("accept", "") else "application/json"
    headers = {"allow": "GET, POST"} if status == 405 else None
    return Response(orjson.dumps(body), status, headers, media_type=f"{kind}; charset=utf-8")
