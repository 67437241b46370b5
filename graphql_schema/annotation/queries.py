"""Where reading annotations begins."""

import strawberry

from app.annotation import models
from graphql_schema.annotation.agreement import AgreementQueries
from graphql_schema.core.lookup import lookup


@strawberry.type
class AnnotationQueries(AgreementQueries):
    """Root fields about questions and answers."""

    score_config = lookup(models.ScoreConfig, "score config")
