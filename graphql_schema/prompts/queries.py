"""Where reading prompts begins."""

from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.core.errors import DomainError, Invalid
from app.prompts import models
from app.prompts.content import content_of_row
from app.prompts.diffing import diff_of
from app.prompts.folders import among, prompt_folders
from app.prompts.messages import shown_message
from app.prompts.reading import Compilation, compile_prompt
from app.prompts.resolving import CommitChoice, PromptPlace, chosen_commits, prompts_by_key
from graphql_schema.core.connection import DEFAULT_FIRST, Connection, connection
from graphql_schema.core.context import Info
from graphql_schema.core.errors import UserError, is_expected, user_error
from graphql_schema.core.filters import filter_input, order_input
from graphql_schema.core.ids import parse_global_id, ref, values
from graphql_schema.core.lookup import by_global_id, found, identified, lookup
from graphql_schema.prompts.mutations import PromptMessageInput
from graphql_schema.prompts.types import Prompt, PromptCommit, PromptDiff, PromptTool, PromptToolChoice

PromptFilterInput: Any = filter_input(models.Prompt)
PromptOrderInput: Any = order_input(models.Prompt)


def _argument(description: str) -> Any:
    return strawberry.argument(description=description)


def _option(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.type(description="A folder of prompts: the keys of those in it begin with its path.")
class PromptFolder:
    path: str = strawberry.field(description="Its path, such as `support/triage`.")
    name: str = strawberry.field(description="The last part of its path.")
    prompt_count: int = strawberry.field(description="Prompts in it and in the folders below it.")


@strawberry.input(description="Which prompt to fill in: a commit by id, by version or by label, or your draft.")
class CompilePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    prompt_commit_id: strawberry.ID | None = ref(models.PromptCommit, "A commit of it.", default=None)
    version: str | None = _option("The commit with this version.")
    label: str | None = _option("The commit with this label; `production`, else the newest, if nothing is named.")
    split_key: str | None = _option("Whom it is for: of commits that share a label, always the same for the same.")
    use_draft: bool = strawberry.field(default=False, description="Your draft instead of a commit.")
    values: JSON | None = _option("What its variables hold, by name.")
    history: list[PromptMessageInput] = strawberry.field(
        default_factory=list, description="Messages of the conversation so far, which come after its own."
    )


@strawberry.type(description="A snippet that went into a compiled prompt.")
class CompiledSnippet:
    key: str = strawberry.field(description="Its key.")
    label: str | None = strawberry.field(description="The label it is included by, if it is.")
    version: str = strawberry.field(description="The version it was.")


@strawberry.type(description="A prompt as it would be sent to a model; `errors` says why there is none.")
class CompiledPrompt:
    errors: list[UserError] = strawberry.field(description="Why nothing was compiled; empty on success.")
    messages: JSON | None = strawberry.field(default=None, description="The messages, with nothing left to fill in.")
    tools: list[PromptTool] | None = strawberry.field(default=None, description="Tools the model may call.")
    tool_choice: PromptToolChoice | None = strawberry.field(default=None, description="Which it may or must call.")
    response_schema: JSON | None = strawberry.field(default=None, description="JSON Schema that the reply should follow.")
    snippets: list[CompiledSnippet] | None = strawberry.field(default=None, description="Snippets that went into it.")
    commit_id: strawberry.Private[int | None] = None

    @strawberry.field(description="The commit it was made of; null for a draft.")
    async def prompt_commit(self, info: Info) -> PromptCommit | None:
        if self.commit_id is None:
            return None
        row: Any = await info.context.loaders.one(models.PromptCommit).load(self.commit_id)
        return row  # type: ignore[no-any-return]


@strawberry.type
class PromptQueries:
    """Root fields about prompts."""

    prompt = lookup(models.Prompt, "prompt")

    @strawberry.field(description="The prompt that programs know by a key, or null when there is none that you may see.")
    async def prompt_by_key(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, identified("space")],
        key: Annotated[str, strawberry.argument(description="The prompt's key.")],
    ) -> Prompt | None:
        parsed = parse_global_id(space_id)
        if parsed is None or parsed[0] != Space.__name__:
            return None
        row: Any = await info.context.loaders.by(prompts_by_key).load(PromptPlace(parsed[1], key))
        return row  # type: ignore[no-any-return]

    prompt_commit = lookup(models.PromptCommit, "version of a prompt")

    @strawberry.field(
        description="The commit that a program shall use, of a prompt by id or by space and key: by version, else by label, "
        "else `production`, else the newest; null when there is none that you may see."
    )
    async def resolve_prompt(
        self,
        info: Info,
        prompt_id: Annotated[strawberry.ID | None, identified("prompt")] = None,
        space_id: Annotated[strawberry.ID | None, _argument("The space, where the prompt is named by its key.")] = None,
        key: Annotated[str | None, _argument("The prompt's key.")] = None,
        version: Annotated[str | None, _argument("Its version.")] = None,
        label: Annotated[str | None, _argument("A label that points at it.")] = None,
        split_key: Annotated[
            str | None, _argument("Whom it is for: of commits that share a label, always the same for the same.")
        ] = None,
    ) -> PromptCommit | None:
        pk = await _prompt_id(info, prompt_id, space_id, key)
        if pk is None:
            return None
        row: Any = await info.context.loaders.by(chosen_commits).load(CommitChoice(pk, version, label, split_key))
        return row  # type: ignore[no-any-return]

    @strawberry.field(description="Prompts of a space by tags, label and whatever a list of prompts can be filtered by.")
    async def prompts(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, identified("space")],
        tags: Annotated[list[str] | None, _argument("They have all of these tags.")] = None,
        label: Annotated[str | None, _argument("They have this label.")] = None,
        first: Annotated[int, _argument("How many rows; at most 1000.")] = DEFAULT_FIRST,
        after: Annotated[str | None, _argument("`endCursor` of the page before.")] = None,
        filter: Annotated[PromptFilterInput | None, _argument("Which rows.")] = None,
        order_by: Annotated[PromptOrderInput | None, _argument("Newest first if not given.")] = None,
    ) -> Connection[Prompt]:
        parsed = parse_global_id(space_id)
        page: Any = connection(
            info,
            models.Prompt,
            by="space_id",
            parent=parsed[1] if parsed and parsed[0] == Space.__name__ else 0,
            where=among(tags or (), label),
            first=first,
            after=after,
            filter=filter,
            order_by=order_by,
        )
        return page  # type: ignore[no-any-return]

    @strawberry.field(description="The folders right below one, or at the top of a space, by name.")
    async def prompt_folders(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, identified("space")],
        path: Annotated[str, _argument("The folder; empty for the top.")] = "",
    ) -> list[PromptFolder]:
        parsed = parse_global_id(space_id)
        if parsed is None or parsed[0] != Space.__name__:
            return []
        folders: Any = await prompt_folders(info.context.actor, space_id=parsed[1], path=path.strip("/"))
        return folders  # type: ignore[no-any-return]

    @strawberry.field(description="A prompt with its variables filled in, as it would be sent to a model.")
    async def compile_prompt(
        self, info: Info, input: Annotated[CompilePromptInput, _argument("What to fill in, and with what.")]
    ) -> CompiledPrompt:
        try:
            return _compiled(await compile_prompt(info.context.actor, **values(input)))
        except DomainError as error:
            if not is_expected(error):
                raise
            return CompiledPrompt(errors=[user_error(error)])

    @strawberry.field(
        description="All that differs between two commits, or a commit and your draft; null when you may not see both."
    )
    async def prompt_diff(
        self,
        info: Info,
        from_id: Annotated[strawberry.ID, _argument("A commit, or your draft.")],
        to_id: Annotated[strawberry.ID, _argument("The commit, or your draft, that it is compared with.")],
    ) -> PromptDiff | None:
        before, after = await by_global_id(info, from_id), await by_global_id(info, to_id)
        if not all(row is not None and row.model in _HOLDERS for row in (before, after)):
            return None
        diff: Any = diff_of(content_of_row(before), content_of_row(after))
        return diff  # type: ignore[no-any-return]


