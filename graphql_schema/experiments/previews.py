"""What an experiment would do, as clients see it."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from app.datasets.models import DatasetItem
from app.llm.chat import PartType
from graphql_schema.core.entity import face
from graphql_schema.core.errors import Problem
from graphql_schema.experiments.mutations import CreateExperimentInput


@strawberry.input(description="An experiment to be looked at before it is made.")
class PreviewExperimentInput(CreateExperimentInput):
    first: int = strawberry.field(default=3, description="How many items to show, from 0 to 20.")


@strawberry.type(description="How many items have a value in a column.")
class ColumnCoverage:
    column: str = strawberry.field(description="The column.")
    filled: int = strawberry.field(description="Items with a value there that is neither null nor an empty text.")
    total: int = strawberry.field(description="Items of the dataset version.")


@strawberry.type(description="How many items fill an input that is read from a column.")
class InputCoverage:
    reader: str | None = strawberry.field(description="Alias of the evaluator that reads it; null for the target.")
    name: str = strawberry.field(description="The input, or the variable of a prompt.")
    column: str = strawberry.field(description="The column it is read from.")
    path: str | None = strawberry.field(description="The part of the column that is meant; null for all of it.")
    filled: int = strawberry.field(description="Items with a value there that is neither null nor an empty text.")
    total: int = strawberry.field(description="Items of the dataset version.")


@strawberry.type(description="What the target would be sent for an item.")
class TargetPreview:
    input: JSON | None = strawberry.field(description="The model and the messages, or whatever else would be sent.")
    output: JSON | None = strawberry.field(description="The output, where nobody has to be asked for it.")
    error: JSON | None = strawberry.field(description="Code and message of why it could not be sent.")


@strawberry.type(description="What an input of an evaluator would be.")
class EvaluatorInputPreview:
    name: str = strawberry.field(description="The input.")
    value: JSON | None = strawberry.field(description="Its value; null also where it is not known yet.")
    is_output: bool = strawberry.field(description="It is taken from the target's output, which may not be known yet.")
    missing: str | None = strawberry.field(description="Why a required input would be missing, or could not be shown.")
    part_type: PartType | None = strawberry.field(description="What a judge is shown it as; null for text.")


@strawberry.type(description="What an evaluator would be given for an item.")
class EvaluatorPreview:
    alias: str = strawberry.field(description="Its name in the experiment.")
    inputs: list[EvaluatorInputPreview] = strawberry.field(description="What its inputs would be.")


def _item(self: Any) -> Any:
    return self.item


@strawberry.type(description="What would be done with an item; with its first turn if it has several.")
class ExperimentItemPreview:
    dataset_item = strawberry.field(resolver=_item, description="The item.", graphql_type=face(DatasetItem))
    target: TargetPreview = strawberry.field(description="What the target would be sent.")
    evaluators: list[EvaluatorPreview] = strawberry.field(description="What the evaluators would be given.")


def _faults(self: Any) -> Any:
    return [Problem(code=fault.code, message=fault.message, path=list(fault.path)) for fault in self.faults]


@strawberry.type(description="What an experiment would do.")
class ExperimentPreview:
    item_count: int = strawberry.field(description="Items of the dataset version.")
    faults = strawberry.field(
        resolver=_faults, description="What keeps it from being made; empty if nothing does.", graphql_type=list[Problem]
    )
    columns: list[ColumnCoverage] = strawberry.field(description="How many items have a value in each column.")
    inputs: list[InputCoverage] = strawberry.field(description="How many items fill each input that is read from a column.")
    items: list[ExperimentItemPreview] = strawberry.field(description="What would be done with the first items.")
