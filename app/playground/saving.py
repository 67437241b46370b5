"""From something that was tried to something that is tested from now on: a run as an item of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.datasets.items import write_dataset_items
from app.datasets.models import Dataset, DatasetItem, DatasetSchema
from app.playground.models import PromptRun, PromptRunStatus


class RunHasNoAnswer(Conflict):
    """The run has no answer to save."""

    code = "RUN_HAS_NO_ANSWER"


async def save_prompt_run_as_item(
    actor: Actor,
    *,
    prompt_run_id: int,
    dataset_id: int,
    key: str | None = None,
    output_column: str | None = None,
    variables: Sequence[Mapping[str, Any]] | None = None,
    tags: Sequence[str] = (),
    split: str | None = None,
) -> DatasetItem:
    """Write a run's variables, and its answer if a column is named for it, as an item; saving it again changes the item."""
    run = await get(PromptRun, prompt_run_id, actor)
    dataset = await get(Dataset, dataset_id, actor)
    if dataset.space_id != run.space_id:
        raise NotFound("That dataset belongs to another space.", path=("input", "datasetId"))
    columns = [column["name"] for column in (await DatasetSchema.get(id=dataset.schema_id)).columns]
    data = _values(run, variables, columns)
    if output_column is not None:
        data[_known(output_column, columns, "outputColumn")] = _answer(run)
    item = {
        "key": key or f"run-{run.id:x}",
        "data": data,
        "metadata": {"promptRun": f"PromptRun_{run.id:x}"},
        "tags": list(tags),
        "split": split,
    }
    try:
        written = await write_dataset_items(actor, dataset_id=dataset.id, items=[item])
    except DomainError as error:
        error.path = _at_input(error.path, output_column)
        raise
    return written.items[0]


def _at_input(path: tuple[str, ...], output_column: str | None) -> tuple[str, ...]:
    """Where this input says what is at fault in the item that is written."""
    match path:
        case ("input", "items", _, "data", column, *_):
            return ("input", "outputColumn" if column == output_column else "variables")
        case ("input", "items", _, *rest):
            return ("input", *rest)
    return path


def _values(run: PromptRun, chosen: Sequence[Mapping[str, Any]] | None, columns: Sequence[str]) -> dict[str, Any]:
    """The run's variables by column: as the client maps them, else those that have a column of their name."""
    if chosen is None:
        return {name: value for name, value in run.variables.items() if name in columns}
    for index, pair in enumerate(chosen):
        if pair["name"] not in run.variables:
            raise Invalid(f"The run has no variable {pair['name']!r}.", path=("input", "variables", index, "name"))
    return {_known(pair["column"], columns, "variables"): run.variables[pair["name"]] for pair in chosen}


def _known(column: str, columns: Sequence[str], place: str) -> str:
    if column not in columns:
        told = f"The dataset has no column {column!r}; it has: {', '.join(columns)}."
        raise Invalid(told, path=("input", place))
    return column


def _answer(run: PromptRun) -> str:
    if run.status not in (PromptRunStatus.SUCCEEDED, PromptRunStatus.AWAITING_TOOLS):
        raise RunHasNoAnswer(path=("input", "promptRunId"))
    return run.text
