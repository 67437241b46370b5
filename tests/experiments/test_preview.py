"""Before an experiment is made, it is shown what it would do, and everything that is wrong with it at once."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.parts import NOTHING, InvalidPart, part_of
from tests.annotated import exact
from tests.api import Api
from tests.experiments.test_turns import TALK, world_of
from tests.experiments.test_turns import exact as talk_exact
from tests.world import World, make_world

PREVIEW = """query($input: PreviewExperimentInput!) { previewExperiment(input: $input) { itemCount
  faults { code message path } columns { column filled total } inputs { reader name column path filled }
  items { datasetItem { key } target { input output error }
    evaluators { alias inputs { name value isOutput missing } } } } }"""
MODEL = {"model": "demo/echo"}
ITEMS = [
    {"key": "whole", "data": {"ticket": {"lines": [{"text": "a"}, {"text": "b"}]}, "expected": "a"}},
    {"key": "half", "data": {"ticket": {"lines": []}, "expected": ""}},
    {"key": "bare", "data": {"ticket": "plain"}},
]


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, runs=0)


async def preview(api: Api, world: World, **given: Any) -> Any:
    given = {"name": "new", "target": {"model": {"model": "demo/echo", "column": "ticket"}}, "evaluators": []} | given
    return (
        await api.execute(
            PREVIEW, input={"spaceId": world["spaceId"], "datasetVersionId": world["datasetVersionId"], **given}
        )
    )["previewExperiment"]


async def test_a_preview_shows_what_would_be_sent_and_asks_nobody(api: Api, world: World) -> None:
    prompt = {"prompt": {"promptId": world["promptId"]}}
    found = await preview(api, world, target=prompt, evaluators=[exact(world)], first=2)
    assert (found["itemCount"], found["faults"]) == (4, [])
    assert [item["datasetItem"]["key"] for item in found["items"]] == ["t0", "t1"]
    first = found["items"][0]
    assert any("printer on fire" in message["content"] for message in first["target"]["input"]["messages"])
    assert first["evaluators"] == [
        {
            "alias": "exact",
            "inputs": [
                {"name": "output", "value": None, "isOutput": True, "missing": None},
                {"name": "expected", "value": "other", "isOutput": False, "missing": None},
            ],
        }
    ]
    assert found["columns"] == [
        {"column": "expected", "filled": 4, "total": 4},
        {"column": "ticket", "filled": 4, "total": 4},
    ]
    assert {(one["reader"], one["name"]) for one in found["inputs"]} == {(None, "ticket"), ("exact", "expected")}
    calls = "query($id: ID!) { space(id: $id) { modelRequestRecords { totalCount } experiments { totalCount } } }"
    space = (await api.execute(calls, id=world["spaceId"]))["space"]
    assert space == {"modelRequestRecords": {"totalCount": 0}, "experiments": {"totalCount": 1}}


async def drafted(api: Api, key: str, text: str, kind: str = "CHAT", **given: Any) -> str:
    """A prompt whose draft is a jinja2 template."""
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key=key, name=key, kind=kind)
    prompt = str(made.payload()["prompt"]["id"])
    draft = {"templateType": "JINJA2", "messages": [{"role": "USER", "content": text}], **given}
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, **draft)).payload()
    return prompt


async def test_a_preview_of_turns_shows_the_first_with_snippets_and_templates_filled_in(api: Api) -> None:
    world = await world_of(api, [{"talk": TALK, "note": "short"}, {"talk": [{"user": "Hi"}]}])
    tone = await drafted(api, "tone", "Be {{note}}.", kind="SNIPPET")
    (await api.mutate("commitPrompt", "promptCommit { id }", promptId=tone, version="1.0.0")).payload()
    prompt = await drafted(api, "asking", "{{> tone }}{% if talk %} Answer: {{talk}}{% endif %}", modelConfig=MODEL)
    heard = {"name": "output", "conversation": True}
    places = [talk_exact(world), talk_exact(world, alias="heard", inputs=[heard, {"name": "expected", "column": "talk"}])]
    target = {"prompt": {"promptId": prompt, "draft": True}}
    found = await preview(api, world, target=target, evaluators=places)
    assert found["faults"] == []
    first, second = found["items"]
    assert first["target"]["input"]["messages"] == [{"role": "USER", "content": "Be short. Answer: Hello"}]
    assert second["target"]["error"]["code"] == "MISSING_VARIABLE"
    exactly, hearing = ({one["name"]: one for one in place["inputs"]} for place in first["evaluators"])
    assert (exactly["expected"]["value"], exactly["output"]["isOutput"]) == ("Hello", True)
    assert (hearing["expected"]["value"], hearing["output"]["isOutput"]) == ("Hello", True)
    lacking = second["evaluators"][0]["inputs"][1]["missing"]
    assert lacking == "The mapping of input `expected` found no column `talk.expected` in the item."
    read = {(one["reader"], one["name"]): (one["column"], one["filled"]) for one in found["inputs"]}
    assert read[None, "note"] == ("note", 1)
    assert read[None, "talk"] == ("talk", 2)
    assert read["exact", "expected"] == ("talk.expected", 1)
    answered = await preview(api, world, target={"column": {"column": "talk"}}, evaluators=places[1:], first=1)
    (heard,) = (one["value"] for one in answered["items"][0]["evaluators"][0]["inputs"] if one["name"] == "output")
    assert heard == [{"role": role, "content": "Hello"} for role in ("user", "assistant")]


async def test_what_endpoints_would_be_sent_is_shown_and_nothing_is_sent(api: Api, world: World) -> None:
    endpoint = {"url": "https://bot.example/ask", "body": {"q": "{{ticket}}"}}
    inputs = {"inputs": [{"name": "ticket", "column": "ticket"}]}
    for target in ({"http": endpoint | inputs}, {"callback": endpoint | inputs}):
        found = await preview(api, world, target=target, first=1)
        assert found["faults"] == []
        shown = found["items"][0]["target"]
        assert (shown["input"]["url"], shown["input"]["body"]) == (endpoint["url"], {"q": "printer on fire"})
    found = await preview(api, world, target={"pushed": {"name": "mine"}}, evaluators=[exact(world)], first=1)
    assert found["items"][0]["target"] == {"input": None, "output": None, "error": None}


async def test_every_fault_is_told_with_its_path(api: Api, world: World) -> None:
    found = await preview(
        api,
        world,
        name=" ",
        concurrency=0,
        repetitions=0,
        tags=["x", "x"],
        target={"column": {"column": "nope"}},
        evaluators=[
            exact(world),
            exact(world),
            exact(world, alias="a", weight=-1),
            exact(world, alias="b", inputs=[{"name": "output", "output": True, "path": "a..b"}]),
        ],
    )
    assert {(fault["code"], ".".join(fault["path"])) for fault in found["faults"]} == {
        ("INVALID", "input.name"),
        ("INVALID_CONCURRENCY", "input.concurrency"),
        ("INVALID_REPETITIONS", "input.repetitions"),
        ("INVALID_TAGS", "input.tags"),
        ("UNKNOWN_COLUMN", "input.target.column.column"),
        ("ALIAS_TAKEN", "input.evaluators.1.alias"),
        ("INVALID_WEIGHT", "input.evaluators.2.weight"),
        ("INVALID_PATH", "input.evaluators.3.inputs.0.path"),
    }
    assert len(found["items"]) == 3
    assert [place["alias"] for place in found["items"][0]["evaluators"]] == ["exact"]


async def test_parts_of_columns_are_read_and_counted(api: Api) -> None:
    columns = [{"name": "ticket", "contentType": "JSON"}, {"name": "expected", "contentType": "TEXT"}]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="parts", columns=columns)
    dataset = made.payload()["dataset"]["id"]
    (await api.run("WriteItems", dataset=dataset, items=ITEMS)).payload()
    world = await make_world(api, runs=0)
    frozen = await api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=dataset, version="1.0.0")
    world.ids["datasetVersionId"] = frozen.payload()["datasetVersion"]["id"]
    inputs = [
        {"name": "output", "column": "ticket", "path": "lines[1].text"},
        {"name": "expected", "column": "expected"},
    ]
    found = await preview(api, world, target={"column": {"column": "ticket"}}, evaluators=[exact(world, inputs=inputs)])
    assert found["faults"] == []
    assert [(one["name"], one["path"], one["filled"]) for one in found["inputs"]] == [
        ("ticket", None, 3), ("output", "lines[1].text", 1), ("expected", None, 1)
    ]  # fmt: skip
    whole, half, bare = (item["evaluators"][0]["inputs"] for item in found["items"])
    assert [one["value"] for one in whole] == ["b", "a"]
    missing = "The mapping of input `output` found no part `lines[1].text` in column `ticket`."
    assert [one["missing"] for one in half] == [missing, None]
    assert bare[1]["missing"] == "The mapping of input `expected` found no column `expected` in the item."


async def test_a_preview_is_of_a_few_items(api: Api, world: World) -> None:
    for first in (-1, 21):
        result = await api.execute(
            PREVIEW,
            input={
                "spaceId": world["spaceId"],
                "datasetVersionId": world["datasetVersionId"],
                "name": "new",
                "target": {"column": {"column": "ticket"}},
                "evaluators": [],
                "first": first,
            },
        )
        assert result.codes == ["INVALID_PREVIEW_SIZE"]
    assert (await preview(api, world, first=0))["items"] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", 1), ("$.a", 1), ("b[0].c", 2), ("b[1]", NOTHING), ('["odd name"]', 3), ('b[0]["c"]', 2), ("x", NOTHING),
        ("a.x", NOTHING), ("b.0", NOTHING), ("b", [{"c": 2}]),
    ],
)  # fmt: skip
def test_a_part_is_found_or_is_not_there(text: str, found: Any) -> None:
    assert part_of({"a": 1, "b": [{"c": 2}], "odd name": 3}, text) == found


@pytest.mark.parametrize("text", ["", "$", ".", "a..b", "a[", "a[-1]", "a[x]", 'a["b]', "a b", "a[0]b", "x" * 501])
def test_what_names_no_part_is_refused(text: str) -> None:
    with pytest.raises(InvalidPart):
        part_of({}, text)
