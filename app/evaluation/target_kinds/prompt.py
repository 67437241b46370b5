"""A prompt, as a commit or the caller's draft says it: its messages, filled in from the item, are sent to a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.evaluation.answering import answered, failed, sent, with_history
from app.evaluation.mapping import EvaluatorInput, InputMapping, check, resolve, with_turns
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.showing import part_type_of
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.llm.providers import Route
from app.prompts.compiling import Compiled, compile_content, definitions, names_asked
from app.prompts.content import Content, content_of
from app.prompts.drafts import draft_of
from app.prompts.messages import placeholders_in, shown_message
from app.prompts.models import Prompt, PromptCommit, VariableType
from app.prompts.resolving import resolve_commit, select_in_change
from app.prompts.snippets import Snippets, frozen_snippets, noted, snippets_of


class ModelMissing(Invalid):
    """The prompt names no model; give one in `modelConfig`."""

    code = "MODEL_MISSING"


class CommitGone(Conflict):
    """The prompt's commit was deleted."""

    code = "COMMIT_GONE"


@target_kind(EvalTargetKind.PROMPT)
class PromptKind:
    """Renders a commit or a draft and asks its model."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        prompt = await get(Prompt, given["prompt_id"], actor, path=("promptId",))
        if prompt.space_id != space_id:
            raise NotFound("That prompt belongs to another space.", path=("promptId",))
        _require_one_source(given)
        commit = None if given.get("draft") else await _commit(actor, prompt, given)
        content = await _draft(actor, prompt) if commit is None else content_of(commit)
        snippets = await _snippets(prompt, content)
        inputs = _checked_inputs(content, snippets, given.get("inputs"), columns)
        settings = await _checked_settings(actor, space_id, content, given.get("model_config"))
        source = {"draft": _frozen(content)} if commit is None else {"prompt_commit_id": commit.id}
        # Kept as they are now: moving a label of theirs later changes nothing.
        source |= {"snippets": noted(snippets)} if snippets else {}
        used = [mapping["column"] for mapping in inputs if "column" in mapping]
        return FrozenTarget(
            source_key=str(prompt.id),
            name=prompt.name,
            config=with_turns(source | {"model": settings.stored(), "inputs": inputs}, used, columns),
            version="draft" if commit is None else commit.version,
            prompt_id=prompt.id,
            prompt_commit_id=None if commit is None else commit.id,
            connection_id=settings.connection_id,
        )

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        content = await _stored_content(version.config)
        settings = ModelSettings.of(version.config["model"])
        mappings = tuple(InputMapping(**mapping) for mapping in version.config["inputs"])
        snippets = await frozen_snippets(version.config.get("snippets", ()))
        return _Prompt(settings, await settings.route(), content, snippets, mappings)


@dataclass(frozen=True, slots=True)
class _Prompt:
    settings: ModelSettings
    route: Route
    content: Content
    snippets: Snippets
    mappings: tuple[InputMapping, ...]

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        try:
            compiled = await self._compiled(data, asked)
        except DomainError as error:
            return failed(error.code, error.message)
        return await answered(self.route, self.settings, compiled, calls)

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        try:
            compiled = await self._compiled(data, ALONE)
        except DomainError as error:
            return failed(error.code, error.message)
        return TargetOutput(input=sent(self.settings, compiled.messages))

    async def _compiled(self, data: Mapping[str, Any], asked: Asked) -> Compiled:
        values = resolve(self.mappings, data=data, output=None)
        place = self._place_of_history(values)
        if place is not None:
            values[place] = [shown_message(message) for message in asked.history]
        compiled = await compile_content(self.content, values, resolved=self.snippets)
        return compiled if place is not None else replace(compiled, messages=with_history(compiled.messages, asked.history))

    def _place_of_history(self, values: Mapping[str, Any]) -> str | None:
        """The placeholder for what was said before: the first that nothing else fills."""
        names = (name for name, _ in placeholders_in(self.content["messages"]))
        return next((name for name in names if name not in values), None)


def _require_one_source(given: Mapping[str, Any]) -> None:
    named = [given.get(name) for name in ("version", "label", "prompt_commit_id")]
    if sum(one is not None for one in named) + bool(given.get("draft")) > 1:
        raise Invalid("Name the commit in one way: `label`, `version`, `promptCommitId` or `draft`.", path=("label",))


async def _snippets(prompt: Prompt, content: Content) -> Snippets:
    try:
        return await snippets_of(prompt.space_id, content, prompt_id=prompt.id, read=select_in_change)
    except DomainError as error:
        error.path = ("promptId",)
        raise


async def _commit(actor: Actor, prompt: Prompt, given: Mapping[str, Any]) -> PromptCommit:
    version, label, commit_id = (given.get(name) for name in ("version", "label", "prompt_commit_id"))
    if commit_id is None:
        return await resolve_commit(prompt.id, version=version, label=label)
    commit = await get(PromptCommit, commit_id, actor, path=("promptCommitId",))
    if commit.prompt_id != prompt.id:
        raise NotFound("That commit is not one of this prompt's.", path=("promptCommitId",))
    return commit


async def _draft(actor: Actor, prompt: Prompt) -> Content:
    """The caller's draft as it is now."""
    try:
        return content_of(await draft_of(actor, prompt))
    except DomainError as error:
        error.path = ("draft",)
        raise


