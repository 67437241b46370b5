"""Who many credentials stand for now, in a handful of statements: what open streams are asked every few seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.accounts.access import EVERY_PERMISSION, NOBODY, Actor, Permission, permissions_of_scopes
from app.accounts.actors import works
from app.accounts.credentials import SESSION_COOKIE, bearer, key_of_params
from app.accounts.models import (
    ApiKey,
    LoginSession,
    Organization,
    OrganizationMembership,
    Role,
    Space,
    SpaceMembership,
)
from app.accounts.tokens import digest, public_part_of
from app.core.clock import now
from app.core.conditions import AllOf, AnyOf, IsNull, one_of
from app.core.model import Entity
from app.core.rows import Row, select


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
    roles = await _Roles.read((*keys.values(), *sessions.values()))
    return {credential: _actor_of(credential, keys, sessions, roles) for credential in credentials}


def _actor_of(credential: Credential, keys: dict[str, Row], sessions: dict[str, Row], roles: _Roles) -> Actor:
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
    found = {row["public_part"]: row for row in await _select(ApiKey, "public_part", public.values())}
    return {key: found[part] for key, part in public.items() if part in found and works(found[part], key)}


async def _open_sessions(tokens: set[str]) -> dict[str, Row]:
    digests = {token: digest(token) for token in tokens}
    found = {row["token_hash"]: row for row in await _select(LoginSession, "token_hash", digests.values())}
    there = {token: found[hashed] for token, hashed in digests.items() if hashed in found}
    return {token: row for token, row in there.items() if row["expires_at"] > now()}


async def _select(model: type[Entity], column: str, values: Iterable[Any]) -> list[Row]:
    """Rows by a column; no statement when there is nothing to look for."""
    wanted = tuple(values)
    return await select(model, one_of(column, wanted)) if wanted else []


class _Roles:
    """The roles of many users and keys, read together."""

    def __init__(self) -> None:
        self._organizations: dict[int, dict[int, Role]] = defaultdict(dict)
        self._own: dict[int, dict[int, Role]] = defaultdict(dict)
        self._alive: set[int] = set()
        self._spaces: dict[int, list[int]] = defaultdict(list)
        self._space_ids: set[int] = set()

    @classmethod
    async def read(cls, holders: Collection[Row]) -> _Roles:
        """Everything that says what the holders of these sessions and keys may do."""
        roles = cls()
        users = {row["user_id"] for row in holders if row["user_id"]}
        for row in await _select(OrganizationMembership, "user_id", users):
            roles._organizations[row["user_id"]][row["organization_id"]] = Role(row["role"])
        for row in await _select(SpaceMembership, "user_id", users):
            roles._own[row["user_id"]][row["space_id"]] = Role(row["role"])
        await roles._read_places([row for row in holders if not row["user_id"]])
        return roles

    async def _read_places(self, keys: list[Row]) -> None:
        """The organizations and spaces that anybody here reaches, as far as they are there."""
        named = {pk for held in self._organizations.values() for pk in held}
        if named:
            there = await select(Organization, AllOf((one_of("id", tuple(named)), IsNull("deleted_at"))))
            self._alive = {row.pk for row in there}
        organizations = self._alive | {row["organization_id"] for row in keys if row["organization_id"]}
        own = {pk for held in self._own.values() for pk in held} | {row["space_id"] for row in keys if row["space_id"]}
        reached = AnyOf((one_of("organization_id", tuple(organizations)), one_of("id", tuple(own))))
        for row in await select(Space, AllOf((reached, IsNull("deleted_at")))):
            self._spaces[row["organization_id"]].append(row.pk)
            self._space_ids.add(row.pk)

    def of_user(
        self,
        user_id: int,
        *,
        api_key_id: int | None = None,
        session_id: int | None = None,
        limit: frozenset[Permission] = EVERY_PERMISSION,
    ) -> Actor:
        """A user with the roles that memberships give."""
        held = {pk: role for pk, role in self._organizations[user_id].items() if pk in self._alive}
        return Actor(user_id, api_key_id, session_id, self._in_spaces(held, self._own[user_id]), held, limit)

    def of_place(self, row: Row, limit: frozenset[Permission]) -> Actor:
        """A key owned by a space or an organization acts as an administrator there, within its scopes."""
        held = {row["organization_id"]: Role.ADMIN} if row["organization_id"] else {}
        own = {row["space_id"]: Role.ADMIN} if row["space_id"] else {}
        return Actor(None, row.pk, None, self._in_spaces(held, own), held, limit)

    def _in_spaces(self, organizations: dict[int, Role], own: dict[int, Role]) -> dict[int, Role]:
        reaching = {pk: role for pk, role in organizations.items() if role is not Role.NONE}
        reached = {space_id: role for pk, role in reaching.items() for space_id in self._spaces[pk]}
        return reached | {pk: role for pk, role in own.items() if pk in self._space_ids}
