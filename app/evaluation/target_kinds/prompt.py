"""A commit of a prompt: its messages, filled in from the item, are sent to a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.evaluation.answering import answered, failed
from app.evaluation.mapping import EvaluatorInput, InputMapping, check, resolve
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.llm.chat import Message, MessageRole
from app.llm.providers import Route
from app.prompts import templates
from app.prompts.models import Prompt, PromptCommit
from app.prompts.resolving import resolve_commit


class ModelMissing(Invalid):
    """The commit names no model; give one in `modelConfig`."""

    code = "MODEL_MISSING"


class CommitGone(Conflict):
    """The prompt's commit was deleted."""

    code = "COMMIT_GONE"


@target_kind(EvalTargetKind.PROMPT)
class PromptKind:
    """Renders a commit and asks its model."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        prompt = await get(Prompt, given["prompt_id"], actor, path=("promptId",))
        if prompt.space_id != space_id:
            raise NotFound("That prompt belongs to another space.", path=("promptId",))
        commit = await _commit(actor, prompt, given)
        inputs = _checked_inputs(commit, given.get("inputs"), columns)
        settings = await _checked_settings(actor, space_id, commit, given.get("model_config"))
        config = {"prompt_commit_id": commit.id, "model": settings.stored(), "inputs": inputs}
        return FrozenTarget(
            source_key=str(prompt.id),
            name=prompt.name,
            config=config,
            version=commit.version,
            prompt_id=prompt.id,
            prompt_commit_id=commit.id,
            connection_id=settings.connection_id,
        )

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        commit = await PromptCommit.get_or_none(id=version.config["prompt_commit_id"])
        if commit is None:
            raise CommitGone
        settings = ModelSettings.of(version.config["model"])
        mappings = tuple(InputMapping(**mapping) for mapping in version.config["inputs"])
        return _Prompt(settings, await settings.route(), _messages(commit), mappings, _defaults(commit))


@dataclass(frozen=True, slots=True)
class _Prompt:
    settings: ModelSettings
    route: Route
    messages: tuple[Message, ...]
    mappings: tuple[InputMapping, ...]
    defaults: Mapping[str, Any]

    async def __call__(self, data: Mapping[str, Any], calls: CallLog) -> TargetOutput:
        values = {**self.defaults, **resolve(self.mappings, data=data, output=None)}
        try:
            messages = templates.render_messages(self.messages, values)
        except templates.MissingVariable as missing:
            return failed(missing.code, missing.message)
        return await answered(self.route, self.settings, messages, calls)


async def _commit(actor: Actor, prompt: Prompt, given: Mapping[str, Any]) -> PromptCommit:
    version, label, commit_id = (given.get(name) for name in ("version", "label", "prompt_commit_id"))
    if sum(one is not None for one in (version, label, commit_id)) > 1:
        raise Invalid("Name the commit in one way: `label`, `version` or `promptCommitId`.", path=("label",))
    if commit_id is None:
        return await resolve_commit(prompt.id, version=version, label=label)
    commit = await get(PromptCommit, commit_id, actor, path=("promptCommitId",))
    if commit.prompt_id != prompt.id:
        raise NotFound("That commit is not one of this prompt's.", path=("promptCommitId",))
    return commit


def _checked_inputs(
    commit: PromptCommit, given: Sequence[Mapping[str, Any]] | None, columns: Collection[str]
) -> list[dict[str, Any]]:
    """The mapping as it is stored; without one, each variable is the column of the same name."""
    names, defaults = templates.message_variables(_messages(commit)), _defaults(commit)
    if given is None:
        mappings = [InputMapping(name, column=name) for name in names if name in columns]
    else:
        mappings = [InputMapping(**mapping) for mapping in given]
    wanted = [EvaluatorInput(name, required=name not in defaults) for name in names]
    check(mappings, columns=columns, wanted=wanted, path=("inputs",), allow_output=False)
    return [_stored(mapping) for mapping in mappings]


def _defaults(commit: PromptCommit) -> dict[str, Any]:
    """What variables hold that nothing fills: their default, or nothing where none is required."""
    return {
        variable["name"]: variable.get("default")
        for variable in commit.variables
        if variable.get("default") is not None or not variable.get("required", True)
    }


def _stored(mapping: InputMapping) -> dict[str, Any]:
    source = {"value": mapping.value} if mapping.column is None else {"column": mapping.column}
    return {"name": mapping.name} | source


async def _checked_settings(
    actor: Actor, space_id: int, commit: PromptCommit, given: Mapping[str, Any] | None
) -> ModelSettings:
    config = given or commit.model_config
    if not config or not config.get("model"):
        raise ModelMissing(path=("modelConfig",))
    try:
        return await checked_model(actor, space_id, config)
    except DomainError as error:
        raise error.under("modelConfig") from None


def _messages(commit: PromptCommit) -> tuple[Message, ...]:
    return tuple(Message(MessageRole(message["role"]), message["content"]) for message in commit.messages)
