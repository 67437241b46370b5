"""Websockets: Strawberry's graphql-transport-ws for queries and mutations, watchers of shared streams for subscriptions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    CompleteMessage,
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from app.accounts.rechecking import Credential
from app.core.wire import EXTENSION, Receiver, Wire
from graphql_schema.core.audience import Question
from graphql_schema.core.context import Context
from graphql_schema.core.errors import coded
from graphql_schema.core.limits import TooManySubscriptions
from graphql_schema.core.live import Watcher, live

UNAUTHORIZED = 4401
_NOT_JSON = b""


class WebSocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """One connection with its operations."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wire = wire_of(self.context.connection, self)
        self._inbox: list[bytes] = []
        self._watching: dict[str, Watching] = {}
        self._slow: list[Watching] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self) -> None:
        """Serve the connection, to its end or until somebody else tells what comes."""
        if self._wire.listen(self):
            self.on_request_accepted()
        else:
            await super().handle()

    def received(self, message: bytes, *, is_text: bool) -> None:
        """Handle a message after those that came before."""
        self._inbox.append(message if is_text else _NOT_JSON)
        if len(self._inbox) == 1:
            self._begin(self._handle_inbox())

    async def _handle_inbox(self) -> None:
        try:
            while self._inbox:
                await self._handle(self._inbox[0])
                del self._inbox[0]
            self._wire.go_on()
        except WebSocketDisconnected:
            return
        except Exception as error:
            await self.handle_task_exception(error)
            await self.websocket.close(code=1011, reason="Internal error")

    async def _handle(self, text: bytes) -> None:
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            await self.handle_invalid_message("WebSocket message must be valid JSON")
        else:
            await self.handle_message(message)

    def lost(self) -> None:
        """The connection has ended."""
        for task in self._tasks:
            task.cancel()
        self._stop_watching()
        self._begin(self.shutdown())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def handle_message(self, message: Message) -> None:
        if not isinstance(message, dict) or not isinstance(message.get("id", ""), str):
            await self.handle_invalid_message("Failed to parse message")
        else:
            await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        await super().handle_connection_init(message)
        # It was cancelled; while it is kept it takes as much memory as the rest of the handler.
        self.connection_init_timeout_task = None

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        identity, asked = message["id"], cast(dict[str, Any], message["payload"])
        if not self.connection_acknowledged:
            await super().handle_subscribe(message)
        elif identity in self._watching or identity in self.operations:
            await self.websocket.close(code=4409, reason=f"Subscriber for {identity} already exists")
        elif (refused := self._refusal()) is not None:
            await self.send_message({"id": identity, "type": "error", "payload": [refused.formatted]})
        elif question := Question.asked(asked, self.context.endpoint):
            self._watch(identity, question)
        else:
            await super().handle_subscribe(message)

    def _refusal(self) -> GraphQLError | None:
        """Why there may be no further operation, if there are as many as there may be."""
        most, wanted = self.max_subscriptions_per_connection, len(self._watching) + len(self.operations) + 1
        if most is None or wanted <= most:
            return None
        error = TooManySubscriptions(most, wanted)
        return coded(GraphQLError(error.message, original_error=error))

    def _watch(self, identity: str, question: Question) -> None:
        sent = self.context.connection
        credential = Credential.of(sent.headers, sent.cookies, self.context.connection_params)
        watching = self._watching[identity] = Watching(self, identity, credential)
        self._begin(self._join(watching, question))

    async def _join(self, watching: Watching, question: Question) -> None:
        # A context of its own: who watches need not be kept, for that is looked up whenever it matters.
        own = replace(self.context, set_cookies=[])
        try:
            await live.join(watching, self.schema, question, own)
        except Exception as error:
            watching.refuse(error)
        if not self.is_watching(watching):
            live.leave(watching)

    def is_watching(self, watching: Watching) -> bool:
        """Whether somebody still wants to be told."""
        return self._watching.get(watching.identity) is watching

    async def handle_complete(self, message: CompleteMessage) -> None:
        if message["id"] in self._watching:
            live.leave(self._watching.pop(message["id"]))
        else:
            await super().handle_complete(message)

    async def shutdown(self) -> None:
        self._stop_watching()
        await super().shutdown()

    def _stop_watching(self) -> None:
        while self._watching:
            live.leave(self._watching.popitem()[1])

    def write(self, watching: Watching, text: bytes) -> bool:
        """Send a message, or remember who has one to send when there is room again."""
        if not self.is_watching(watching) or self._wire.write(text):
            return True
        self._slow.append(watching)
        return False

    def writable(self) -> None:
        """Go on with those who had to wait."""
        slow, self._slow = self._slow, []
        for watching in dict.fromkeys(slow):
            watching.advance()

    def finished(self, watching: Watching) -> None:
        """Let an operation's id be used again."""
        if self.is_watching(watching):
            del self._watching[watching.identity]

    def expel(self) -> None:
        """Close the connection, whose credential works no longer."""
        self._stop_watching()
        self._begin(self.websocket.close(code=UNAUTHORIZED, reason="Unauthorized"))


class Watching(Watcher):
    """A subscription of a websocket."""

    __slots__ = ("_handler", "_head", "identity")

    def __init__(self, handler: WebSocketHandler, identity: str, credential: Credential) -> None:
        super().__init__(credential)
        self.identity = identity
        self._handler = handler
        self._head = b'{"id":' + orjson.dumps(identity) + b',"type":"next","payload":'

    def advance(self) -> None:
        if (news := self.news) is not None:
            if not self._handler.write(self, b"".join((self._head, news, b"}"))):
                return
            self.seen = news
        if self.end is not None and self._handler.write(self, self._last()):
            self._handler.finished(self)
            live.leave(self)

    def _last(self) -> bytes:
        if self.end is not None and self.end.errors:
            return orjson.dumps({"id": self.identity, "type": "error", "payload": self.end.errors})
        return orjson.dumps({"id": self.identity, "type": "complete"})

    def expel(self) -> None:
        self._handler.expel()


def wire_of(connection: HTTPConnection, receiver: Receiver) -> Wire:
    """The server's wire, or one made of what every server offers."""
    offered: Wire | None = (connection.scope.get("extensions") or {}).get(EXTENSION)
    if offered is not None:
        return offered
    if not isinstance(connection, WebSocket):
        raise TypeError("Only websockets have a wire.")
    return Turns(connection, receiver)


class Turns:
    """A wire over any server: one message at a time, each awaited in a task; meanwhile the client counts as slow."""

    def __init__(self, websocket: WebSocket, receiver: Receiver) -> None:
        self._websocket, self._receiver = websocket, receiver
        self._sending: asyncio.Task[None] | None = None

    def listen(self, receiver: Receiver) -> bool:
        return False

    def go_on(self) -> None:
        return

    def write(self, text: bytes) -> bool:
        if self._sending is not None:
            return False
        self._sending = asyncio.create_task(self._send(text.decode()))
        return True

    async def _send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            # Whoever reads from the connection learns of its end, and lets its watchers go.
            return
        finally:
            self._sending = None
        self._receiver.writable()
