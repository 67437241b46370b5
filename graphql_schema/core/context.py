"""What every resolver can reach: who asks, from where, and the loaders of the operation."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import strawberry
from starlette.requests import HTTPConnection, cookie_parser

from app.accounts.access import NOBODY, Actor
from app.accounts.credentials import actor_of_request
from app.accounts.signing_in import Client
from app.accounts.throttle import Throttle
from app.core.settings import Settings
from graphql_schema.core.endpoint import Endpoint
from graphql_schema.core.loaders import Loaders

_loaders: ContextVar[Loaders] = ContextVar("loaders")


@dataclass
class Context:
    """One request, or one websocket connection with its many operations."""

    connection: HTTPConnection
    endpoint: Endpoint
    actor: Actor = NOBODY
    connection_params: dict[str, Any] | None = None
    set_cookies: list[str] = field(default_factory=list)
    """Session token to set after the operation; an empty one deletes the cookie."""

    @cached_property
    def headers(self) -> dict[str, str]:
        """What came with the request, names in lower case."""
        return headers_of(self.connection)

    async def begin(self) -> None:
        """Find out who asks, and start with empty loaders; once an operation."""
        cookie = self.headers.get("cookie")
        cookies = cookie_parser(cookie) if cookie else {}
        self.actor = await actor_of_request(self.headers, cookies, self.connection_params)
        self.renew()

    def renew(self) -> None:
        """Forget what was loaded, after something was written or an event came."""
        # A context variable, since one websocket's operations share this object but not their task.
        _loaders.set(Loaders(self.actor))

    def become(self, actor: Actor) -> None:
        """Go on as someone else, after signing in or out."""
        self.actor = actor
        self.renew()

    @property
    def settings(self) -> Settings:
        return self.endpoint.settings

    @property
    def login_throttle(self) -> Throttle:
        return self.endpoint.login_throttle

    @property
    def loaders(self) -> Loaders:
        return _loaders.get()

    @property
    def address(self) -> str:
        """Where it comes from in the network."""
        client = self.connection.scope.get("client")
        return str(client[0]) if client else ""

    @property
    def client(self) -> Client:
        return Client(self.address, self.headers.get("user-agent"))


def headers_of(connection: HTTPConnection) -> dict[str, str]:
    """Headers as a plain dict, which finds them sooner; where one came twice, the first, as everywhere else."""
    sent = reversed(list(connection.scope["headers"]))
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in sent}


Info = strawberry.Info[Context, Any]
