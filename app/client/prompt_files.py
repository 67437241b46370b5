"""Prompts as files that live in git: pulled from a server, pushed back as new versions.

A file holds one version with all that it says; its `version` is the one it was pulled at, and so the base of what is pushed.
Connections stand in it by their names, so that it works on another server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.client.documents import put, read, write
from app.client.graph import Graph, UnknownName
from app.core.errors import Conflict, Invalid
from app.prompts.references import references

_MODEL = "model connection { name } temperature topP topK presencePenalty frequencyPenalty maxTokens seed stop extra"
_CONTENT = f"""templateType messages tools {{ name description parameters }} toolChoice {{ mode name }} responseSchema config
    variables {{ name type description required default jsonSchema }} modelConfig {{ {_MODEL} }}"""
_KEYS = """query($space: ID!, $after: String) { space(id: $space) { prompts(first: 200, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { key } } } }"""
_PULLED = f"""query($space: ID!, $key: String!, $label: String) {{ promptByKey(spaceId: $space, key: $key) {{
    id key name kind description tags commit(label: $label) {{ id version {_CONTENT} }}
    drafts(first: 1) {{ nodes {{ isEdited {_CONTENT} }} }} }} }}"""
_CONNECTIONS = """query($space: ID!) { space(id: $space) { llmConnections(first: 1000) { nodes { id name } } } }"""
_CREATE = """mutation($input: CreatePromptInput!) { createPrompt(input: $input) {
    prompt { id } errors { code message path } } }"""
_SAVE = """mutation($input: SavePromptDraftInput!) { savePromptDraft(input: $input) {
    promptDraft { id } errors { code message path } } }"""
_RENAME = """mutation($input: RenamePromptInput!) { renamePrompt(input: $input) {
    prompt { id } errors { code message path } } }"""
_TAG = """mutation($input: SetPromptTagsInput!) { setPromptTags(input: $input) {
    prompt { id } errors { code message path } } }"""
_COMMIT = """mutation($input: CommitPromptInput!) { commitPrompt(input: $input) {
    promptCommit { id version } errors { code message path } } }"""
_LABEL = """mutation($input: LabelPromptCommitInput!) { labelPromptCommit(input: $input) {
    promptLabel { label } errors { code message path } } }"""
_HEADER = ("key", "name", "kind", "description", "tags", "version")
_SAID = ("templateType", "messages", "variables", "tools", "toolChoice", "responseSchema", "modelConfig", "config")
_FREE = frozenset({"responseSchema", "config", "parameters", "jsonSchema", "default", "extra"})
"""Whatever JSON people put there; what is empty in it may say something."""
_LATEST = "latest"
_TEXTS = ("content", "text", "url")
_MESSAGE = {"role": "USER", "content": ""}
_VARIABLE = {"type": "STRING", "required": True}


class InvalidPromptFile(Invalid):
    """The file does not describe a prompt."""

    code = "INVALID_PROMPT_FILE"


class FileBehind(Conflict):
    """The prompt has newer versions than the file; pull them first."""

    code = "FILE_BEHIND"


class DraftInTheWay(Conflict):
    """You have an unfinished draft of the prompt; commit or revert it first."""

    code = "DRAFT_IN_THE_WAY"


class KindDiffers(Conflict):
    """A prompt stays of the kind that it was made with."""

    code = "KIND_DIFFERS"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a file."""

    key: str
    version: str
    outcome: Literal["new", "changed", "unchanged"]
    """A new version, another name, description or tags alone, or nothing."""


async def pull(
    graph: Graph, space: str, folder: Path, keys: Sequence[str] = (), *, label: str = _LATEST, ending: str = "yaml"
) -> AsyncIterator[tuple[Path, str]]:
    """Write prompts, all of the space if none are named, to files by their keys; gives each file with its version."""
    for key in keys or [key async for key in _keys(graph, space)]:
        prompt = (await graph.query(_PULLED, space=space, key=key, label=label))["promptByKey"]
        if prompt is None:
            raise UnknownName(f"There is no prompt with the key {key!r}.")
        if prompt["commit"] is None:
            if keys:
                raise UnknownName(f"The prompt {key!r} has no label {label!r}.")
            continue
        file = _place(folder, key, ending)
        write(file, _written(prompt))
        yield file, prompt["commit"]["version"]


