"""A prompt, by a commit or the caller's draft: its messages, filled in from the item, are sent to a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.evaluation.answering import answered, before_last_user, failed, with_history
from app.evaluation.mapping import EvaluatorInput, InputMapping, check, resolve, with_turns
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.llm.chat import Message, MessageRole
from app.llm.providers import Route
from app.prompts import templates
from app.prompts.drafts import draft_of
from app.prompts.models import Prompt, PromptCommit
from app.prompts.resolving import resolve_commit

_PLACEHOLDER = "PLACEHOLDER"
"""The role of a message that stands for what was said before."""


class ModelMissing(Invalid):
    """The prompt names no model; give one in `modelConfig`."""

    code = "MODEL_MISSING"


class CommitGone(Conflict):
    """The prompt's commit was deleted."""

    code = "COMMIT_GONE"


@dataclass(frozen=True, slots=True)
class _Content:
    """What a prompt says, frozen in a commit or with the target."""

    stored_messages: Sequence[Mapping[str, Any]]
    variables: Sequence[Mapping[str, Any]]
    model_config: Mapping[str, Any] | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of the template, without those that stand for others."""
        stored = (message for message in self.stored_messages if message["role"] != _PLACEHOLDER)
        return tuple(Message(MessageRole(message["role"]), message["content"]) for message in stored)

    @property
    def history_place(self) -> int:
        """Where what was said before belongs: at the placeholder, or before the user's last message."""
        places = [index for index, message in enumerate(self.stored_messages) if message["role"] == _PLACEHOLDER]
        return places[0] if places else before_last_user(self.messages)

    @property
    def defaults(self) -> dict[str, Any]:
        """What variables hold that nothing fills: their default, or nothing where none is required."""
        return {
            variable["name"]: variable.get("default")
            for variable in self.variables
            if variable.get("default") is not None or not variable.get("required", True)
        }


@target_kind(EvalTargetKind.PROMPT)
class PromptKind:
    """Renders a commit or a draft and asks its model."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        prompt = await get(Prompt, given["prompt_id"], actor, path=("promptId",))
        if prompt.space_id != space_id:
            raise NotFound("That prompt belongs to another space.", path=("promptId",))
        _require_one_source(given)
        commit = None if given.get("draft") else await _commit(actor, prompt, given)
        content = await _draft(actor, prompt) if commit is None else _content_of(commit)
        inputs = _checked_inputs(content, given.get("inputs"), columns)
        settings = await _checked_settings(actor, space_id, content, given.get("model_config"))
        source = {"draft": _frozen(content)} if commit is None else {"prompt_commit_id": commit.id}
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
        route = await settings.route()
        return _Prompt(settings, route, content.messages, mappings, content.defaults, content.history_place)


@dataclass(frozen=True, slots=True)
class _Prompt:
    settings: ModelSettings
    route: Route
    messages: tuple[Message, ...]
    mappings: tuple[InputMapping, ...]
    defaults: Mapping[str, Any]
    history_place: int

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        values = {**self.defaults, **resolve(self.mappings, data=data, output=None)}
        try:
            messages = templates.render_messages(self.messages, values)
        except templates.MissingVariable as missing:
            return failed(missing.code, missing.message)
        return await answered(self.route, self.settings, with_history(messages, asked.history, self.history_place), calls)


def _require_one_source(given: Mapping[str, Any]) -> None:
    named = [given.get(name) for name in ("version", "label", "prompt_commit_id")]
    if sum(one is not None for one in named) + bool(given.get("draft")) > 1:
        raise Invalid("Name the commit in one way: `label`, `version`, `promptCommitId` or `draft`.", path=("label",))


async def _commit(actor: Actor, prompt: Prompt, given: Mapping[str, Any]) -> PromptCommit:
    version, label, commit_id = (given.get(name) for name in ("version", "label", "prompt_commit_id"))
    if commit_id is None:
        return await resolve_commit(prompt.id, version=version, label=label)
    commit = await get(PromptCommit, commit_id, actor, path=("promptCommitId",))
    if commit.prompt_id != prompt.id:
        raise NotFound("That commit is not one of this prompt's.", path=("promptCommitId",))
    return commit


async def _draft(actor: Actor, prompt: Prompt) -> _Content:
    """The caller's draft as it is now."""
    try:
        draft = await draft_of(actor, prompt)
    except DomainError as error:
        error.path = ("draft",)
        raise
    return _Content(draft.messages, draft.variables, draft.model_config)


def _content_of(commit: PromptCommit) -> _Content:
    return _Content(commit.messages, commit.variables, commit.model_config)


def _frozen(content: _Content) -> dict[str, Any]:
    return {"messages": list(content.stored_messages), "variables": list(content.variables)}


async def _stored_content(config: Mapping[str, Any]) -> _Content:
    if draft := config.get("draft"):
        return _Content(draft["messages"], draft["variables"])
    commit = await PromptCommit.get_or_none(id=config["prompt_commit_id"])
    if commit is None:
        raise CommitGone
    return _content_of(commit)


def _checked_inputs(
    content: _Content, given: Sequence[Mapping[str, Any]] | None, columns: Collection[str]
) -> list[dict[str, Any]]:
    """The mapping as it is stored; without one, each variable is the column of the same name."""
    names, defaults = templates.message_variables(content.messages), content.defaults
    if given is None:
        mappings = [InputMapping(name, column=name) for name in names if name in columns]
    else:
        mappings = [InputMapping(**mapping) for mapping in given]
    wanted = [EvaluatorInput(name, required=name not in defaults) for name in names]
    check(mappings, columns=columns, wanted=wanted, path=("inputs",), allow_output=False)
    return [mapping.stored() for mapping in mappings]


async def _checked_settings(
    actor: Actor, space_id: int, content: _Content, given: Mapping[str, Any] | None
) -> ModelSettings:
    config = given or content.model_config
    if not config or not config.get("model"):
        raise ModelMissing(path=("modelConfig",))
    try:
        return await checked_model(actor, space_id, config)
    except DomainError as error:
        raise error.under("modelConfig") from None
