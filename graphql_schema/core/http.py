"""GraphQL over HTTP and websockets: Strawberry's view with orjson, JSON errors, our context and the session cookie."""

from __future__ import annotations

from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET, UnsetType

from app.accounts.credentials import SESSION_COOKIE, actor_of_request, key_of_params
from app.core.settings import Settings
from graphql_schema.core.context import Context
from graphql_schema.core.endpoint import Endpoint

RESPONSE_JSON = "application/graphql-response+json"


class GraphQLView(GraphQL[Context, None]):
    """The endpoint `/graphql`."""

    def __init__(self, schema: Any, settings: Settings) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(
                GRAPHQL_TRANSPORT_WS_PROTOCOL,
                GRAPHQL_SSE_PROTOCOL,
                MULTIPART_SUBSCRIPTION_PROTOCOL,
            ),
            allowed_origins=settings.allowed_origins,
        )
        self._settings = settings
        self._endpoint = Endpoint.of(schema._schema, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request)
        except HTTPException as error:
            response = _refusal(request, error)
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        context = Context(request, self._endpoint)
        request.state.context = context
        return context

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        parameters = context.connection_params or {}
        if key_of_params(parameters) and (await actor_of_request({}, {}, parameters)).is_anonymous:
            raise ConnectionRejectionError({"code": "UNAUTHENTICATED"})
        unset: UnsetType = UNSET
        return unset

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        # Text, since websockets would send bytes as a binary frame, which no client reads.
        return orjson.dumps(data).decode()

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        processed = await super().process_result(request, result)
        if result.errors and result.data is None and not any(error.path for error in result.errors):
            # Nothing was executed, which the absence of `data` says.
            processed.pop("data", None)
        return processed

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        response = Response(orjson.dumps(response_data), media_type="application/json; charset=utf-8")
        response.headers.raw.extend(sub_response.headers.raw)
        if sub_response.status_code:
            response.status_code = sub_response.status_code
        return response

    async def run(self, request: Any, context: Any = UNSET, root_value: Any = UNSET) -> Any:
        response = await super().run(request, context, root_value)
        if isinstance(request, Request) and (used := getattr(request.state, "context", None)):
            self._finish(request, response, used)
        return response

    def _finish(self, request: Request, response: Response, context: Context) -> None:
        for token in context.set_cookies:
            self._set_cookie(response, token, is_secure=request.url.scheme == "https")
        is_json = response.headers.get("content-type", "").startswith("application/json")
        if is_json and RESPONSE_JSON in request.headers.get("accept", ""):
            response.headers["content-type"] = f"{RESPONSE_JSON}; charset=utf-8"
            response.status_code = 400 if b'"data"' not in response.body[:8] and response.body[:8] == b'{"errors' else 200

    def _set_cookie(self, response: Response, token: str, *, is_secure: bool) -> None:
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


def _refusal(request: HTTPConnection, error: HTTPException) -> Response:
    status = 415 if error.reason == "Unsupported content type" else error.status_code
    kind = RESPONSE_JSON if RESPONSE_JSON in request.headers.get("accept", "") else "application/json"
    body = {"errors": [{"message": error.reason, "extensions": {"code": "BAD_REQUEST"}}]}
    headers = {"allow": "GET, POST"} if status == 405 else None
    return Response(orjson.dumps(body), status, headers, media_type=f"{kind}; charset=utf-8")