async def push(graph: Graph, space: str, file: Path, *, note: str | None = None, label: str | None = None) -> Pushed:
    """Commit what a file says as a new version, unless the newest says the same; a prompt that is not there is made."""
    given = _checked(file, read(file))
    prompt = (await graph.query(_PULLED, space=space, key=given["key"], label=_LATEST))["promptByKey"]
    _require_kind(given, prompt)
    newest = prompt["commit"] if prompt else None
    if newest is not None and _says_the_same(newest, given):
        outcome: Literal["changed", "unchanged"] = "changed" if await _described(graph, prompt, given) else "unchanged"
        pushed, commit_id = Pushed(given["key"], newest["version"], outcome), newest["id"]
    else:
        _require_up_to_date(given, newest)
        _require_no_other_draft(given, prompt)
        prompt_id = prompt["id"] if prompt else await _created(graph, space, given)
        await graph.change(_SAVE, input=await _draft(graph, space, prompt_id, given, newest))
        change = {"promptId": prompt_id, "note": note, "baseCommitId": newest["id"] if newest else None}
        commit = (await graph.change(_COMMIT, input=change))["promptCommit"]
        pushed, commit_id = Pushed(given["key"], commit["version"], "new"), commit["id"]
        put(file, "version", commit["version"])
        if prompt:
            await _described(graph, prompt, given)
    if label:
        await graph.change(_LABEL, input={"promptCommitId": commit_id, "label": label})
    return pushed


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Files that are named, and those in folders that are named."""
    found: list[Path] = []
    for path in paths:
        inside = (file for file in path.rglob("*") if file.suffix in (".yaml", ".yml", ".json"))
        found += sorted(inside) if path.is_dir() else [path]
    return found


def in_order(files: Sequence[Path]) -> list[Path]:
    """Files of prompts, each after those of the snippets that it includes, so that they can be pushed one by one."""
    given = {file: _checked(file, read(file)) for file in files}
    by_key = {content["key"]: file for file, content in given.items()}
    ordered: dict[Path, None] = {}

    def add(file: Path, above: frozenset[Path]) -> None:
        for key in _included(given[file]):
            if key in by_key and by_key[key] not in above | ordered.keys():
                add(by_key[key], above | {file})
        ordered.setdefault(file)

    for file in files:
        add(file, frozenset({file}))
    return list(ordered)


def _included(given: Mapping[str, Any]) -> list[str]:
    """Keys of the snippets that a file's messages include."""
    messages = [message for message in given["messages"] if message.get("isRendered", True)]
    texts = [one.get(name) for message in messages for one in (message, *(message.get("parts") or ())) for name in _TEXTS]
    return [reference.key for text in texts if isinstance(text, str) for reference in references(text)]


