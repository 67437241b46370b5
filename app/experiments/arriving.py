"""Outputs that come from outside: called back with by endpoints, or submitted by clients; each is stored once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.transactions import in_transaction

from app.accounts.access import Actor
from app.accounts.change import Change, change_by_system
from app.core.bulk import insert_rows
from app.core.choices import Choice
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid
from app.core.ids import new_id
from app.datasets.models import DatasetItem, DatasetVersion
from app.evaluation.invocations import Ticket, ticket_of
from app.evaluation.models import EvalTargetKind, EvalTargetRecord, EvalTargetVersion, RecordStatus
from app.evaluation.reports import InvalidReport, reported
from app.evaluation.targets import Invocation, TargetOutput
from app.experiments.arrivals import records_of, target_kind_of, wake_shards
from app.experiments.choices import FINAL, ExperimentRunStatus
from app.experiments.choosing import items_by_key, items_of_run
from app.experiments.control import RunNotOpen, require_open, steered
from app.experiments.models import Experiment, ExperimentRun, ExperimentStats
from app.experiments.storing import count_reported
from app.experiments.transitions import announce, heed_budget, locked
from app.experiments.turns import MOST_TURNS
from app.runner.jobs import maintenance

MOST_RESULTS = 1_000
_EXPIRED_AT_ONCE = 1_000
_TIMED_OUT = {"code": "CALLBACK_TIMED_OUT", "message": "The endpoint did not send a result before the deadline."}


class ResultConflict(Conflict):
    """Another output is stored for this invocation already; the first one counts."""

    code = "RESULT_CONFLICT"


class ResultLate(DomainError):
    """The result came after the deadline, or after the end of its run."""

    code = "RESULT_LATE"


class TooManyResults(Invalid):
    """At most 1000 results can be submitted at once."""

    code = "TOO_MANY_RESULTS"


class SubmissionStatus(Choice):
    """What became of a result that was submitted."""

    STORED = "STORED", "It is stored and will be judged."
    REPEATED = "REPEATED", "The same result was stored before; nothing was changed."
    CONFLICT = "CONFLICT", "Another output is stored for this item already; the first one counts."
    UNKNOWN_ITEM = "UNKNOWN_ITEM", "The run does not work on such an item, or not so often."
    INVALID = "INVALID", "The result is malformed; the message says how."


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of one result that was submitted."""

    index: int
    status: SubmissionStatus
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Report:
    """A result for an item: one output, or one for each turn."""

    invocation: Invocation
    outputs: Mapping[int, TargetOutput]


# --- called back with ------------------------------------------------------------------------------------------------


async def receive_result(token: str, given: Mapping[str, Any]) -> SubmissionStatus:
    """Store what an endpoint sends for an invocation, and have it judged; the same once more changes nothing."""
    ticket = ticket_of(token)
    output = reported(given)
    run = await ExperimentRun.get_or_none(id=ticket.invocation.run_id)
    if run is None:
        raise ResultLate
    async with change_by_system(run.space_id) as record:
        run = await _held(run.id)
        present = await _record_of(ticket.invocation)
        if present is not None and present.status is not RecordStatus.AWAITING:
            return _compared(present, output)
        _require_in_time(run, ticket)
        await _keep(run, ticket.invocation, present, output)
        await wake_shards(record, run, [ticket.invocation.item_id])
    announce(run.id)
    await heed_budget(run.id)
    return SubmissionStatus.STORED


async def _held(run_id: int) -> ExperimentRun:
    """A run into which nobody else stores anything until the end of the transaction, what its processes do included."""
    run = await locked(run_id)
    await ExperimentStats.select_for_update(no_key=True).get(run_id=run_id)
    return run


async def _record_of(invocation: Invocation) -> EvalTargetRecord | None:
    return await EvalTargetRecord.get_or_none(
        run_id=invocation.run_id,
        dataset_item_id=invocation.item_id,
        repetition=invocation.repetition,
        turn_index=invocation.turn_index,
    )


def _compared(present: EvalTargetRecord, output: TargetOutput) -> SubmissionStatus:
    """Whether a result was there before; raises if another one was, or none came in time."""
    if (present.output, present.error) == (output.output, output.error):
        return SubmissionStatus.REPEATED
    if present.output is None and not present.is_reported:
        raise ResultLate
    raise ResultConflict


def _require_in_time(run: ExperimentRun, ticket: Ticket) -> None:
    if run.status in FINAL or run.status is ExperimentRunStatus.CANCELLING or now() > ticket.until:
        raise ResultLate


async def _keep(run: ExperimentRun, invocation: Invocation, present: EvalTargetRecord | None, output: TargetOutput) -> None:
    """Store an output; it may come before the row that awaits it, which is left out then."""
    async with in_transaction() as client:
        if present is None:
            result_id = await _result_id(invocation)
            await insert_rows(client, EvalTargetRecord, [await _row(run, invocation, result_id, output)])
        else:
            given = replace(output, latency_ms=_since(present.created_at)) if output.latency_ms is None else output
            await EvalTargetRecord.filter(id=present.id).update(awaited_until=None, **_columns(given))
        await count_reported(client, run.id, [output])


