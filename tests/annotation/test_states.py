"""What may be done with a question and with one's answer to it, in each state of both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from app.accounts.models import AuditLogEntry, Space
from app.annotation.models import ExperimentScoreConfig, ResultAnnotation, ScoreConfig
from graphql_schema.core.ids import row_id
from tests.annotated import answer, question, results_of
from tests.api import Api
from tests.walking import Step, require_every_step
from tests.world import World, make_world

ASKED = """query($id: ID!, $result: ID!) { scoreConfig: node(id: $id) { ... on ScoreConfig { isArchived } }
  result: node(id: $result) { ... on ExperimentItemResult { annotations { nodes { id value scoreConfig { id } } } } } }"""


@dataclass
class Walk:
    """A question about a result, and perhaps one's answer."""

    api: Api
    world: World
    result: str
    name: str
    config: str
    answered: str = ""

    async def state(self) -> str:
        """Whether the question takes answers, and what one's own is."""
        seen = await self.api.execute(ASKED, id=self.config, result=self.result)
        annotations = seen["result"]["annotations"]["nodes"]
        mine = [one["value"] for one in annotations if one["scoreConfig"]["id"] == self.config]
        said = f"ANSWERED {mine[0]:g}" if mine else "UNANSWERED"
        return f"{'ARCHIVED' if seen['scoreConfig']['isArchived'] else 'OPEN'}/{said}"

    async def rows(self) -> list[Any]:
        """The question, where it is asked, the answers, and how much is noted of what was done."""
        within = {"space_id": row_id(self.world["spaceId"], Space)}
        models = (ScoreConfig, ExperimentScoreConfig, ResultAnnotation)
        stored = [await model.filter(**within).order_by("id").values() for model in models]
        return [*stored, await AuditLogEntry.filter(**within).count()]


def does(field: str, **more: Any) -> Step:
    async def done(walk: Walk) -> str | None:
        return code_of(await walk.api.mutate(field, "__typename", scoreConfigId=walk.config, **more))

    return done


def code_of(result: Any) -> str | None:
    assert not result.errors, result.errors
    (payload,) = result.data.values()
    assert all(error["message"] for error in payload["errors"])
    return payload["errors"][0]["code"] if payload["errors"] else None


def answers(value: float) -> Step:
    async def said(walk: Walk) -> str | None:
        result = await answer(walk.api, walk.result, walk.config, value=value)
        code = code_of(result)
        walk.answered = walk.answered if code else result.payload()["resultAnnotation"]["id"]
        return code

    return said


async def take_back(walk: Walk) -> str | None:
    pk = walk.answered or "ResultAnnotation_1"
    return code_of(await walk.api.mutate("deleteResultAnnotation", "__typename", resultAnnotationId=pk))


async def make_alike(walk: Walk) -> str | None:
    given = {"spaceId": walk.world["spaceId"], "name": walk.name, "dataType": "TEXT"}
    return code_of(await walk.api.mutate("createScoreConfig", "__typename", **given))


async def choose(walk: Walk) -> str | None:
    given = {"experimentId": walk.world["experimentId"], "scoreConfigIds": [walk.config]}
    return code_of(await walk.api.mutate("chooseScoreConfigs", "__typename", **given))


STEPS: dict[str, Step] = {
    "archive": does("archiveScoreConfig"),
    "restore": does("archiveScoreConfig", isArchived=False),
    "describe": does("updateScoreConfig", description="How?"),
    "make one of its name": make_alike,
    "choose": choose,
    "answer 4": answers(4),
    "answer 2": answers(2),
    "answer 9": answers(9),
    "take back": take_back,
}
PATHS: dict[str, tuple[str, ...]] = {
    "OPEN/UNANSWERED": (),
    "OPEN/ANSWERED 4": ("answer 4",),
    "ARCHIVED/UNANSWERED": ("archive",),
    "ARCHIVED/ANSWERED 4": ("answer 4", "archive"),
}
OPEN, ARCHIVED = (tuple(state for state in PATHS if state.startswith(start)) for start in ("OPEN", "ARCHIVED"))
REFUSED = dict.fromkeys(ARCHIVED, "SCORE_CONFIG_ARCHIVED")
AFTER: dict[str, dict[str, str]] = {
    "archive": {state: state.replace("OPEN", "ARCHIVED") for state in OPEN},
    "restore": {state: state.replace("ARCHIVED", "OPEN") for state in ARCHIVED},
    "describe": {state: state for state in PATHS},
    "make one of its name": dict.fromkeys(PATHS, "SCORE_CONFIG_NAME_TAKEN"),
    "choose": {**{state: state for state in OPEN}, **REFUSED},
    "answer 4": {**dict.fromkeys(OPEN, "OPEN/ANSWERED 4"), **REFUSED},
    "answer 2": {**dict.fromkeys(OPEN, "OPEN/ANSWERED 2"), **REFUSED},
    "answer 9": {**dict.fromkeys(OPEN, "INVALID_ANSWER"), **REFUSED},
    "take back": {
        "OPEN/UNANSWERED": "NOT_FOUND", "ARCHIVED/UNANSWERED": "NOT_FOUND",
        "OPEN/ANSWERED 4": "OPEN/UNANSWERED", "ARCHIVED/ANSWERED 4": "ARCHIVED/UNANSWERED",
    },
}  # fmt: skip


@asynccontextmanager
async def walk_to(api: Api, world: World, state: str, step: str) -> AsyncIterator[Walk]:
    """A question that was brought to a state."""
    result = (await results_of(api, world))["t0"]
    name = f"before {step or 'anything'}"
    walk = Walk(api, world, result, name, await question(api, world, name=name, dataType="NUMERIC", maxValue=5))
    for one in PATHS[state]:
        assert await STEPS[one](walk) is None
    assert await walk.state() == state
    yield walk


@pytest.mark.parametrize("state", PATHS)
async def test_every_step_in_a_state_is_taken_or_refused(api: Api, state: str) -> None:
    await require_every_step(state, AFTER, STEPS, partial(walk_to, api, await make_world(api)))


async def test_a_question_that_is_asked_already_stays_asked_when_it_is_archived(api: Api) -> None:
    async with walk_to(api, await make_world(api), "OPEN/UNANSWERED", "") as walk:
        for step in ("choose", "archive", "choose"):
            assert await STEPS[step](walk) is None
