"""The file that says what an evaluation is: a dataset, a target, evaluators; and the experiment that it stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from app.client.graph import Graph, UnknownName
from app.core.errors import Invalid

_KEYS = {"name", "space", "dataset", "target", "evaluators", "baseline", "failIf", "description"}
_SETTINGS = {"concurrency", "repetitions", "cacheResponses", "itemTimeoutSeconds"}
_EVALUATOR_KEYS = {"evaluator", "alias", "weight", "inputs"}
_TARGETS = {"prompt": {"key", "version", "label", "inputs"}, "model": None, "column": None}
_OUTPUT = "$output"
_NAMED = {
    "dataset": """query($space: ID!, $name: String!, $version: String) { space(id: $space) {
        datasets(first: 1, filter: { name: { eq: $name } }) { nodes { id latestVersion
          versions(first: 1, filter: { version: { eq: $version } }) { nodes { id version } } } } } }""",
    "evaluator": """query($space: ID!, $name: String!, $version: String) { space(id: $space) {
        evaluators(first: 1, filter: { name: { eq: $name } }) { nodes { id latestVersion { id version }
          versions(first: 1, filter: { version: { eq: $version } }) { nodes { id version } } } } } }""",
    "connection": """query($space: ID!, $name: String!) { space(id: $space) {
        llmConnections(first: 1, filter: { name: { eq: $name } }) { nodes { id } } } }""",
}
_PROMPT = """query($space: ID!, $key: String!, $version: String) { promptByKey(spaceId: $space, key: $key) { id latestVersion
    labels { label promptCommit { id version } }
    commits(first: 1, filter: { version: { eq: $version } }) { nodes { id version } } } }"""


class InvalidEvaluationFile(Invalid):
    """The file does not describe an evaluation."""

    code = "INVALID_EVALUATION_FILE"


@dataclass(frozen=True, slots=True)
class EvaluationFile:
    """What a file asks for, in the names that people use."""

    name: str
    dataset: str
    target: dict[str, Any]
    evaluators: tuple[dict[str, Any], ...]
    space: str | None = None
    description: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    baseline: str | None = None
    fail_if: tuple[str, ...] = ()

    def at(self, *, label: str | None = None, version: str | None = None) -> EvaluationFile:
        """The same evaluation with its prompt at another label or version."""
        if "prompt" not in self.target:
            raise InvalidEvaluationFile("A baseline by label or version needs a prompt as the target; use run:ID instead.")
        others = {name: value for name, value in self.target["prompt"].items() if name not in ("label", "version")}
        chosen = {"label": label} if label else {"version": version}
        return replace(self, target={"prompt": others | chosen})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An experiment with everything resolved: the same for the same file as long as nothing it names has moved."""

    name: str
    input: dict[str, Any]
    target: str
    """The target in a few words, with the version that was found."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What the evaluators, and their metrics, are called."""
        return tuple(place["alias"] for place in self.input["evaluators"])


def evaluation(given: Any) -> EvaluationFile:
    """Check what a file says, naming what is wrong with it."""
    if not isinstance(given, dict):
        raise InvalidEvaluationFile("The file has to hold an object with `name`, `dataset`, `target` and `evaluators`.")
    _require_known(given, _KEYS | _SETTINGS, "")
    for name in ("name", "dataset", "target", "evaluators"):
        if not given.get(name):
            raise InvalidEvaluationFile(f"`{name}` is missing.", path=(name,))
    return EvaluationFile(
        name=_text(given, "name"),
        dataset=_text(given, "dataset"),
        target=_target(given["target"]),
        evaluators=_evaluators(given["evaluators"]),
        space=_optional_text(given, "space"),
        description=_optional_text(given, "description"),
        settings={name: given[name] for name in sorted(_SETTINGS & given.keys())},
        baseline=_optional_text(given, "baseline"),
        fail_if=_conditions(given.get("failIf")),
    )


async def wanted(graph: Graph, space: str, file: EvaluationFile) -> Wanted:
    """The experiment that a file stands for, its names looked up in a space."""
    version = await _dataset_version(graph, space, file.dataset)
    target, told = await _resolved_target(graph, space, file.target)
    places = [await _place(graph, space, given) for given in file.evaluators]
    given = {"datasetVersionId": version, "target": target, "evaluators": places, **file.settings}
    digest = hashlib.sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()[:8]
    name = f"{file.name} · {told} · {digest}"
    return Wanted(name, {"spaceId": space, "name": name, "description": file.description, **given}, told)


