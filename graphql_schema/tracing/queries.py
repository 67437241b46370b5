"""Where reading traces begins."""

import strawberry

from app.tracing import models
from graphql_schema.core.lookup import lookup


@strawberry.type
class TracingQueries:
    """Root fields about traces."""

    trace = lookup(models.Trace, "trace")
    observation = lookup(models.Observation, "observation of a trace")
    trace_session = lookup(models.TraceSession, "session of traces")
