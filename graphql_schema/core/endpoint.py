"""What all requests to one endpoint share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLSchema

from app.accounts.throttle import Throttle
from app.core.settings import Settings
from graphql_schema.core.admission import Admission
from graphql_schema.core.limits import Limits
from graphql_schema.core.persisted import PersistedDocuments

if TYPE_CHECKING:
    from graphql_schema.core.documents import Documents

KEPT_BYTES = 2_000_000
"""Text of the documents that are kept; what is made of them takes some thirty times as much."""


@dataclass(frozen=True)
class Endpoint:
    """Settings and limits, documents seen, who is busy, and who has tried to sign in too often."""

    settings: Settings
    limits: Limits
    documents: Documents
    persisted: PersistedDocuments
    admission: Admission
    login_throttle: Throttle

    @classmethod
    def of(cls, schema: GraphQLSchema, settings: Settings) -> Endpoint:
        """An endpoint that has seen nothing yet."""
        # Documents know the types of a schema, whose modules need a context to be declared.
        from graphql_schema.core.documents import Documents

        limits = Limits.of(settings)
        throttle = Throttle(settings.login_attempts_per_minute)
        documents = Documents(schema, limits, KEPT_BYTES)
        return cls(settings, limits, documents, PersistedDocuments(settings), Admission(limits), throttle)
