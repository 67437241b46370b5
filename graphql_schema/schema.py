"""The one schema, put together from the domains."""

from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphql_schema.accounts.mutations import AccountMutations
from graphql_schema.accounts.queries import AccountQueries
from graphql_schema.annotation.mutations import AnnotationMutations
from graphql_schema.annotation.queries import AnnotationQueries
from graphql_schema.core.context import Info
from graphql_schema.core.entity import ENTITY_TYPES, Node, read
from graphql_schema.core.errors import Problem
from graphql_schema.core.executing import CompiledExecutor
from graphql_schema.core.lookup import by_global_id, by_global_ids, identified
from graphql_schema.core.relations import ToAny, leads
from graphql_schema.core.scalars import SCALARS
from graphql_schema.core.schema import Schema
from graphql_schema.datasets.file_mutations import DatasetFileMutations
from graphql_schema.datasets.item_mutations import DatasetItemMutations
from graphql_schema.datasets.mutations import DatasetMutations, SchemaProblem
from graphql_schema.datasets.queries import DatasetQueries
from graphql_schema.datasets.remote_mutations import RemoteExperimentMutations
from graphql_schema.datasets.subscriptions import DatasetSubscriptions
from graphql_schema.datasets.version_mutations import DatasetVersionMutations
from graphql_schema.evaluation.mutations import EvaluationMutations
from graphql_schema.evaluation.queries import EvaluationQueries
from graphql_schema.experiments.mutations import ExperimentMutations
from graphql_schema.experiments.queries import ExperimentQueries
from graphql_schema.experiments.run_mutations import ExperimentRunMutations
from graphql_schema.experiments.subscriptions import ExperimentSubscriptions
from graphql_schema.experiments.template_mutations import ExperimentTemplateMutations
from graphql_schema.llm.mutations import LlmMutations
from graphql_schema.llm.queries import LlmQueries
from graphql_schema.llm.settings_mutations import LlmSettingsMutations
from graphql_schema.playground.mutations import PlaygroundMutations
from graphql_schema.playground.queries import PlaygroundQueries
from graphql_schema.playground.subscriptions import PlaygroundSubscriptions
from graphql_schema.prompts.mutations import PromptMutations
from graphql_schema.prompts.queries import PromptQueries
from graphql_schema.tracing.items import TraceItemMutations, TraceItemQueries
from graphql_schema.tracing.mutations import TracingMutations
from graphql_schema.tracing.queries import TracingQueries


@strawberry.type(description="Where reading begins.")
class Query(
    AccountQueries,
    PromptQueries,
    PlaygroundQueries,
    DatasetQueries,
    TracingQueries,
    TraceItemQueries,
    LlmQueries,
    EvaluationQueries,
    ExperimentQueries,
    AnnotationQueries,
):
    @strawberry.field(
        description="Anything by its id, or null when there is no such thing that you may see.", metadata=leads(ToAny())
    )
    async def node(self, info: Info, id: Annotated[strawberry.ID, identified("thing")]) -> Node | None:
        row: Any = await by_global_id(info, id)
        return row  # type: ignore[no-any-return]

    @strawberry.field(
        description="Things by their ids, in the same order; null where there is none that you may see.",
        metadata=leads(ToAny(is_list=True)),
    )
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Ids, of any kinds.")]
    ) -> list[Node | None]:
        rows: Any = await by_global_ids(info, ids)
        return rows  # type: ignore[no-any-return]


@strawberry.type(description="Where writing begins; every payload says in `errors` why nothing was done.")
class Mutation(
    AccountMutations,
    PromptMutations,
    PlaygroundMutations,
    DatasetMutations,
    DatasetItemMutations,
    DatasetVersionMutations,
    DatasetFileMutations,
    RemoteExperimentMutations,
    TracingMutations,
    TraceItemMutations,
    LlmMutations,
    LlmSettingsMutations,
    EvaluationMutations,
    ExperimentMutations,
    ExperimentTemplateMutations,
    ExperimentRunMutations,
    AnnotationMutations,
):
    pass


@strawberry.type(description="What can be followed: the present state first, then changes.")
class Subscription(DatasetSubscriptions, ExperimentSubscriptions, PlaygroundSubscriptions):
    pass


schema = Schema(
    Query,
    Mutation,
    Subscription,
    types=[Problem, SchemaProblem, *ENTITY_TYPES],
    execution_context_class=CompiledExecutor,
    config=StrawberryConfig(default_resolver=read, scalar_map=SCALARS),
)
