"""The commands for CI, end to end: files in, exit statuses, tables and reports out."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from statistics import fmean
from typing import Any
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
import yaml
from scipy import stats

from app.core.settings import Settings
from app.demo import SAMPLE
from tests.api import Api
from tests.client.conftest import Call

COLUMNS = ("task_id", "prompt", "canonical_solution", "test", "entry_point")
FIRST = "{{prompt}}"
SECOND = "Complete this Python function. Answer with code only.\n\n{{prompt}}"
EVALUATION: dict[str, Any] = {
    "name": "complete",
    "dataset": "HumanEval",
    "target": {"prompt": {"key": "code/complete"}},
    "evaluators": [
        {"evaluator": "similar", "inputs": {"output": "$output", "expected": "prompt"}},
        {"evaluator": "asks for code", "alias": "asks", "inputs": {"output": "$output"}},
        {"evaluator": "length@1.0.0", "alias": "length", "weight": 2, "inputs": {"output": "$output"}},
    ],
    "concurrency": 5,
}
EVALUATORS = {
    "similar": {"builtin": {"metric": "LEVENSHTEIN", "options": {"passThreshold": 0.95}}},
    "asks for code": {"builtin": {"metric": "REGEX", "options": {"pattern": "code only"}}},
    "length": {"code": {"source": "def evaluate(output):\n    return len(output) % 17 / 16"}},
}


@pytest.fixture
async def dataset(api: Api) -> str:
    columns = [{"name": name, "contentType": "TEXT", "required": True} for name in COLUMNS]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="HumanEval", columns=columns)
    return str(made.payload()["dataset"]["id"])


async def commit(api: Api, prompt: str, text: str, *labels: str) -> None:
    """Make a version of a prompt, and put labels on it."""
    content = {"messages": [{"role": "USER", "content": text}], "modelConfig": {"model": "demo/echo"}}
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, **content)).payload()
    made = (await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)).payload()["promptCommit"]["id"]
    for label in labels:
        (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=made, label=label)).payload()


@pytest.fixture
async def prompt(api: Api) -> str:
    """A prompt with a version in production and a newer one."""
    given = {"spaceId": api.space, "key": "code/complete", "name": "Complete", "kind": "CHAT"}
    pk = str((await api.mutate("createPrompt", "prompt { id }", **given)).payload()["prompt"]["id"])
    await commit(api, pk, FIRST, "production")
    await commit(api, pk, SECOND)
    return pk


@pytest.fixture
async def stage(api: Api, dataset: str, prompt: str, graphloop: Call, tmp_path: Path) -> Path:
    """All that the evaluation names; gives its file."""
    done = await graphloop("dataset", "import", "HumanEval", SAMPLE, "--key-column", "task_id")
    assert done.status == 0, done.errors
    (await api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=dataset, version="1.0.0")).payload()
    for name, config in EVALUATORS.items():
        (await api.mutate("createEvaluator", "evaluator { id }", spaceId=api.space, name=name, config=config)).payload()
    return written(tmp_path / "complete.yaml", EVALUATION)


def written(file: Path, content: Any) -> Path:
    file.write_text(yaml.safe_dump(content) if file.suffix == ".yaml" else json.dumps(content))
    return file


# --- eval run --------------------------------------------------------------------------------------------------------


async def test_two_versions_are_compared_and_the_numbers_are_those_of_the_results(
    api: Api, stage: Path, graphloop: Call, tmp_path: Path
) -> None:
    reports = ("--junit", tmp_path / "out" / "junit.xml", "--markdown", tmp_path / "out" / "report.md")
    conditions = ("--fail-if", "similar.difference < -0.001", "--fail-if", "asks.verdict == WORSE")
    done = await graphloop("eval", "run", stage, "--baseline", "label:production", *conditions, *reports)
    assert done.status == 1, done.errors
    mine, theirs = await results(api, "1.0.1"), await results(api, "1.0.0")
    assert len(mine) == len(theirs) == 24
    shown = rows(done.said)
    for name in ("similar", "asks", "length"):
        after, before = scores(mine, name), scores(theirs, name)
        difference = fmean(after[key] - before[key] for key in before)
        assert shown[name]["items"] == "24"
        assert shown[name]["mean"] == f"{fmean(after.values()):.4g}"
        assert shown[name]["baseline"] == f"{fmean(before.values()):.4g}"
        assert shown[name]["difference"] == f"{difference:+.4g}"
    similar = np.array([scores(mine, "similar")[key] - scores(theirs, "similar")[key] for key in theirs])
    drawn = stats.bootstrap((similar,), np.mean, n_resamples=9999, rng=1).confidence_interval
    assert ends(shown["similar"]) == pytest.approx((drawn.low, drawn.high), abs=0.1 * (drawn.high - drawn.low))
    reached, reached_before = share(mine, "similar"), share(theirs, "similar")
    assert shown["similar.passed"]["mean"] == f"{reached:.4g}"
    assert shown["similar.passed"]["difference"] == f"{reached - reached_before:+.4g}"
    assert ends(shown["similar.passed"]) == pytest.approx(paired_shares(mine, theirs, "similar"), rel=1e-3)
    assert ends(shown["asks"]) == pytest.approx(paired_shares(mine, theirs, "asks"), rel=1e-3)
    assert shown["asks"]["pass rate"] == "100.0 %"
    assert shown["asks"]["verdict"] == "better"
    assert shown["similar"]["verdict"] == "worse"
    assert "FAILED: similar.difference < -0.001" in done.said
    assert "24 succeeded" in done.said

    cases = list(Xml.parse(tmp_path / "out" / "junit.xml").iter("testcase"))
    assert {case.get("name") for case in cases if case.get("classname") == "item"} == set(mine)
    failed = [
        case.get("name") for case in cases if case.get("classname") == "condition" and case.find("failure") is not None
    ]
    assert failed == ["similar.difference < -0.001"]
    markdown = (tmp_path / "out" / "report.md").read_text()
    assert f"| similar | 24 | {shown['similar']['mean']} |" in markdown
    worse = {key for key, score in scores(mine, "similar").items() if score < scores(theirs, "similar")[key]}
    named = re.findall(r"^- (HumanEval/\d+)$", markdown, re.MULTILINE)
    assert named
    assert set(named) <= worse


async def test_the_baseline_is_run_once_and_the_evaluation_each_time(api: Api, stage: Path, graphloop: Call) -> None:
    for _ in range(2):
        assert (await graphloop("eval", "run", stage, "--baseline", "version:1.0.0")).status == 0
    counts = {experiment["name"].split(" · ")[1]: experiment["runs"]["totalCount"] for experiment in await experiments(api)}
    assert counts == {"code/complete 1.0.1": 2, "code/complete 1.0.0": 1}


async def test_a_run_may_be_the_baseline(api: Api, stage: Path, graphloop: Call) -> None:
    assert (await graphloop("eval", "run", stage)).status == 0
    (found,) = await experiments(api)
    earlier = found["runs"]["nodes"][0]["id"]
    done = await graphloop("eval", "run", stage, "--baseline", f"run:{earlier}", "--fail-if", "any.difference != 0")
    assert done.status == 0, done.said + done.errors
    assert {rows(done.said)[name]["verdict"] for name in ("similar", "asks", "length")} == {"no evidence"}


@pytest.mark.parametrize(
    ("change", "words", "told"),
    [
        ({"dataset": "Nothing"}, (), "There is no dataset named 'Nothing'."),
        ({"dataset": "HumanEval@9.0.0"}, (), "There is no dataset 'HumanEval@9.0.0'."),
        ({"target": {"prompt": "none"}}, (), "There is no prompt with the key 'none'."),
        ({"target": {"prompt": {"key": "code/complete", "label": "none"}}}, (), "has no label 'none'."),
        ({"evaluators": [{"evaluator": "none"}]}, (), "There is no evaluator named 'none'."),
        ({"colour": "red"}, (), "`colour` means nothing here"),
        ({"evaluators": [{"evaluator": "similar", "inputs": {"output": "$output", "expected": "none"}}]}, (), "none"),
        ({}, ("--baseline", "yesterday"), "'yesterday' is no baseline."),
        ({}, ("--baseline", "label:none"), "has no label 'none'."),
        ({}, ("--baseline", "run:ExperimentRun_1"), "There is no run 'ExperimentRun_1'."),
        ({}, ("--fail-if", "similar"), "'similar' cannot be read."),
        ({}, ("--fail-if", "similr.mean < 1"), "there is no metric 'similr'"),
        ({}, ("--fail-if", "similar.men < 1"), "'similar' has no figure 'men'"),
        ({"failIf": [1]}, (), "`failIf` is a condition"),
        ({"evaluators": [{"evaluator": 5}]}, (), "`evaluator` has to be text"),
        ({}, ("--space", "elsewhere"), "There is no space 'elsewhere' that the key opens."),
    ],
)
async def test_what_cannot_be_evaluated_is_one_line_and_another_status(
    api: Api, stage: Path, graphloop: Call, change: dict[str, Any], words: tuple[str, ...], told: str
) -> None:
    done = await graphloop("eval", "run", written(stage, EVALUATION | change), *words)
    assert done.status == 2
    (line,) = done.errors.splitlines()
    assert line.startswith("Error: ")
    assert told in line
    assert await experiments(api) == [], "nothing is run before everything is known to work"


async def test_a_figure_that_is_not_there_is_told_of(stage: Path, graphloop: Call) -> None:
    done = await graphloop("eval", "run", stage, "--fail-if", "similar.difference < 0")
    assert done.status == 2
    assert "'similar' has no figure 'difference'" in done.errors


@pytest.mark.parametrize("content", ["a: [", "\udcff", "- 1"])
async def test_a_file_that_cannot_be_read_is_told_of(graphloop: Call, tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(content, "utf-8", errors="surrogateescape")
    done = await graphloop("eval", "run", file)
    assert (done.status, done.said) == (2, "")
    assert done.errors.startswith("Error: ")
    assert len(done.errors.splitlines()) == 1


async def test_a_server_that_is_not_there_or_does_not_know_the_key_is_told_of(graphloop: Call, tmp_path: Path) -> None:
    away = await graphloop("prompt", "pull", tmp_path, GRAPHLOOP_URL="http://127.0.0.1:1")
    assert (away.status, "does not answer" in away.errors) == (2, True)
    unknown = await graphloop("prompt", "pull", tmp_path, GRAPHLOOP_API_KEY="gl_nothing")
    assert (unknown.status, len(unknown.errors.splitlines())) == (2, 1)
    assert "does not know this key" in unknown.errors
    without = await graphloop("prompt", "pull", tmp_path, GRAPHLOOP_API_KEY="")
    assert (without.status, "GRAPHLOOP_API_KEY" in without.errors) == (2, True)


async def test_a_key_of_the_space_names_its_space_by_id(api: Api, stage: Path, graphloop: Call) -> None:
    secret = (await api.run("NewKey", space=api.space)).payload()["secret"]
    unsaid = await graphloop("eval", "run", stage, GRAPHLOOP_API_KEY=secret)
    assert (unsaid.status, "takes the id of that one" in unsaid.errors) == (2, True)
    named = await graphloop("eval", "run", stage, GRAPHLOOP_API_KEY=secret, GRAPHLOOP_SPACE=api.space)
    assert named.status == 0, named.errors


# --- prompt pull and push --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["yaml", "json"])
async def test_a_prompt_that_was_pulled_is_pushed_when_it_changed(
    api: Api, prompt: str, graphloop: Call, tmp_path: Path, ending: str
) -> None:
    pulled = await graphloop("prompt", "pull", tmp_path / "prompts", "--format", ending)
    assert pulled.status == 0, pulled.errors
    file = tmp_path / "prompts" / "code" / f"complete.{ending}"
    before = loaded(file)
    assert (before["version"], before["messages"]) == ("1.0.1", [{"role": "USER", "content": SECOND}])
    same = await graphloop("prompt", "push", tmp_path / "prompts")
    assert (same.status, same.said.split()) == (0, ["code/complete", "1.0.1", "unchanged"])
    written(file, before | {"messages": [{"content": "Please: {{prompt}}"}]})
    changed = await graphloop("prompt", "push", file, "--note", "Politer", "--label", "staging")
    assert (changed.status, changed.said.split()) == (0, ["code/complete", "1.0.2", "new"])
    assert loaded(file)["version"] == "1.0.2"
    asked = 'query($id: ID!) { prompt(id: $id) { commit(label: "staging") { version note messages } } }'
    found = (await api.execute(asked, id=prompt))["prompt"]["commit"]
    messages = [{"role": "USER", "content": "Please: {{prompt}}"}]
    assert found == {"version": "1.0.2", "note": "Politer", "messages": messages}
    assert (await graphloop("prompt", "push", file)).said.split()[-1] == "unchanged"


async def test_a_file_that_is_behind_overwrites_nothing(api: Api, prompt: str, graphloop: Call, tmp_path: Path) -> None:
    assert (await graphloop("prompt", "pull", tmp_path, "code/complete")).status == 0
    file = tmp_path / "code" / "complete.yaml"
    written(file, loaded(file) | {"messages": [{"content": "Mine: {{prompt}}"}]})
    await commit(api, prompt, "Theirs: {{prompt}}")
    done = await graphloop("prompt", "push", file)
    assert (done.status, done.said) == (2, "")
    assert "the file is of 1.0.1, the server has 1.0.2; pull it first" in done.errors


async def test_a_draft_that_somebody_works_on_is_not_overwritten(
    api: Api, prompt: str, graphloop: Call, tmp_path: Path
) -> None:
    assert (await graphloop("prompt", "pull", tmp_path, "code/complete")).status == 0
    file = tmp_path / "code" / "complete.yaml"
    written(file, loaded(file) | {"messages": [{"content": "Mine: {{prompt}}"}]})
    draft = {"messages": [{"role": "USER", "content": "Unfinished {{prompt}}"}], "modelConfig": {"model": "demo/echo"}}
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, **draft)).payload()
    done = await graphloop("prompt", "push", file)
    assert (done.status, "unfinished draft" in done.errors) == (2, True)
    newest = 'query($id: ID!) { prompt(id: $id) { commit(label: "latest") { id } } }'
    base = (await api.execute(newest, id=prompt))["prompt"]["commit"]["id"]
    (await api.mutate("revertPromptDraft", "promptDraft { id }", promptId=prompt, promptCommitId=base)).payload()
    assert (await graphloop("prompt", "push", file)).said.split()[-1] == "new"


FREE: dict[str, Any] = {
    "responseSchema": {"type": "object", "properties": {"anything": {}}, "prefixItems": [{}], "required": []},
    "config": {"empty": {}, "list": [], "nothing": None},
    "tools": [{"name": "look", "parameters": {"type": "object", "properties": {}}}],
    "variables": [{"name": "who", "type": "ARRAY", "required": False, "default": [], "jsonSchema": {"items": {}}}],
    "modelConfig": {"model": "demo/echo", "extra": {"options": {}}},
}


@pytest.mark.parametrize("ending", ["yaml", "json"])
async def test_what_is_empty_in_free_json_stays_in_the_file(
    api: Api, prompt: str, graphloop: Call, tmp_path: Path, ending: str
) -> None:
    draft = {"promptId": prompt, "messages": [{"content": "Hello {{who}}"}], **FREE}
    (await api.mutate("savePromptDraft", "promptDraft { id }", **draft)).payload()
    (await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)).payload()
    assert (await graphloop("prompt", "pull", tmp_path, "code/complete", "--format", ending)).status == 0
    file = tmp_path / "code" / f"complete.{ending}"
    assert {name: loaded(file)[name] for name in FREE} == FREE
    assert (await graphloop("prompt", "push", file)).said.split()[-1] == "unchanged"
    written(file, loaded(file) | {"messages": [{"content": "Good day {{who}}"}]})
    assert (await graphloop("prompt", "push", file)).said.split()[-1] == "new"
    shown = await api.execute(
        'query($id: ID!) { prompt(id: $id) { commit(label: "latest") { responseSchema config } } }', id=prompt
    )
    assert shown["prompt"]["commit"] == {name: FREE[name] for name in ("responseSchema", "config")}


async def test_name_description_and_tags_are_pushed_without_a_new_version(
    api: Api, prompt: str, graphloop: Call, tmp_path: Path
) -> None:
    assert (await graphloop("prompt", "pull", tmp_path, "code/complete")).status == 0
    file = tmp_path / "code" / "complete.yaml"
    described = {"name": "Completer", "description": "Completes code.", "tags": ["code"]}
    written(file, loaded(file) | described)
    assert (await graphloop("prompt", "push", file)).said.split() == ["code/complete", "1.0.1", "changed"]
    shown = await api.execute("query($id: ID!) { prompt(id: $id) { name description tags } }", id=prompt)
    assert shown["prompt"] == described
    assert (await graphloop("prompt", "push", file)).said.split()[-1] == "unchanged"
    written(file, loaded(file) | {"kind": "TEXT"})
    refused = await graphloop("prompt", "push", file)
    assert (refused.status, "the server has a CHAT one" in refused.errors) == (2, True)


async def test_snippets_are_pushed_before_those_that_include_them(graphloop: Call, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    for name, text in (("a", "{{> b }}!"), ("b", "{{> c }}"), ("c", "Hello")):
        kind = "TEXT" if name == "a" else "SNIPPET"
        written(folder / f"{name}.yaml", {"key": name, "kind": kind, "messages": [{"content": text}]})
    done = await graphloop("prompt", "push", folder)
    assert (done.status, done.said.split()[::3]) == (0, ["c", "b", "a"]), done.errors


async def test_a_prompt_that_is_not_there_is_made_and_comments_stay(graphloop: Call, tmp_path: Path) -> None:
    file = tmp_path / "greet.yaml"
    file.write_text("# Says hello\nkey: greet\nmessages:\n  - content: Hello {{who}}  # to whom\n")
    assert (await graphloop("prompt", "push", file)).said.split() == ["greet", "1.0.0", "new"]
    assert file.read_text().startswith("# Says hello\nkey: greet\nmessages:\n  - content: Hello {{who}}  # to whom\n")
    assert loaded(file)["version"] == "1.0.0"
    assert (await graphloop("prompt", "push", file)).said.split() == ["greet", "1.0.0", "unchanged"]
    unknown = await graphloop("prompt", "pull", tmp_path, "none")
    assert (unknown.status, unknown.errors) == (2, "Error: There is no prompt with the key 'none'.\n")


# --- dataset import and export ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
async def test_what_was_imported_is_exported(dataset: str, graphloop: Call, tmp_path: Path, ending: str) -> None:
    done = await graphloop("dataset", "import", "HumanEval", SAMPLE, "--key-column", "task_id")
    assert (done.status, done.said) == (0, "24 lines: 24 added, 0 failed\n")
    file = tmp_path / f"out.{ending}"
    assert (await graphloop("dataset", "export", "HumanEval", file)).said == "24 items\n"
    again = await graphloop("dataset", "import", "HumanEval", file, "--key-column", "task_id")
    assert (again.status, again.said.endswith(" 0 failed\n")) == (0, True), again.said
    second = tmp_path / "second.jsonl"
    assert (await graphloop("dataset", "export", "HumanEval", second)).said == "24 items\n"
    assert items(second) == items(SAMPLE)


async def test_a_user_of_the_installation_needs_no_server(
    api: Api, dataset: str, graphloop: Call, settings: Settings, tmp_path: Path
) -> None:
    here = {"GRAPHLOOP_DATA_DIR": str(settings.data_dir), "GRAPHLOOP_API_KEY": "", "GRAPHLOOP_URL": "http://127.0.0.1:1"}
    if settings.database_url:
        here["GRAPHLOOP_DATABASE_URL"] = settings.database_url.get_secret_value()
    user = ("--user", api.email)
    done = await graphloop("dataset", "import", dataset, SAMPLE, "--key-column", "task_id", *user, **here)
    assert (done.status, done.said.splitlines()[-1:]) == (0, ["24 lines: 24 added, 0 failed"]), done.errors
    (await api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=dataset, version="1.0.0")).payload()
    for named in (dataset, f"{dataset}@1.0.0"):
        file = tmp_path / "out.jsonl"
        exported = await graphloop("dataset", "export", named, file, *user, **here)
        assert (exported.status, exported.said) == (0, "24 items\n"), exported.errors
        assert items(file) == items(SAMPLE)
    unknown = await graphloop("dataset", "export", f"{dataset}@9.0.0", tmp_path / "x.jsonl", *user, **here)
    assert (unknown.status, unknown.errors) == (1, "Error: The dataset has no version '9.0.0'.\n")


def items(file: Path) -> dict[str, dict[str, Any]]:
    """The columns of the items of a file, by their keys."""
    lines = map(json.loads, file.read_text().splitlines())
    return {line["task_id"]: {name: line[name] for name in COLUMNS} for line in lines}


async def test_lines_that_are_refused_and_names_that_are_unknown_are_told_of(
    dataset: str, graphloop: Call, tmp_path: Path
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text('{"task_id": "1"}\n')
    done = await graphloop("dataset", "import", "HumanEval", file)
    assert done.status == 1
    assert done.said.startswith("1 lines: 0 added, 1 failed\n  1 x ")
    for words, told in (
        (("import", "Nothing", file), "There is no dataset named 'Nothing'."),
        (("export", "HumanEval@9.0.0", tmp_path / "x.jsonl"), "has no version '9.0.0'."),
        (("export", "HumanEval", tmp_path / "x.txt"), "says nothing of its format"),
        (("export", "HumanEval", tmp_path / "none" / "x.jsonl"), "cannot be written"),
    ):
        refused = await graphloop("dataset", *words)
        assert refused.status == 2
        assert told in refused.errors


def loaded(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text()) if file.suffix == ".yaml" else json.loads(file.read_text())
    return dict(found)


def rows(table: str) -> dict[str, dict[str, str]]:
    """The rows of a printed table by the metric's name."""
    lines = [[cell.strip() for cell in line.strip("│").split("│")] for line in table.splitlines() if line.startswith("│")]
    return {cells[0]: dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]}


