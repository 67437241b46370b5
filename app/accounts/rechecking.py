"""Who many credentials stand for now, in a handful of statements: what open streams are asked every few seconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.accounts.access import NOBODY, Actor, permissions_of_scopes
from app.accounts.actors import works
from app.accounts.credentials import SESSION_COOKIE, bearer, key_of_params
from app.accounts.models import ApiKey, LoginSession
from app.accounts.roles import Roles, select_in
from app.accounts.tokens import digest, public_part_of
from app.core.clock import now
from app.core.rows import Row


@dataclass(frozen=True, slots=True)
class Credential:
    """What was sent to show who asks: an API key, or else the token of a session, or nothing."""

    key: str | None = None
    token: str | None = None

    @classmethod
    def of(
        cls, headers: Mapping[str, str], cookies: Mapping[str, str], connection_params: Mapping[str, Any] | None
    ) -> Credential:
        """The one of a request's credentials that counts."""
        key = key_of_params(connection_params or {}) or bearer(headers)
        return cls(key) if key is not None else cls(None, cookies.get(SESSION_COOKIE))


async def actors_of(credentials: Collection[Credential]) -> dict[Credential, Actor]:
    """Whoever each credential stands for now; the number of statements does not depend on how many there are."""
    keys = await _working_keys({credential.key for credential in credentials if credential.key})
    sessions = await _open_sessions({credential.token for credential in credentials if credential.token})
    roles = await Roles.read((*keys.values(), *sessions.values()))
    return {credential: _actor_of(credential, keys, sessions, roles) for credential in credentials}


def _actor_of(credential: Credential, keys: dict[str, Row], sessions: dict[str, Row], roles: Roles) -> Actor:
    if credential.key is None:
        session = sessions.get(credential.token or "")
        return roles.of_user(session["user_id"], session_id=session.pk) if session else NOBODY
    row = keys.get(credential.key)
    if row is None:
        return NOBODY
    limit = permissions_of_scopes(orjson.loads(orjson.dumps(row["scopes"])))
    return roles.of_user(row["user_id"], api_key_id=row.pk, limit=limit) if row["user_id"] else roles.of_place(row, limit)


async def _working_keys(keys: set[str]) -> dict[str, Row]:
    public = {key: part for key in keys if (part := public_part_of(key))}
    found = {row["public_part"]: row for row in await select_in(ApiKey, "public_part", public.values())}
    return {key: found[part] for key, part in public.items() if part in found and works(found[part], key)}


async def _open_sessions(tokens: set[str]) -> dict[str, Row]:
    digests = {token: digest(token) for token in tokens}
    found = {row["token_hash"]: row for row in await select_in(LoginSession, "token_hash", digests.values())}
    there = {token: found[hashed] for token, hashed in digests.items() if hashed in found}
    return {token: row for token, row in there.items() if row["expires_at"] > now()}