async def _result_id(invocation: Invocation) -> int:
    """The id that the item's result will have: the one that its other turns are stored under, if there are any."""
    other = await EvalTargetRecord.filter(
        run_id=invocation.run_id, dataset_item_id=invocation.item_id, repetition=invocation.repetition
    ).first()
    return new_id() if other is None or other.item_result_id is None else other.item_result_id


def _since(moment: datetime) -> int:
    return max(0, round((now() - moment).total_seconds() * 1000))


async def _row(run: ExperimentRun, invocation: Invocation, result_id: int, output: TargetOutput) -> dict[str, Any]:
    experiment = await Experiment.get(id=run.experiment_id)
    return _row_of(experiment, run, invocation, result_id, output)


def _row_of(
    experiment: Experiment, run: ExperimentRun, invocation: Invocation, result_id: int, output: TargetOutput
) -> dict[str, Any]:
    return _columns(output) | {
        "id": new_id(),
        "created_at": now(),
        "space_id": run.space_id,
        "eval_target_version_id": experiment.eval_target_version_id,
        "run_id": run.id,
        "item_result_id": result_id,
        "dataset_item_id": invocation.item_id,
        "repetition": invocation.repetition,
        "turn_index": invocation.turn_index,
    }


def _columns(output: TargetOutput) -> dict[str, Any]:
    return {
        "status": RecordStatus.FAILED if output.error else RecordStatus.SUCCEEDED,
        "output": output.output,
        "error": output.error,
        "input_tokens": output.input_tokens,
        "output_tokens": output.output_tokens,
        "cost": output.cost,
        "latency_ms": output.latency_ms,
        "external_id": output.external_id,
        "is_cached": False,
        "is_reported": True,
    }


@maintenance(seconds=5)
async def expire_awaited() -> None:
    """Items whose outputs did not come in time fail, so that their runs go on."""
    late = EvalTargetRecord.filter(awaited_until__lt=now()).order_by("awaited_until").limit(_EXPIRED_AT_ONCE)
    by_run: dict[int, list[EvalTargetRecord]] = {}
    for row in await late:
        by_run.setdefault(row.run_id or 0, []).append(row)
    for run_id, rows in by_run.items():
        await _expire(run_id, rows)


async def _expire(run_id: int, rows: Sequence[EvalTargetRecord]) -> None:
    async with change_by_system(rows[0].space_id) as record:
        run = await locked(run_id)
        # One of them may have come in this very moment.
        awaited = EvalTargetRecord.filter(id__in=[row.id for row in rows], status=RecordStatus.AWAITING)
        await awaited.update(status=RecordStatus.FAILED, error=_TIMED_OUT, awaited_until=None)
        await wake_shards(record, run, [row.dataset_item_id for row in rows if row.dataset_item_id is not None])
    announce(run_id)


# --- submitted -------------------------------------------------------------------------------------------------------


async def submit_item_results(
    actor: Actor, *, experiment_run_id: int, results: list[dict[str, Any]]
) -> tuple[ExperimentRun, list[Submission]]:
    """Store outputs that a client made, and have them judged; says of each what became of it."""
    if len(results) > MOST_RESULTS:
        raise TooManyResults(path=("input", "results"))
    async with steered(actor, experiment_run_id, "experiment.results_submitted") as (record, run):
        if await target_kind_of(run) is not EvalTargetKind.PUSHED:
            raise RunNotOpen("The outputs of this run are not submitted.", path=("input", "experimentRunId"))
        submissions = await _submit(record, run, results)
    await heed_budget(run.id)
    return run, submissions


async def _submit(record: Change, run: ExperimentRun, results: Sequence[dict[str, Any]]) -> list[Submission]:
    await _held(run.id)
    reports = await _reports(run, results)
    fresh, submissions = _sorted_out(reports, await _present(run, reports))
    if fresh:
        # What is there already may be sent again after the end, by a client that did not hear of it.
        require_open(run)
        await _store(run, fresh)
        await wake_shards(record, run, {report.invocation.item_id for report in fresh})
    return submissions


async def _reports(run: ExperimentRun, results: Sequence[dict[str, Any]]) -> list[_Report | Submission]:
    """What each result says, or what is wrong with it."""
    experiment = await Experiment.get(id=run.experiment_id)
    version = await DatasetVersion.get(id=experiment.dataset_version_id)
    ids = [given["dataset_item_id"] for given in results if given.get("dataset_item_id") is not None]
    known = await items_of_run(run, version, ids)
    by_key = await items_by_key(run, version, [given["key"] for given in results if given.get("key") is not None])
    reports = [_report(run, index, given, known, by_key) for index, given in enumerate(results)]
    return await _within_turns(experiment, reports)


