"""Judges that are shown images, recordings and files: as parts of messages, at the place of their input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import DomainError
from app.evaluation.showing import parts_in
from app.llm.chat import Message, MessageRole, Part, PartType
from app.llm.models import LlmConnection, LlmProvider
from app.prompts.templates import render_messages
from graphql_schema.core.ids import global_id
from tests.api import Api
from tests.evaluation.test_evaluators import EVALUATOR, HELPFUL, judge, row_id
from tests.llm import test_anthropic, test_gemini
from tests.llm.stub_provider import Scripted, StubProvider, answer, stub_provider

PIXEL = "data:image/png;base64,iVBORw0KGgo="
SOUND = "data:audio/wav;base64,UklGRg=="
PHOTO = "https://pictures.example/cat.png"
ASKED = [
    {"role": "SYSTEM", "content": "You look at pictures."},
    {"role": "USER", "content": "Picture: {{image}}\n\nAnswer: {{answer}}"},
]
SHOWN = {"messages": ASKED, "inputs": [{"name": "image", "type": "IMAGE"}]}
VERDICT = '{"reason": "It is there.", "score": 1}'
TRIED = "evaluatorTest { outputs { score reason errorCode error } messages { role content parts { type text url } } calls }"


def image(url: str) -> dict[str, str]:
    return {"type": "IMAGE", "url": url}


async def connection_of(stub: StubProvider, api: Api, provider: str) -> str:
    """The global id of a connection to a stub that speaks as a provider does."""
    row = await LlmConnection.create(
        space_id=row_id(api.space),
        name="stub",
        provider=LlmProvider(provider),
        base_url=stub.base_url.removesuffix("/v1") if provider != "OPENAI_COMPATIBLE" else stub.base_url,
        models=["m1"],
    )
    return global_id("LlmConnection", row.id)


async def made(api: Api, **changed: Any) -> Any:
    config = judge(**{**SHOWN, **changed})
    result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="eye", config=config)
    return result.payload()["evaluator"]["latestVersion"]


async def tried(api: Api, version: Any, **inputs: Any) -> Any:
    result = await api.mutate("testEvaluator", TRIED, evaluatorVersionId=version["id"], inputs=inputs)
    return result.payload()["evaluatorTest"]


# --- what is sent ----------------------------------------------------------------------------------------------------


def openai_content(body: Any) -> Any:
    return body["messages"][-1]["content"]


def gemini_content(body: Any) -> Any:
    return body["contents"][-1]["parts"]


@pytest.mark.parametrize(
    ("provider", "reply", "content", "wanted"),
    [
        (
            "OPENAI_COMPATIBLE",
            answer(VERDICT),
            openai_content,
            {"type": "image_url", "image_url": {"url": PIXEL}},
        ),
        (
            "ANTHROPIC",
            test_anthropic.message({"type": "text", "text": VERDICT}),
            openai_content,
            {
                "type": "image",
                "source": {"type": "base64", "media_type": "image/png", "data": PIXEL.partition(",")[2]},
            },
        ),
        (
            "GEMINI",
            test_gemini.answer({"text": VERDICT}),
            gemini_content,
            {"inlineData": {"data": PIXEL.partition(",")[2], "mime_type": "image/png"}},
        ),
    ],
)
async def test_each_provider_gets_the_image_at_its_place(
    api: Api, provider: str, reply: Scripted, content: Callable[[Any], Any], wanted: dict[str, Any]
) -> None:
    async with stub_provider() as stub:
        stub.default = reply
        version = await made(api, connectionId=await connection_of(stub, api, provider), model="m1")
        found = await tried(api, version, image=PIXEL, answer="A cat.")
    assert (found["outputs"][0]["error"], found["outputs"][0]["score"]) == (None, 1)
    before, shown, after = content(stub.received[0].body)
    assert (before["text"], shown) == ("Picture: ", wanted)
    assert after["text"].startswith("\n\nAnswer: A cat.\n\nInstructions: ")
    assert "You look at pictures." in str(stub.received[0].body)


async def test_a_recording_is_sent_where_the_provider_takes_it_and_refused_in_words_elsewhere(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = answer(VERDICT)
        changed = {"messages": [{"role": "USER", "content": "{{clip}}"}], "inputs": [{"name": "clip", "type": "AUDIO"}]}
        place = await connection_of(stub, api, "OPENAI_COMPATIBLE")
        found = await tried(api, await made(api, connectionId=place, model="m1", **changed), clip=SOUND)
        refused = await tried(api, await made_again(api, stub, changed), clip=SOUND)
    assert found["outputs"][0]["score"] == 1
    (received,) = stub.received
    sound, words = openai_content(received.body)
    assert sound == {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}
    assert words["text"].strip().startswith("Instructions: ")
    told = (refused["outputs"][0]["errorCode"], refused["outputs"][0]["error"])
    assert told == ("REFUSED", "The messages API takes no audio part at all.")


async def made_again(api: Api, stub: StubProvider, changed: dict[str, Any]) -> Any:
    """A judge that asks the messages API."""
    await LlmConnection.filter(space_id=row_id(api.space)).update(name="first")
    place = await connection_of(stub, api, "ANTHROPIC")
    config = judge(connectionId=place, model="m1", **changed)
    result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="ear", config=config)
    return result.payload()["evaluator"]["latestVersion"]


# --- trying ----------------------------------------------------------------------------------------------------------


async def test_trying_a_judge_shows_the_parts_that_it_was_sent(api: Api) -> None:
    version = await made(api)
    assert version["config"]["inputs"] == [{"name": "image", "type": "IMAGE"}]
    found = await tried(api, version, image=PHOTO, answer="A cat.")
    assert (found["calls"], found["outputs"][0]["error"]) == (1, None)
    system, user = found["messages"]
    assert (system["content"], system["parts"]) == ("You look at pictures.", [])
    assert [(part["type"], part["url"]) for part in user["parts"]] == [("TEXT", None), ("IMAGE", PHOTO), ("TEXT", None)]
    assert "Answer: A cat." in user["content"]
    assert PHOTO not in user["content"]


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("A cat.", "UNUSABLE_PART", "The value of the input `image` is not an image: it has to be an http(s) address or"),
        (SOUND, "UNUSABLE_PART", "is not an image"),
        ("data:image/svg+xml;utf8,<svg/>", "UNUSABLE_PART", "`data:image/…;base64,…`"),
        ({"a": 1}, "UNUSABLE_PART", "is not an image"),
        ("", "MISSING_INPUT", "There is no image for the input `image`."),
        (None, "MISSING_INPUT", "There is no image"),
        ("http://0x7f.1/a.png", "EGRESS_REFUSED", "is not an address in its usual form"),
    ],
)
async def test_what_is_no_image_is_refused_before_a_model_is_asked(api: Api, value: Any, code: str, words: str) -> None:
    found = await tried(api, await made(api), image=value, answer="A cat.")
    (output,) = found["outputs"]
    assert (output["errorCode"], found["calls"]) == (code, 0), output
    assert words in output["error"]


async def test_an_image_in_a_message_that_holds_text_alone_is_refused(api: Api) -> None:
    messages = [{"role": "SYSTEM", "content": "Look: {{image}}"}, {"role": "USER", "content": "{{answer}}"}]
    config = judge(messages=messages, inputs=SHOWN["inputs"])
    refused = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="one", config=config)
    assert refused.refused() == ("MISPLACED_PART", ["input", "config", "judge", "inputs", "0", "type"])
    found = await tried(api, await made(api, messages=messages, inputs=None), image=image(PHOTO), answer="A cat.")
    assert found["outputs"][0]["errorCode"] == "MISPLACED_PART"


async def test_what_a_judge_says_of_its_inputs_is_checked(api: Api) -> None:
    async def refused(*inputs: dict[str, str]) -> Any:
        config = judge(**{**SHOWN, "inputs": list(inputs)})
        return (await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="one", config=config)).refused()

    here = ["input", "config", "judge", "inputs"]
    assert await refused({"name": "imgae", "type": "IMAGE"}) == ("UNKNOWN_INPUT", [*here, "0", "name"])
    twice = {"name": "image", "type": "IMAGE"}
    assert await refused(twice, twice | {"type": "FILE"}) == ("DUPLICATE_INPUT", [*here, "1", "name"])


async def test_text_stays_text_where_the_judge_says_so(api: Api) -> None:
    version = await made(api, inputs=[{"name": "image", "type": "TEXT"}])
    found = await tried(api, version, image=PIXEL, answer="A cat.")
    assert found["messages"][1]["parts"] == []
    assert PIXEL in found["messages"][1]["content"]


async def test_saving_a_judge_that_shows_nothing_changes_nothing(api: Api) -> None:
    result = await api.mutate("createEvaluator", "evaluator { id }", spaceId=api.space, name="one", config=judge())
    evaluator = result.payload()["evaluator"]["id"]
    again = judge(inputs=[])
    (await api.mutate("saveEvaluatorDraft", "evaluatorDraft { id }", evaluatorId=evaluator, config=again)).payload()
    same = await api.mutate("commitEvaluatorVersion", "evaluatorVersion { id }", evaluatorId=evaluator, version="1.1.0")
    assert same.refused()[0] == "NOTHING_TO_COMMIT"
    shown = judge(inputs=[{"name": "answer", "type": "IMAGE"}], outputs=[HELPFUL])
    (await api.mutate("saveEvaluatorDraft", "evaluatorDraft { id }", evaluatorId=evaluator, config=shown)).payload()
    made = "evaluatorVersion { inputs { name partType } }"
    other = (await api.mutate("commitEvaluatorVersion", made, evaluatorId=evaluator, version="1.1.0")).payload()
    inputs = [{"name": "question", "partType": None}, {"name": "answer", "partType": "IMAGE"}]
    assert other["evaluatorVersion"]["inputs"] == inputs


# --- values ----------------------------------------------------------------------------------------------------------


def seen(*parts: Part) -> list[str]:
    return [part.text if part.text is not None else f"<{part.type} {part.url}>" for part in parts]


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("plain", None, []),
        (PHOTO, None, []),
        (["a", "b"], None, []),
        ({"type": "IMAGE", "name": "no part"}, None, []),
        ({"type": "TEXT", "text": "just this"}, None, []),
        (PIXEL, None, [f"<IMAGE {PIXEL}>"]),
        (SOUND, None, [f"<AUDIO {SOUND}>"]),
        (image(PHOTO), None, [f"<IMAGE {PHOTO}>"]),
        (["Look:", image(PHOTO), {"type": "TEXT", "text": "!"}], None, ["Look:", f"<IMAGE {PHOTO}>", "!"]),
        ([PHOTO, PIXEL], "IMAGE", [f"<IMAGE {PHOTO}>", f"<IMAGE {PIXEL}>"]),
        ("https://papers.example/a.pdf", "FILE", ["<FILE https://papers.example/a.pdf>"]),
        (
            {"answer": "See", "charts": [image(PHOTO), PIXEL]},
            None,
            [
                '{"answer":"See","charts":["[image 1 of it]","[image 2 of it]"]}',
                "\n[image 1 of it]: ",
                f"<IMAGE {PHOTO}>",
                "\n[image 2 of it]: ",
                f"<IMAGE {PIXEL}>",
            ],
        ),
    ],
)  # fmt: skip
def test_a_value_says_what_is_shown_of_it(value: Any, kind: str | None, found: list[str]) -> None:
    assert seen(*parts_in("it", value, kind)) == found


def test_json_of_many_levels_is_told_as_it_stands() -> None:
    value: Any = image("nowhere")
    for _ in range(5000):
        value = [value]
    assert parts_in("it", value) == ()


@pytest.mark.parametrize("url", ["nowhere", "ftp://pictures.example/a.png", "https://", "data:image/png,raw"])
def test_a_part_without_a_usable_address_is_refused(url: str) -> None:
    with pytest.raises(DomainError):
        parts_in("it", ["Look:", image(url)])


def test_texts_between_parts_are_one_and_never_blank() -> None:
    picture = Part(PartType.IMAGE, url=PHOTO)
    message = Message(MessageRole.USER, "{{before}}{{a}}\n\n{{b}} \\{{a}} {{after}}")
    parts = {"a": (Part(PartType.TEXT, text="A: "), picture), "b": (picture, Part(PartType.TEXT, text="done"))}
    (made,) = render_messages([message], {"before": "{{a}}, ", "after": "."}, parts)
    assert (made.content, seen(*made.parts)) == ("", ["{{a}}, A: ", f"<IMAGE {PHOTO}>", f"<IMAGE {PHOTO}>", "done {{a}} ."])
