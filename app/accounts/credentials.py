"""What a request carries to show who makes it: a session cookie, or an API key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.access import NOBODY, Actor
from app.accounts.actors import actor_of_key, actor_of_session
from app.accounts.known import known_actors

SESSION_COOKIE = "graphloop_session"


def bearer(headers: Mapping[str, Any]) -> str | None:
    """The key of an `Authorization: Bearer …` header, if there is one."""
    scheme, _, key = str(headers.get("authorization", "")).partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def key_of_params(params: Mapping[str, Any]) -> str | None:
    """The key that a websocket began with: `authorization`, as in a header or bare, or `apiKey`, in any case."""
    sent = {name.lower(): str(value) for name, value in params.items() if value is not None}
    return bearer(sent) or sent.get("authorization") or sent.get("apikey")


async def actor_of_request(
    headers: Mapping[str, str], cookies: Mapping[str, str], connection_params: Mapping[str, Any] | None = None
) -> Actor:
    """Whoever asks: a key, in the header or sent when a websocket began, goes before the cookie."""
    key = key_of_params(connection_params or {}) or bearer(headers)
    if key is not None:
        return await known_actors().actor(key, actor_of_key)
    token = cookies.get(SESSION_COOKIE)
    return await known_actors().actor(token, actor_of_session) if token else NOBODY