async def _within_turns(experiment: Experiment, reports: list[_Report | Submission]) -> list[_Report | Submission]:
    """The reports, but for those of turns that their items do not have, which nobody would ever judge."""
    in_turns = {report.invocation.item_id for report in reports if isinstance(report, _Report) and 0 not in report.outputs}
    if not in_turns:
        return reports
    column: str = (await EvalTargetVersion.get(id=experiment.eval_target_version_id)).config.get("turns", "")
    items = await DatasetItem.filter(id__in=sorted(in_turns)).only("id", "data") if column else []
    counts = {item.id: len(turns) for item in items if isinstance(turns := item.data.get(column), list)}
    return [_checked_turns(index, report, counts) for index, report in enumerate(reports)]


def _checked_turns(index: int, report: _Report | Submission, counts: Mapping[int, int]) -> _Report | Submission:
    if isinstance(report, Submission) or 0 in report.outputs:
        return report
    count = counts.get(report.invocation.item_id)
    if count is None:
        return Submission(index, SubmissionStatus.INVALID, "The item has no turns; give one `output`.")
    if len(report.outputs) > count:
        return Submission(index, SubmissionStatus.INVALID, f"The item has {count} turns, not {len(report.outputs)}.")
    return report


def _report(
    run: ExperimentRun, index: int, given: dict[str, Any], known: set[int], by_key: Mapping[str, int]
) -> _Report | Submission:
    item_id, key = given.get("dataset_item_id"), given.get("key")
    if (item_id is None) == (key is None):
        return Submission(index, SubmissionStatus.INVALID, "Name the item by `datasetItemId` or by `key`.")
    found = by_key.get(key) if key is not None else item_id if item_id in known else None
    repetition = given.get("repetition", 1)
    if found is None or not 1 <= repetition <= run.repetitions:
        return Submission(index, SubmissionStatus.UNKNOWN_ITEM, SubmissionStatus.UNKNOWN_ITEM.description)
    try:
        return _Report(Invocation(run.id, found, repetition), _outputs(given))
    except DomainError as error:
        return Submission(index, SubmissionStatus.INVALID, error.message)


def _outputs(given: dict[str, Any]) -> dict[int, TargetOutput]:
    """The outputs by turn; 0 where there are no turns."""
    turns = given.get("turns")
    if turns is None:
        return {0: reported(given)}
    if given.get("output") is not None or given.get("error") is not None:
        raise InvalidReport("Give one output, or those of the turns, not both.")
    if not 1 <= len(turns) <= MOST_TURNS:
        raise InvalidReport(f"An item has 1 to {MOST_TURNS} turns.")
    external_id = given.get("external_id")
    return {index: reported({"external_id": external_id} | turn) for index, turn in enumerate(turns, start=1)}


_Stored = dict[tuple[int, int], dict[int, tuple[Any, Any]]]
"""Outputs and errors that are stored, by item and repetition, and by turn."""


async def _present(run: ExperimentRun, reports: Sequence[_Report | Submission]) -> _Stored:
    items = {report.invocation.item_id for report in reports if isinstance(report, _Report)}
    present: _Stored = {}
    for row in await records_of(run.id, items) if items else []:
        present.setdefault((row.dataset_item_id or 0, row.repetition), {})[row.turn_index] = row.output, row.error
    return present


def _sorted_out(reports: Sequence[_Report | Submission], present: _Stored) -> tuple[list[_Report], list[Submission]]:
    """Results that are new, and what is said about each; of two for the same item the first counts."""
    fresh: list[_Report] = []
    submissions: list[Submission] = []
    for index, report in enumerate(reports):
        if isinstance(report, Submission):
            submissions.append(report)
            continue
        key = report.invocation.item_id, report.invocation.repetition
        said = {turn: (output.output, output.error) for turn, output in report.outputs.items()}
        before = present.setdefault(key, said)
        if before is said:
            fresh.append(report)
            submissions.append(Submission(index, SubmissionStatus.STORED))
        else:
            status = SubmissionStatus.REPEATED if before == said else SubmissionStatus.CONFLICT
            submissions.append(Submission(index, status, None if before == said else status.description))
    return fresh, submissions


async def _store(run: ExperimentRun, reports: Sequence[_Report]) -> None:
    experiment = await Experiment.get(id=run.experiment_id)
    rows = []
    for report in reports:
        result_id = new_id()
        for turn, output in report.outputs.items():
            invocation = replace(report.invocation, turn_index=turn)
            rows.append(_row_of(experiment, run, invocation, result_id, output))
    async with in_transaction() as client:
        await insert_rows(client, EvalTargetRecord, rows)
        outputs = [output for report in reports for output in report.outputs.values()]
        await count_reported(client, run.id, outputs)
