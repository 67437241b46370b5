"""Templates: what experiments on a dataset have in common, kept as it was given and used with its newest version."""

from __future__ import annotations

from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.datasets.documents import as_document, as_text
from app.datasets.models import Dataset, DatasetSchema, DatasetVersion
from app.evaluation.mapping import Columns
from app.evaluation.targets import check_target
from app.experiments.choices import ExperimentOrigin
from app.experiments.experiments import SETTINGS, Origin, Parts, checked_places, checked_settings, make_experiment
from app.experiments.models import Experiment, ExperimentTemplate
from app.experiments.words import checked_name, checked_tags


class TemplateNameTaken(Conflict):
    """There is a template of that name already; choose another."""

    code = "TEMPLATE_NAME_TAKEN"


class NoVersion(Conflict):
    """The dataset has no version yet; create one before running."""

    code = "NO_VERSION"


async def create_experiment_template(
    actor: Actor, *, space_id: int, dataset_id: int, name: str, **given: Any
) -> ExperimentTemplate:
    """Keep a dataset, a target and evaluators, to make experiments of again and again."""
    await get(Space, space_id, actor)
    dataset = await get(Dataset, dataset_id, actor)
    if dataset.space_id != space_id:
        raise NotFound("That dataset belongs to another space.", path=("input", "datasetId"))
    made = ExperimentTemplate(space_id=space_id, dataset_id=dataset.id, created_by_id=actor.user_id)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id) as record:
        made.update_from_dict(await _checked(actor, made, dataset, given | {"name": name}))
        await _save(made, force_create=True)
        record.record("experiment_template.created", made, after={"name": made.name})
    return made


async def update_experiment_template(actor: Actor, *, experiment_template_id: int, **given: Any) -> ExperimentTemplate:
    """Change a template; experiments that were made from it stay as they are."""
    seen = await get(ExperimentTemplate, experiment_template_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        template = await _locked(seen.id)
        dataset = await get(Dataset, template.dataset_id, actor, path=("input", "experimentTemplateId"))
        changes = await _checked(actor, template, dataset, given)
        template.update_from_dict(changes | {"updated_at": now()})
        await _save(template, update_fields=[*changes, "updated_at"])
        record.record("experiment_template.updated", template, after={"changed": sorted(changes)})
    return template


async def delete_experiment_template(actor: Actor, *, experiment_template_id: int) -> Space:
    """Delete a template; its name is free again, and the experiments made from it stay."""
    seen = await get(ExperimentTemplate, experiment_template_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        template = await _locked(seen.id)
        template.deleted_at = now()
        await template.save(update_fields=["deleted_at"])
        record.record("experiment_template.deleted", template, before={"name": template.name})
        return await Space.get(id=template.space_id)


async def create_experiment_from_template(
    actor: Actor, *, experiment_template_id: int, name: str, **overrides: Any
) -> Experiment:
    """Make an experiment from a template, on the dataset's newest version unless another is named."""
    template = await get(ExperimentTemplate, experiment_template_id, actor)
    same = ("target", "evaluators", "description", "metadata", "tags", *SETTINGS)
    parts = {column: getattr(template, column) for column in same} | {"name": name}
    parts |= {column: value for column, value in overrides.items() if value is not None}
    if "dataset_version_id" not in parts:
        parts["dataset_version_id"] = await _newest_version(template)
    return await make_experiment(
        actor, template.space_id, Parts(**parts), Origin(ExperimentOrigin.TEMPLATE, template_id=template.id)
    )


async def _newest_version(template: ExperimentTemplate) -> int:
    newest = await DatasetVersion.filter(dataset_id=template.dataset_id).order_by("-number").first()
    if newest is None:
        raise NoVersion(path=("input", "experimentTemplateId"))
    return int(newest.id)


async def _checked(actor: Actor, template: ExperimentTemplate, dataset: Dataset, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that are given, each checked as an experiment's would be."""
    schema = await DatasetSchema.get(id=dataset.schema_id)
    columns, changes = Columns.of(schema.columns), checked_settings(given)
    if given.get("name") is not None and given["name"].strip() != template.name:
        changes["name"] = await _free_name(template.space_id, given["name"])
    if "description" in given:
        changes["description"] = as_text(given["description"], "input", "description")
    if given.get("metadata") is not None:
        changes["metadata"] = as_document(given["metadata"], "input", "metadata")
    if given.get("tags") is not None:
        changes["tags"] = checked_tags(given["tags"])
    if given.get("target") is not None:
        await check_target(actor, template.space_id, given["target"], columns, "input", "target")
        changes["target"] = given["target"]
    if given.get("evaluators") is not None:
        await checked_places(actor, template.space_id, given["evaluators"], columns)
        changes["evaluators"] = given["evaluators"]
    return changes


async def _free_name(space_id: int, name: str) -> str:
    title = checked_name(name)
    if await ExperimentTemplate.filter(space_id=space_id, name=title, deleted_at__isnull=True).exists():
        raise TemplateNameTaken(path=("input", "name"))
    return title


async def _locked(template_id: int) -> ExperimentTemplate:
    template = await ExperimentTemplate.select_for_update(no_key=True).get_or_none(id=template_id, deleted_at__isnull=True)
    if template is None:
        raise NotFound("The template has just been deleted.", path=("input", "experimentTemplateId"))
    return template


async def _save(template: ExperimentTemplate, **how: Any) -> None:
    try:
        await template.save(**how)
    except IntegrityError:
        raise TemplateNameTaken(path=("input", "name")) from None
