"""Where reading people and spaces begins."""

from typing import Any

import strawberry

from app.accounts import models
from graphql_schema.accounts.types import Viewer
from graphql_schema.core.context import Info
from graphql_schema.core.lookup import lookup


@strawberry.type
class AccountQueries:
    """Root fields about people and spaces."""

    @strawberry.field(description="You; null when nobody is signed in, or a key that acts for no user.")
    async def viewer(self, info: Info) -> Viewer | None:
        user_id = info.context.actor.user_id
        row: Any = await info.context.loaders.one(models.User).load(user_id) if user_id else None
        return row  # type: ignore[no-any-return]

    space = lookup(models.Space, "space")
    organization = lookup(models.Organization, "organization")
