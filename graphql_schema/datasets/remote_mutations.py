"""Experiments on datasets that are run elsewhere: where, and when."""

import dataclasses

import strawberry
from strawberry.scalars import JSON

from app.datasets import models, remote
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation


@strawberry.input(description="A header to send with a request.")
class RemoteHeaderInput:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value, which is stored encrypted and never shown.")


@strawberry.input(description="Where a dataset's remote experiment is triggered.")
class SetRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    url: str = strawberry.field(description="Where the request goes, by POST.")
    payload: JSON | None = strawberry.field(
        default=None, description="What is sent beside the ids and the name of the dataset, unless a call says otherwise."
    )
    headers: list[RemoteHeaderInput] | None = strawberry.field(
        default=None, description="Headers to send with it; those that were set stay if not given and the URL stays."
    )
    secret: str | None = strawberry.field(
        default=None, description="`whsec_…`, what signs the request; one is made, and shown once, if there is none."
    )


@strawberry.input(description="Whose remote experiment to forget.")
class RemoveRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")


@strawberry.input(description="A remote experiment to trigger.")
class TriggerRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    payload: JSON | None = strawberry.field(default=None, description="What is sent instead of the payload that was set.")


@dataclasses.dataclass
class SetRemote:
    dataset: models.Dataset
    secret: str | None = dataclasses.field(
        metadata={"description": "The secret that signs requests, if it is a new one; shown this once."}
    )


@strawberry.type
class RemoteExperimentMutations:
    """What sets up and triggers remote experiments."""

    @mutation
    async def set_remote_experiment(self, info: Info, input: SetRemoteExperimentInput) -> SetRemote:
        """Say where experiments on a dataset are run elsewhere. Requests are signed as Standard Webhooks says."""
        made = await remote.set_remote_experiment(info.context.actor, **values(input))
        return SetRemote(made.dataset, made.secret)

    @mutation
    async def remove_remote_experiment(self, info: Info, input: RemoveRemoteExperimentInput) -> models.Dataset:
        """Forget where experiments on a dataset are run elsewhere."""
        return await remote.remove_remote_experiment(info.context.actor, **values(input))

    @mutation
    async def trigger_remote_experiment(
        self, info: Info, input: TriggerRemoteExperimentInput
    ) -> models.RemoteExperimentTrigger:
        """Ask the server elsewhere to run its experiment; how it answered is part of what comes back, and is kept."""
        return await remote.trigger_remote_experiment(info.context.actor, **values(input))