def _target(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or len(given) != 1 or not given.keys() <= _TARGETS.keys():
        raise InvalidEvaluationFile("`target` is one of `prompt`, `model` and `column`.", path=("target",))
    if "prompt" in given:
        prompt = given["prompt"] if isinstance(given["prompt"], dict) else {"key": given["prompt"]}
        _require_known(prompt, _TARGETS["prompt"] or (), "target.prompt.")
        if not prompt.get("key") or (prompt.get("version") and prompt.get("label")):
            raise InvalidEvaluationFile("A prompt has a `key`, and a `version` or a `label`.", path=("target", "prompt"))
        return {"prompt": prompt}
    return given


def _evaluators(given: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(given, list) or not all(isinstance(place, dict) and place.get("evaluator") for place in given):
        raise InvalidEvaluationFile("`evaluators` is a list of objects, each with `evaluator`.", path=("evaluators",))
    for index, place in enumerate(given):
        _text(place, "evaluator")
        _require_known(place, _EVALUATOR_KEYS, f"evaluators.{index}.")
    return tuple(given)


def _require_known(given: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if unknown := sorted(given.keys() - set(known)):
        there = ", ".join(f"`{name}`" for name in sorted(known))
        raise InvalidEvaluationFile(f"`{where}{unknown[0]}` means nothing here; there are {there}.")


def _text(given: Mapping[str, Any], name: str) -> str:
    if not isinstance(given[name], str):
        raise InvalidEvaluationFile(f"`{name}` has to be text.", path=(name,))
    return str(given[name])


def _optional_text(given: Mapping[str, Any], name: str) -> str | None:
    return None if given.get(name) is None else _text(given, name)


def _conditions(given: Any) -> tuple[str, ...]:
    listed = [given] if isinstance(given, str) else given or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise InvalidEvaluationFile(
            "`failIf` is a condition such as `exact.mean < 0.9`, or a list of them.", path=("failIf",)
        )
    return tuple(listed)


def _split(name: str) -> tuple[str, str | None]:
    """A name and the version behind its last `@`."""
    found, mark, version = name.rpartition("@")
    return (found, version) if mark else (name, None)


async def _dataset_version(graph: Graph, space: str, named: str) -> str:
    name, version = _split(named)
    found = await _named(graph, "dataset", space, name, version=version)
    if version is None and found["latestVersion"] is None:
        raise UnknownName(f"The dataset {name!r} has no version yet; make one with createDatasetVersion.")
    if version is None:
        found = await _named(graph, "dataset", space, name, version=found["latestVersion"])
    return _only_version(found, "dataset", named)


async def _place(graph: Graph, space: str, given: Mapping[str, Any]) -> dict[str, Any]:
    name, version = _split(given["evaluator"])
    found = await _named(graph, "evaluator", space, name, version=version)
    chosen = found["latestVersion"]["id"] if version is None else _only_version(found, "evaluator", given["evaluator"])
    inputs = [{"name": key} | _source(value) for key, value in (given.get("inputs") or {}).items()]
    place = {"evaluatorVersionId": chosen, "alias": given.get("alias") or name, "inputs": inputs}
    return place | ({"weight": float(given["weight"])} if "weight" in given else {})


def _source(given: Any) -> dict[str, Any]:
    """Where an input comes from: a column's name, `$output`, or an object as the API takes it."""
    if given == _OUTPUT:
        return {"output": True}
    return dict(given) if isinstance(given, dict) else {"column": str(given)}


async def _resolved_target(graph: Graph, space: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    ((kind, target),) = given.items()
    if kind == "prompt":
        return await _resolved_prompt(graph, space, target)
    if kind == "column":
        return {"column": {"column": target} if isinstance(target, str) else target}, "a column"
    connection = target.get("connection")
    found = await _named(graph, "connection", space, connection) if connection else None
    others = {name: value for name, value in target.items() if name != "connection"}
    return {"model": others | ({"connectionId": found["id"]} if found else {})}, str(target.get("model"))


async def _resolved_prompt(graph: Graph, space: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    key, version, label = given["key"], given.get("version"), given.get("label")
    prompt = (await graph.query(_PROMPT, space=space, key=key, version=version))["promptByKey"]
    if prompt is None:
        raise UnknownName(f"There is no prompt with the key {key!r}.")
    commit = _commit(prompt, key, version, label)
    inputs = [{"name": name, "column": column} for name, column in (given.get("inputs") or {}).items()]
    target = {"promptId": prompt["id"], "promptCommitId": commit["id"]} | ({"inputs": inputs} if inputs else {})
    return {"prompt": target}, f"{key} {commit['version']}"


def _commit(prompt: Mapping[str, Any], key: str, version: str | None, label: str | None) -> dict[str, Any]:
    if version is not None:
        return dict(_first(prompt["commits"]["nodes"], f"The prompt {key!r} has no version {version!r}."))
    wanted_label = label or "latest"
    found = [pointer["promptCommit"] for pointer in prompt["labels"] if pointer["label"] == wanted_label]
    return dict(_first(found, f"The prompt {key!r} has no label {wanted_label!r}."))


async def _named(graph: Graph, kind: str, space: str, name: str, **variables: Any) -> dict[str, Any]:
    answer = (await graph.query(_NAMED[kind], space=space, name=name, **variables))["space"]
    if answer is None:
        raise UnknownName("The key does not open that space.")
    ((_, connection),) = answer.items()
    return dict(_first(connection["nodes"], f"There is no {kind} named {name!r}."))


def _only_version(found: Mapping[str, Any], kind: str, named: str) -> str:
    return str(_first(found["versions"]["nodes"], f"There is no {kind} {named!r}.")["id"])


def _first(found: list[Any], otherwise: str) -> Any:
    if not found:
        raise UnknownName(otherwise)
    return found[0]
