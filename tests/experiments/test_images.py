"""Experiments whose judges are shown images: from columns that hold them, from turns, and from outputs."""

from __future__ import annotations

from typing import Any

from tests.annotated import exact
from tests.api import Api
from tests.evaluation.test_evaluators import judge
from tests.evaluation.test_images import ASKED, PHOTO, PIXEL, SHOWN, VERDICT, image
from tests.experiments.test_experiments import experiment
from tests.experiments.test_preview import PREVIEW
from tests.experiments.test_turns import connected, found, run_to_end
from tests.llm.stub_provider import StubProvider, answer, stub_provider
from tests.world import World, make_world

COLUMNS = [
    {"name": "photo", "contentType": "IMAGE"},
    {"name": "clip", "contentType": "AUDIO"},
    {"name": "talk", "contentType": "MULTI_TURN"},
    {"name": "said", "contentType": "JSON"},
]
ANSWER = {"name": "answer", "output": True}
OUTPUT = {"column": {"column": "said"}}


async def world_of(api: Api, *items: dict[str, Any]) -> World:
    """A space with a dataset of pictures."""
    world = await make_world(api, runs=0)
    dataset = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="pictures", columns=COLUMNS)
    pk = dataset.payload()["dataset"]["id"]
    keyed = [{"key": f"p{index}", "data": data} for index, data in enumerate(items)]
    (await api.run("WriteItems", dataset=pk, items=keyed)).payload()
    world.ids["datasetVersionId"] = (await api.run("Freeze", dataset=pk)).payload()["datasetVersion"]["id"]
    return world


async def judging(api: Api, *inputs: dict[str, Any], name: str = "eye", **config: Any) -> dict[str, Any]:
    """A judge in its place in an experiment."""
    given = judge(**{"messages": ASKED, **config})
    made = await api.mutate(
        "createEvaluator", "evaluator { latestVersion { id } }", spaceId=api.space, name=name, config=given
    )
    version = made.payload()["evaluator"]["latestVersion"]["id"]
    return {"evaluatorVersionId": version, "alias": "eye", "inputs": list(inputs)}


async def asked(api: Api, stub: StubProvider, *inputs: dict[str, Any], **config: Any) -> dict[str, Any]:
    """A judge that asks a stub."""
    stub.default = answer(VERDICT)
    return await judging(api, *inputs, connectionId=await connected(api, stub.base_url), model="stub", **config)


def contents(stub: StubProvider) -> list[Any]:
    """What the user said in each request, without the instructions on how to reply."""
    return [got.body["messages"][-1]["content"][:-1] for got in stub.received]