_HOLDERS = (models.PromptCommit, models.PromptDraft)


async def _prompt_id(
    info: Info, prompt_id: strawberry.ID | None, space_id: strawberry.ID | None, key: str | None
) -> int | None:
    """The row's id of a prompt, named by id or by space and key."""
    if prompt_id is not None:
        named = await found(info, models.Prompt, prompt_id)
        return named.pk if named else None
    if space_id is None or key is None:
        raise Invalid("Name the prompt by `promptId`, or by `spaceId` and `key`.", path=("promptId",))
    parsed = parse_global_id(space_id)
    if parsed is None or parsed[0] != Space.__name__:
        return None
    row = await info.context.loaders.by(prompts_by_key).load(PromptPlace(parsed[1], key))
    return row.pk if row else None


def _compiled(made: Compilation) -> CompiledPrompt:
    compiled: Any = made.compiled
    return CompiledPrompt(
        errors=[],
        messages=[shown_message(message) for message in compiled.messages],  # type: ignore[arg-type]
        tools=list(compiled.tools),
        tool_choice=compiled.tool_choice,
        response_schema=compiled.response_schema,
        snippets=[
            CompiledSnippet(key=reference.key, label=reference.label, version=snippet.version)
            for reference, snippet in made.snippets.items()
        ],
        commit_id=made.source.id if isinstance(made.source, models.PromptCommit) else None,
    )
