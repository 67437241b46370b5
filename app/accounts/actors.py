"""From a session token or an API key to an actor with the roles it holds."""

from __future__ import annotations

from datetime import timedelta

import orjson

from app.accounts.access import EVERY_PERMISSION, NOBODY, Actor, Permission, permissions_of_scopes
from app.accounts.models import ApiKey, LoginSession
from app.accounts.roles import Roles
from app.accounts.tokens import digest, public_part_of
from app.core.clock import now
from app.core.conditions import equals
from app.core.rows import Row, select

_SEEN_EVERY = timedelta(minutes=1)


async def actor_of_session(token: str) -> Actor:
    """Whoever a session cookie stands for; nobody if it has ended."""
    found = await select(LoginSession, equals("token_hash", digest(token)), limit=1)
    if not found or found[0]["expires_at"] <= now():
        return NOBODY
    session = found[0]
    if session["last_seen_at"] < now() - _SEEN_EVERY:
        await LoginSession.filter(id=session.pk).update(last_seen_at=now())
    return await actor_of_user(session["user_id"], session_id=session.pk)


async def actor_of_key(key: str) -> Actor:
    """Whoever an API key stands for; nobody if it is unknown, revoked or expired."""
    public = public_part_of(key)
    found = await select(ApiKey, equals("public_part", public), limit=1) if public else []
    if not found or not works(found[0], key):
        return NOBODY
    row = found[0]
    if row["last_used_at"] is None or row["last_used_at"] < now() - _SEEN_EVERY:
        await ApiKey.filter(id=row.pk).update(last_used_at=now())
    limit = permissions_of_scopes(orjson.loads(orjson.dumps(row["scopes"])))
    if row["user_id"]:
        return await actor_of_user(row["user_id"], api_key_id=row.pk, limit=limit)
    return (await Roles.read([row])).of_place(row, limit)


def works(row: Row, key: str) -> bool:
    """Whether a row is that of a key, and the key may still be used."""
    is_over = row["revoked_at"] is not None or (row["expires_at"] is not None and row["expires_at"] <= now())
    return bool(row["secret_hash"] == digest(key)) and not is_over


async def actor_of_user(
    user_id: int,
    *,
    session_id: int | None = None,
    api_key_id: int | None = None,
    limit: frozenset[Permission] = EVERY_PERMISSION,
) -> Actor:
    """A user with the roles their memberships give them."""
    roles = await Roles.read([{"user_id": user_id}])
    return roles.of_user(user_id, session_id=session_id, api_key_id=api_key_id, limit=limit)
