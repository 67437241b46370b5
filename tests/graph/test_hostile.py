"""Every hostile document through the API, as somebody who is signed in: refused with a code, and nothing breaks."""

from __future__ import annotations

import json

import pytest

from tests.api import Api, Result, operations
from tests.graph.hostile import Hostile, corpus

FAMILIES: dict[str, list[Hostile]] = {}
for one in corpus():
    FAMILIES.setdefault(one.name.partition(":")[0], []).append(one)
LIMITED = {"PAGE_TOO_LARGE", "DOCUMENT_TOO_LARGE", "DOCUMENT_TOO_DEEP", "INTROSPECTION_TOO_DEEP", "TOO_COSTLY"}


async def sent(api: Api, hostile: Hostile) -> Result:
    headers = api.headers | {"content-type": "application/json"}
    response = await api.client.post("/graphql", content=json.dumps(hostile.sent), headers=headers)
    body = response.json()
    return Result(body.get("data"), body.get("errors", []), response.status_code)


@pytest.mark.parametrize("family", FAMILIES)
async def test_what_is_hostile_is_refused_with_a_code(api: Api, family: str) -> None:
    for hostile in FAMILIES[family]:
        result = await sent(api, hostile)
        assert result.status in {200, 400, 413}, hostile.name
        assert result.data is None, hostile.name
        assert result.errors, hostile.name
        assert set(result.codes) <= hostile.codes, (hostile.name, result.codes)


async def test_a_refusal_names_its_limit_and_what_was_asked(api: Api) -> None:
    for hostiles in FAMILIES.values():
        result = await sent(api, hostiles[0])
        for error in result.errors:
            if error["extensions"]["code"] in LIMITED or error["extensions"]["code"].startswith("TOO_MANY"):
                assert error["extensions"]["cost"] > error["extensions"]["limit"], hostiles[0].name


async def test_nobody_is_refused_before_their_document_is_looked_at_closely(nobody: Api) -> None:
    for hostiles in FAMILIES.values():
        result = await sent(nobody, hostiles[-1])
        assert result.data is None
        assert set(result.codes) <= hostiles[-1].codes | {"UNAUTHENTICATED"}, hostiles[-1].name


async def test_honest_clients_are_served_after_all_of_it(api: Api) -> None:
    for hostiles in FAMILIES.values():
        await sent(api, hostiles[0])
    assert (await api.run("SpaceOverview", space=api.space))["space"]["name"]
    assert operations().keys() >= {"RunResults", "Viewer"}
