"""Following imports, exports and copies."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

import strawberry

from app.core.errors import NotFound
from app.core.notices import listening
from app.datasets import models
from app.datasets.transitions import FINISHED, topic_of
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums, parent, structured
from graphql_schema.core.ids import row_id
from graphql_schema.core.lookup import identified
from graphql_schema.core.subscription import AfterSequence, later_than, subscription
from graphql_schema.datasets.types import ErrorGroup

graphql_enums(models.DatasetIoStatus)


@strawberry.type(description="How far an import, export or copy is.")
class DatasetIoJobProgress:
    sequence: int = strawberry.field(description="Rises with each event.")
    status: models.DatasetIoStatus = strawberry.field(description="How far it is.")
    total: int | None = strawberry.field(description="Items there are, if that is known.")
    processed: int = strawberry.field(description="Lines or items read.")
    added: int = strawberry.field(description="Lines that became items, new ones or changes of those with their keys.")
    failed: int = strawberry.field(description="Lines refused.")
    reason: str | None = strawberry.field(description="Why it failed.")
    error_groups = structured(ErrorGroup, column="error_groups", description="Refused lines by what is wrong with them.")
    dataset_io_job = parent(models.DatasetIoJob, by="id", description="The job.", is_required=True)


@strawberry.type
class DatasetSubscriptions:
    """What can be followed of datasets."""

    @subscription(of=models.DatasetIoJob, by="dataset_io_job_id")
    async def dataset_io_job_progress(
        self,
        info: Info,
        dataset_io_job_id: Annotated[strawberry.ID, identified("job to follow")],
        after_sequence: AfterSequence = None,
    ) -> AsyncGenerator[DatasetIoJobProgress, None]:
        """How far a job is now, then each change, until it has ended."""
        pk = row_id(dataset_io_job_id, models.DatasetIoJob, "datasetIoJobId")
        async for state in later_than(after_sequence, _states(info, pk)):
            yield state


async def _states(info: Info, pk: int) -> AsyncIterator[Any]:
    # Listening begins before the first look, so that no change falls between the two.
    with listening(topic_of(pk)) as news:
        state = await _state(info, pk)
        if state is None:
            raise NotFound(path=("datasetIoJobId",))
        yield state
        while state["status"] not in FINISHED:
            await news.get()
            newer = await _state(info, pk)
            if newer is None:
                return
            if newer["sequence"] > state["sequence"]:
                state = newer
                yield state


async def _state(info: Info, pk: int) -> Any:
    info.context.renew()
    return await info.context.loaders.one(models.DatasetIoJob).load(pk)