def _frozen(content: Content) -> dict[str, Any]:
    """A draft as it is kept with the target, without what is stored beside it."""
    return {name: value for name, value in content.items() if name not in ("model_config", "config")}


async def _stored_content(config: Mapping[str, Any]) -> Content:
    if draft := config.get("draft"):
        return dict(draft)
    commit = await PromptCommit.get_or_none(id=config["prompt_commit_id"])
    if commit is None:
        raise CommitGone
    return content_of(commit)


def _checked_inputs(
    content: Content, snippets: Snippets, given: Sequence[Mapping[str, Any]] | None, columns: Collection[str]
) -> list[dict[str, Any]]:
    """The mapping as it is stored; without one, each variable is the column of the same name."""
    names, filled = names_asked(content, snippets), _filled_anyway(content, snippets)
    if given is None:
        mappings = [InputMapping(name, column=name) for name in names if name in columns]
    else:
        mappings = [InputMapping(**mapping) for mapping in given]
    wanted = [EvaluatorInput(name, required=name not in filled) for name in names]
    check(mappings, columns=columns, wanted=wanted, path=("inputs",), allow_output=False)
    parts = {one["name"] for one in definitions(content, snippets) if one["type"] == VariableType.MULTI_PART}
    return [
        _with_part_type(mapping, columns).stored() if mapping.name in parts else mapping.stored() for mapping in mappings
    ]


def _with_part_type(mapping: InputMapping, columns: Collection[str]) -> InputMapping:
    """The mapping of a variable that holds parts, which a column of images fills with an image and not with its address."""
    kind = None if mapping.path else part_type_of(mapping.column, columns)
    return replace(mapping, part_type=kind and kind.value)


def _filled_anyway(content: Content, snippets: Snippets) -> set[str]:
    """Variables that need no value: they have a default, are not required, or hold what was said before."""
    placeholders = {name for name, _ in placeholders_in(content["messages"])}
    return placeholders | {
        variable["name"]
        for variable in definitions(content, snippets)
        if variable.get("default") is not None or not variable.get("required", True)
    }


async def _checked_settings(actor: Actor, space_id: int, content: Content, given: Mapping[str, Any] | None) -> ModelSettings:
    config = given or content["model_config"]
    if not config or not config.get("model"):
        raise ModelMissing(path=("modelConfig",))
    try:
        return await checked_model(actor, space_id, config)
    except DomainError as error:
        raise error.under("modelConfig") from None
