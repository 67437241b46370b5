"""What all requests to one endpoint share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLSchema

from app.accounts.throttle import Throttle
from app.core.settings import Settings

if TYPE_CHECKING:
    from graphql_schema.core.documents import Documents

KEPT_BYTES = 8_000_000
"""Text of the documents that are kept; what is made of them takes some thirty times as much."""


@dataclass(frozen=True)
class Endpoint:
    """Settings, documents seen, and who has tried to sign in too often."""

    settings: Settings
    documents: Documents
    login_throttle: Throttle

    @classmethod
    def of(cls, schema: GraphQLSchema, settings: Settings) -> Endpoint:
        """An endpoint that has seen nothing yet."""
        from graphql_schema.core.documents import Documents

        return cls(settings, Documents(schema, KEPT_BYTES), Throttle(settings.login_attempts_per_minute))
