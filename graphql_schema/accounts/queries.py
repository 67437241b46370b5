"""Where reading people and spaces begins."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from app.accounts import models
from graphql_schema.accounts.types import Organization, Space, Viewer
from graphql_schema.core.context import Info
from graphql_schema.core.lookup import found, identified


@strawberry.type
class AccountQueries:
    """Root fields about people and spaces."""

    @strawberry.field(description="You; null when nobody is signed in, or a key that acts for no user.")
    async def viewer(self, info: Info) -> Viewer | None:
        user_id = info.context.actor.user_id
        row: Any = await info.context.loaders.one(models.User).load(user_id) if user_id else None
        return row  # type: ignore[no-any-return]

    @strawberry.field(description="One space, or null when there is none that you may see.")
    async def space(self, info: Info, id: Annotated[strawberry.ID, identified("space")]) -> Space | None:
        return await found(info, models.Space, id)  # type: ignore[no-any-return]

    @strawberry.field(description="One organization, or null when there is none that you may see.")
    async def organization(
        self, info: Info, id: Annotated[strawberry.ID, identified("organization")]
    ) -> Organization | None:
        return await found(info, models.Organization, id)  # type: ignore[no-any-return]
