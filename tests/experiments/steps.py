"""A run that is walked through its states, and the steps that every run takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.processes import this_process
from app.experiments.choices import ShardStatus
from app.experiments.models import ExperimentRun, ExperimentShard
from app.experiments.running import start, work_on_shard
from app.experiments.transitions import fail
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.llm.stub_provider import StubProvider
from tests.walking import Step
from tests.world import World


@dataclass
class RunWalk:
    """A run, and an endpoint that is asked about its only item."""

    api: Api
    world: World
    stub: StubProvider
    run: str

    @property
    def pk(self) -> int:
        """The id of the run's row."""
        return row_id(self.run, ExperimentRun)


async def job_runs(walk: RunWalk) -> None:
    """The job runs that cuts the run and has it worked on."""
    await start(walk.pk)


async def work_on(run_id: int) -> None:
    """Do what this process can do for a run now."""
    for shard in await ExperimentShard.filter(run_id=run_id, status=ShardStatus.PENDING):
        await work_on_shard(run_id, shard.id)


async def hold(walk: RunWalk) -> None:
    """A living process holds the run's only part, so that the run does not end at once."""
    held = {"holder": this_process(), "status": ShardStatus.PENDING}
    await ExperimentShard.filter(run_id=walk.pk).update(**held)


async def fall_over(walk: RunWalk) -> None:
    """The run fails, and nobody is to blame."""
    await fail(walk.pk, "The disk is full.")


async def asked(walk: RunWalk, field: str, **given: Any) -> str | None:
    """Have a mutation done; gives the code of its error."""
    result = await walk.api.mutate(field, "__typename", **given)
    errors = result[field]["errors"]
    assert all(error["message"] and error["path"][0] == "input" for error in errors)
    return errors[0]["code"] if errors else None


def steer(field: str, **more: Any) -> Step:
    """Have something done with the run."""

    async def steered(walk: RunWalk) -> str | None:
        return await asked(walk, field, experimentRunId=walk.run, **more)

    return steered