async def experiments(api: Api) -> list[dict[str, Any]]:
    document = """query($space: ID!) { space(id: $space) { experiments(first: 20) { nodes {
        name runs(first: 5) { totalCount nodes { id } } } } } }"""
    return list((await api.execute(document, space=api.space))["space"]["experiments"]["nodes"])


async def results(api: Api, version: str) -> dict[str, dict[str, Any]]:
    """The exported results of the newest run of a prompt's version, by the keys of the items."""
    (found,) = [one for one in await experiments(api) if f" {version} · " in one["name"]]
    response = await api.client.get(f"/api/experiment-runs/{found['runs']['nodes'][0]['id']}/results.jsonl")
    assert response.status_code == 200
    return {line["item"]: line for line in map(json.loads, response.text.splitlines())}


def share(lines: dict[str, dict[str, Any]], name: str) -> float:
    """How many of the items passed."""
    return fmean(line["scores"][name]["passed"] for line in lines.values())


def paired_shares(mine: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]], name: str) -> tuple[float, float]:
    """The 95% interval of the difference of two shares of the same items, after Bonett and Price."""
    changes = [line["scores"][name]["passed"] - theirs[key]["scores"][name]["passed"] for key, line in mine.items()]
    gained, lost = ((changes.count(step) + 1) / (len(changes) + 2) for step in (1, -1))
    half = stats.norm.ppf(0.975) * math.sqrt((gained + lost - (gained - lost) ** 2) / (len(changes) + 2))
    return max(-1.0, gained - lost - half), min(1.0, gained - lost + half)


def ends(row: dict[str, str]) -> tuple[float, ...]:
    """The ends of an interval, as a table shows them."""
    return tuple(map(float, row["95 % interval"].split(" … ")))


def scores(lines: dict[str, dict[str, Any]], name: str) -> dict[str, float]:
    return {key: line["scores"][name]["score"] for key, line in lines.items()}
