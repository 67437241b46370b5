"""How far people are with the results of runs, and what they say on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.annotation.models import ExperimentScoreConfig
from app.core.conditions import one_of
from app.core.database import database
from app.core.rows import values_of
from app.experiments.models import ExperimentRun, ExperimentStats
from app.experiments.summaries import Scored, Summary, summaries


@dataclass(frozen=True, slots=True)
class AnnotationSummary:
    """What people answered to one question about the results of a run."""

    score_config_id: int
    total_count: int
    """Results that there are."""
    annotated_count: int = 0
    annotator_count: int = 0
    summary: Summary = field(default_factory=dict)


async def annotation_summaries(run_ids: Sequence[int]) -> dict[int, list[AnnotationSummary]]:
    """By run, the questions that are asked about it or were answered; a handful of statements in any case."""
    runs = list(run_ids)
    totals = await _totals(runs)
    wanted = await _asked(runs)
    counted = await _counted(runs)
    summed = await summaries(_scored(runs))
    for run_id, config_id in counted:
        wanted[run_id].setdefault(config_id)
    return {
        run_id: [
            AnnotationSummary(
                config_id,
                totals.get(run_id, 0),
                *counted.get((run_id, config_id), (0, 0)),
                summed.get(f"{run_id}:{config_id}", {"count": 0}),
            )
            for config_id in wanted[run_id]
        ]
        for run_id in runs
    }


async def _totals(runs: list[int]) -> dict[int, int]:
    rows = await values_of(ExperimentStats, ("run_id", "succeeded", "failed"), one_of("run_id", runs))
    return {row[0]: row[1] + row[2] for row in rows}


async def _asked(runs: list[int]) -> dict[int, dict[int, None]]:
    """Ids of the questions that are asked about each run, in the order in which they were chosen."""
    experiments = {row[0]: row[1] for row in await values_of(ExperimentRun, ("id", "experiment_id"), one_of("id", runs))}
    chosen = one_of("experiment_id", list(set(experiments.values())))
    rows = sorted(await values_of(ExperimentScoreConfig, ("id", "experiment_id", "score_config_id"), chosen), key=tuple)
    return {run_id: {row[2]: None for row in rows if row[1] == experiments.get(run_id)} for run_id in runs}


async def _counted(runs: list[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """How many results were annotated, and by how many people, by run and question."""
    counting = _scored(runs)
    rows = await counting.read(f"""
SELECT run_id, score_config_id, COUNT(DISTINCT item_result_id), COUNT(DISTINCT author_id)
FROM result_annotation WHERE {_among_runs()} GROUP BY run_id, score_config_id ORDER BY run_id, score_config_id""")
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _scored(runs: list[int]) -> Scored:
    """The answers as scores, each named by its run and its question; several people may answer about an item."""
    item = "(SELECT dataset_item_id FROM experiment_item_result AS result WHERE result.id = item_result_id)"
    text = f"""
WITH scored(name, item, score, label, passed, failed) AS (
    SELECT CAST(run_id AS TEXT) || ':' || CAST(score_config_id AS TEXT), {item}, value, label, CAST(NULL AS INTEGER), 0
    FROM result_annotation WHERE {_among_runs()})"""
    return Scored(text, (_runs(runs),), is_repeated=True)


def _runs(runs: list[int]) -> Any:
    return orjson.dumps(runs).decode() if database().dialect == "sqlite" else runs


def _among_runs() -> str:
    is_sqlite = database().dialect == "sqlite"
    return f"run_id {'IN (SELECT value FROM json_each($1))' if is_sqlite else '= ANY(CAST($1 AS BIGINT[]))'}"