async def _keys(graph: Graph, space: str) -> AsyncIterator[str]:
    after = None
    while True:
        page = (await graph.query(_KEYS, space=space, after=after))["space"]["prompts"]
        for node in page["nodes"]:
            yield node["key"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


def _place(folder: Path, key: str, ending: str) -> Path:
    """Where a prompt's file is; a key leads nowhere outside the folder."""
    parts = [part for part in key.split("/") if part]
    if not parts or any(part in (".", "..") for part in parts):
        raise InvalidPromptFile(f"The key {key!r} makes no file name.")
    return folder.joinpath(*parts[:-1], f"{parts[-1]}.{ending}")


def _written(prompt: Mapping[str, Any]) -> dict[str, Any]:
    """A prompt as its file has it; what it lacks is left out."""
    commit = prompt["commit"]
    header = {name: prompt.get(name) for name in _HEADER} | {"version": commit["version"]}
    return {name: value for name, value in (header | _said(commit)).items() if value not in (None, [])}


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a version says, alike for a file and an answer of the API."""
    said = _bare({name: content.get(name) for name in _SAID}) or {}
    said |= {"config": said.get("config") or None}
    said["messages"] = [_MESSAGE | (message or {}) for message in said.get("messages") or ()]
    said["variables"] = [_VARIABLE | (variable or {}) for variable in said.get("variables") or ()]
    model = dict(said.get("modelConfig") or {})
    if isinstance(connection := model.get("connection"), dict):
        model["connection"] = connection["name"]
    return said | {"modelConfig": model or None, "templateType": content.get("templateType") or "PLAIN"}


def _says_the_same(stored: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether a version says what a file does; variables that a file does not list follow from its messages."""
    left_out = {} if given.get("variables") else {"variables": None}
    return _said(stored) | left_out == _said(given) | left_out


def _bare(value: Any) -> Any:
    """A value without its empty parts, but for those of free JSON."""
    if isinstance(value, dict):
        parts = {name: part if name in _FREE else _bare(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part is not None} or None
    return [_bare(part) for part in value] or None if isinstance(value, list) else value


def _checked(file: Path, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("key"), str) or not given.get("messages"):
        raise InvalidPromptFile(f"{file} has to hold an object with `key` and `messages`.")
    if unknown := sorted(given.keys() - {*_HEADER, *_SAID}):
        raise InvalidPromptFile(f"{file}: `{unknown[0]}` means nothing here; there are {', '.join((*_HEADER, *_SAID))}.")
    for name in ("messages", "variables", "tools"):
        if not isinstance(given.get(name, []), list) or not all(isinstance(one, dict) for one in given.get(name, [])):
            raise InvalidPromptFile(f"{file}: `{name}` has to be a list of objects.")
    for name in ("modelConfig", "toolChoice"):
        if not isinstance(given.get(name) or {}, dict):
            raise InvalidPromptFile(f"{file}: `{name}` has to be an object.")
    return given


def _require_kind(given: Mapping[str, Any], prompt: Mapping[str, Any] | None) -> None:
    kind = given.get("kind")
    if prompt and kind is not None and kind != prompt["kind"]:
        raise KindDiffers(f"{given['key']}: the file is of a {kind} prompt, the server has a {prompt['kind']} one.")


async def _described(graph: Graph, prompt: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Give a prompt the name, description and tags of its file, which are of no version; says whether any differed."""
    wanted = {name: given[name] for name in ("name", "description", "tags") if given.get(name) is not None}
    others = {name: value for name, value in wanted.items() if value != prompt[name]}
    tags = others.pop("tags", None)
    if others:
        await graph.change(_RENAME, input={"promptId": prompt["id"], "name": prompt["name"]} | others)
    if tags is not None:
        await graph.change(_TAG, input={"promptId": prompt["id"], "tags": tags})
    return bool(others) or tags is not None


def _require_up_to_date(given: Mapping[str, Any], newest: Mapping[str, Any] | None) -> None:
    if newest is not None and given.get("version") != newest["version"]:
        stated = given.get("version") or "no version"
        raise FileBehind(f"{given['key']}: the file is of {stated}, the server has {newest['version']}; pull it first.")


def _require_no_other_draft(given: Mapping[str, Any], prompt: Mapping[str, Any] | None) -> None:
    """Nobody's unfinished work is overwritten; the draft of a push that broke off says what the file does."""
    drafts = prompt["drafts"]["nodes"] if prompt else []
    if any(draft["isEdited"] and not _says_the_same(draft, given) for draft in drafts):
        raise DraftInTheWay(f"{given['key']}: {DraftInTheWay.__doc__}")


async def _created(graph: Graph, space: str, given: Mapping[str, Any]) -> str:
    names = ("key", "kind", "description", "tags")
    made = {name: given[name] for name in names if given.get(name) is not None}
    made |= {"spaceId": space, "name": given.get("name") or given["key"]}
    return str((await graph.change(_CREATE, input=made))["prompt"]["id"])


async def _draft(
    graph: Graph, space: str, prompt_id: str, given: Mapping[str, Any], newest: Mapping[str, Any] | None
) -> dict[str, Any]:
    content = {name: given[name] for name in _SAID if given.get(name) is not None}
    model = dict(content.get("modelConfig") or {})
    if name := model.pop("connection", None):
        model["connectionId"] = await _connection(graph, space, name)
    return content | {
        "promptId": prompt_id,
        "modelConfig": model or None,
        "baseCommitId": newest["id"] if newest else None,
    }


async def _connection(graph: Graph, space: str, name: str) -> str:
    nodes = (await graph.query(_CONNECTIONS, space=space))["space"]["llmConnections"]["nodes"]
    for node in nodes:
        if node["name"] == name:
            return str(node["id"])
    raise UnknownName(f"There is no connection named {name!r}.")