def sent(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def text(said: str) -> dict[str, str]:
    return {"type": "text", "text": said}


async def test_a_column_of_images_is_shown_and_records_say_so(api: Api) -> None:
    world = await world_of(api, {"photo": PHOTO, "said": "A cat."}, {"photo": PIXEL, "said": "A dot."})
    async with stub_provider() as stub:
        eye = await asked(api, stub, {"name": "image", "column": "photo"}, ANSWER)
        made = await experiment(api, world, target=OUTPUT, evaluators=[eye])
        seen = await found(api, await run_to_end(api, made))
    assert {record["score"] for row in seen["results"]["nodes"] for record in row["evaluatorRecords"]} == {1.0}
    assert sorted(shown["image_url"]["url"] for _, shown in contents(stub)) == [PIXEL, PHOTO]
    assert {before["text"] for before, _ in contents(stub)} == {"Picture: "}
    query = """query($id: ID!) { experiment(id: $id) { evaluators { inputs { name column partType } }
      results { nodes { evaluatorRecords { input } } } } }"""
    kept = (await api.execute(query, id=made))["experiment"]
    assert kept["evaluators"][0]["inputs"] == [
        {"name": "image", "column": "photo", "partType": "IMAGE"},
        {"name": "answer", "column": None, "partType": None},
    ]
    inputs = [row["evaluatorRecords"][0]["input"]["image"] for row in kept["results"]["nodes"]]
    assert sorted(inputs, key=str) == sorted([image(PHOTO), image(PIXEL)], key=str)


async def test_other_evaluators_read_the_address_as_ever(api: Api) -> None:
    world = await world_of(api, {"photo": PHOTO, "said": PHOTO})
    place = exact(world, inputs=[{"name": "output", "output": True}, {"name": "expected", "column": "photo"}])
    made = await experiment(api, world, target=OUTPUT, evaluators=[place])
    (row,) = (await found(api, await run_to_end(api, made)))["results"]["nodes"]
    assert [record["score"] for record in row["evaluatorRecords"]] == [1.0]


async def test_turns_are_shown_with_the_image_that_each_of_them_has(api: Api) -> None:
    world = await world_of(api, {"talk": [{"user": "What?", "image": PHOTO}, {"user": "And this?", "image": PIXEL}]})
    async with stub_provider() as stub:
        inputs = {"name": "image", "column": "talk.image"}, {"name": "answer", "column": "talk"}
        eye = await asked(api, stub, *inputs, inputs=SHOWN["inputs"])
        made = await experiment(api, world, target={"column": {"column": "talk.user"}}, evaluators=[eye])
        seen = await found(api, await run_to_end(api, made))
    assert contents(stub) == [[text("Picture: "), sent(PHOTO)], [text("Picture: "), sent(PIXEL)]]
    (row,) = seen["results"]["nodes"]
    assert [turn["evaluatorRecords"][0]["input"]["image"] for turn in row["turnResults"]] == [image(PHOTO), image(PIXEL)]


async def test_parts_within_outputs_are_shown_where_they_stand(api: Api) -> None:
    parts = ["Here:", image(PHOTO), {"type": "TEXT", "text": "as asked"}]
    world = await world_of(api, {"said": parts}, {"said": {"chart": image(PHOTO)}}, {"said": {"links": [PHOTO]}})
    async with stub_provider() as stub:
        messages = [{"role": "USER", "content": "Judge {{answer}}!"}]
        eye = await asked(api, stub, ANSWER, messages=messages)
        linked = {"name": "answer", "output": True, "path": "links"}
        made = await experiment(api, world, target=OUTPUT, evaluators=[eye], concurrency=1)
        await run_to_end(api, made)
        before = len(stub.received)
        declared = await judging(api, linked, name="linked", messages=messages, inputs=[{"name": "answer", "type": "IMAGE"}])
        tried = await experiment(api, world, target=OUTPUT, evaluators=[declared], name="linked")
        seen = await found(api, await run_to_end(api, tried))
    first, second, third = (got.body["messages"][-1]["content"] for got in stub.received[:before])
    assert first[:2] == [text("Judge Here:"), sent(PHOTO)]
    assert first[2]["text"].startswith("as asked!")
    assert second[0]["text"] == 'Judge {"chart":"[image 1 of answer]"}\n[image 1 of answer]: '
    assert second[1] == sent(PHOTO)
    assert third.startswith(f'Judge {{"links":["{PHOTO}"]}}!')
    verdicts = sorted(record["status"] for row in seen["results"]["nodes"] for record in row["evaluatorRecords"])
    assert verdicts == ["FAILED", "FAILED", "SUCCEEDED"]


# --- before anything is asked ----------------------------------------------------------------------------------------


async def preview(api: Api, world: World, *evaluators: dict[str, Any], **given: Any) -> Any:
    given = {"name": "new", "target": OUTPUT, "evaluators": list(evaluators)} | given
    version = world["datasetVersionId"]
    asking = PREVIEW.replace("isOutput missing", "missing partType")
    found = await api.execute(asking, input={"spaceId": api.space, "datasetVersionId": version, **given})
    return found["previewExperiment"]


async def test_a_preview_says_what_is_shown_and_what_cannot_be(api: Api) -> None:
    world = await world_of(
        api, {"photo": PHOTO, "said": [image(PHOTO)]}, {"photo": PHOTO, "said": [image("nowhere")]}, {"said": "text"}
    )
    eye = await judging(api, {"name": "image", "column": "photo"}, ANSWER)
    looked = await preview(api, world, eye)
    assert looked["faults"] == []
    first, second, third = (item["evaluators"][0]["inputs"] for item in looked["items"])
    assert first == [
        {"name": "image", "value": image(PHOTO), "missing": None, "partType": "IMAGE"},
        {"name": "answer", "value": [image(PHOTO)], "missing": None, "partType": "IMAGE"},
    ]
    assert (second[1]["missing"] or "").startswith("The value of the input `answer` is not an image")
    assert (third[0]["missing"] or "").startswith("The mapping of input `image` found no column `photo`")
    assert (third[1]["partType"], third[1]["missing"]) == (None, None)
    strict = await judging(api, {"name": "image", "column": "said"}, ANSWER, name="strict", **SHOWN)
    told = (await preview(api, world, strict))["items"][2]["evaluators"][0]["inputs"][0]
    assert (told["partType"], told["value"]) == ("IMAGE", image("text"))
    assert told["missing"].startswith("The value of the input `image` is not an image")
    awaited = await preview(api, world, eye, target={"model": {"model": "demo/echo", "column": "photo"}}, first=1)
    (item,) = awaited["items"]
    assert [one["partType"] for one in item["evaluators"][0]["inputs"]] == ["IMAGE", None]
    assert item["target"]["input"]["messages"] == [{"role": "USER", "content": "", "parts": [image(PHOTO)]}]


async def test_mappings_that_cannot_be_shown_are_faults(api: Api) -> None:
    world = await world_of(api, {"photo": PHOTO, "clip": PHOTO, "said": "text"})

    async def faults(*inputs: dict[str, Any], **config: Any) -> list[tuple[str, str]]:
        place = await judging(api, *inputs, **config)
        seen = (await preview(api, world, place))["faults"]
        return [(fault["code"], ".".join(fault["path"][2:])) for fault in seen]

    photo = {"name": "image", "column": "photo"}
    told = [{"role": "SYSTEM", "content": "{{image}}"}, {"role": "USER", "content": "{{answer}}"}]
    assert await faults(photo, ANSWER, messages=told) == [("MISPLACED_PART", "0.inputs.0")]
    wrong = {"name": "image", "column": "clip"}
    assert await faults(wrong, ANSWER, name="b", **SHOWN) == [("WRONG_PART_TYPE", "0.inputs.0.column")]
    heard = {"name": "image", "conversation": True}
    assert await faults(heard, ANSWER, name="c", **SHOWN) == [("WRONG_PART_TYPE", "0.inputs.0.conversation")]
    fixed = {"name": "image", "value": "a cat"}
    assert await faults(fixed, ANSWER, name="d", **SHOWN) == [("UNUSABLE_PART", "0.inputs.0.value")]


async def test_a_clone_shows_what_the_column_of_its_own_dataset_holds(api: Api) -> None:
    world = await world_of(api, {"photo": PHOTO, "said": "A cat."})
    eye = await judging(api, {"name": "image", "column": "photo"}, ANSWER)
    made = await experiment(api, world, target=OUTPUT, evaluators=[eye])
    shape = "experiment { evaluators { inputs { partType } } }"
    cloned = (await api.mutate("cloneExperiment", shape, experimentId=made, name="same")).payload()["experiment"]
    assert [one["partType"] for one in cloned["evaluators"][0]["inputs"]] == ["IMAGE", None]


async def test_a_variable_of_parts_in_a_prompt_is_filled_by_a_column_of_images(api: Api) -> None:
    world = await world_of(api, {"photo": PHOTO, "said": {"hint": "Look!"}})
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key="see", name="see", kind="CHAT")
    prompt = made.payload()["prompt"]["id"]
    draft = {
        "messages": [{"role": "USER", "parts": [{"text": "{{hint}}"}, {"variable": "photo"}]}],
        "variables": [{"name": "hint", "type": "STRING"}, {"name": "photo", "type": "MULTI_PART"}],
        "modelConfig": {"model": "demo/echo"},
    }
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, **draft)).payload()
    inputs = [{"name": "hint", "column": "said", "path": "hint"}, {"name": "photo", "column": "photo"}]
    target = {"prompt": {"promptId": prompt, "draft": True, "inputs": inputs}}
    looked = await preview(api, world, target=target)
    (message,) = looked["items"][0]["target"]["input"]["messages"]
    assert message["parts"] == [{"type": "TEXT", "text": "Look!"}, image(PHOTO)]
    assert looked["inputs"][0]["path"] == "hint"
