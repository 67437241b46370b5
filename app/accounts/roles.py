"""The roles that memberships give, of one user or of many at once: a handful of statements in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.accounts.access import EVERY_PERMISSION, Actor, Permission
from app.accounts.models import Organization, OrganizationMembership, Role, Space, SpaceMembership
from app.core.conditions import AllOf, AnyOf, IsNull, one_of
from app.core.model import Entity
from app.core.rows import Row, select


async def select_in(model: type[Entity], column: str, values: Iterable[Any]) -> list[Row]:
    """Rows by a column; no statement when there is nothing to look for."""
    wanted = tuple(values)
    return await select(model, one_of(column, wanted)) if wanted else []


class Roles:
    """The roles of many users and keys, read together."""

    def __init__(self) -> None:
        self._organizations: dict[int, dict[int, Role]] = defaultdict(dict)
        self._own: dict[int, dict[int, Role]] = defaultdict(dict)
        self._alive: set[int] = set()
        self._spaces: dict[int, list[int]] = defaultdict(list)
        self._space_ids: set[int] = set()

    @classmethod
    async def read(cls, holders: Collection[Mapping[str, Any]]) -> Roles:
        """Everything that says what the holders of these sessions and keys may do; of a user, `user_id` is enough."""
        roles = cls()
        users = {row["user_id"] for row in holders if row["user_id"]}
        for row in await select_in(OrganizationMembership, "user_id", users):
            roles._organizations[row["user_id"]][row["organization_id"]] = Role(row["role"])
        for row in await select_in(SpaceMembership, "user_id", users):
            roles._own[row["user_id"]][row["space_id"]] = Role(row["role"])
        await roles._read_places([row for row in holders if not row["user_id"]])
        return roles

    async def _read_places(self, keys: list[Mapping[str, Any]]) -> None:
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
