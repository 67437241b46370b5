"""Datasets as tests make them, all through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api, Result

TICKET = {"name": "ticket", "contentType": "TEXT", "jsonSchema": {"type": "string"}, "required": True}
EXPECTED = {"name": "expected", "contentType": "TEXT"}
KEYS_OF_VERSION = (
    "query($id: ID!) { datasetVersion(id: $id) { items(first: 100, orderBy: {field: CREATED_AT, direction: ASC})"
    " { totalCount nodes { key data } } } }"
)


class Datasets:
    """What tests do with datasets, again and again."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def make(self, name: str = "tickets", columns: list[dict[str, Any]] | None = None) -> str:
        made = await self.api.mutate(
            "createDataset", "dataset { id }", spaceId=self.api.space, name=name, columns=columns or [TICKET, EXPECTED]
        )
        return str(made.payload()["dataset"]["id"])

    async def write(self, dataset: str, **tickets: str) -> Result:
        items = [{"key": key, "data": {"ticket": text}} for key, text in tickets.items()]
        return await self.api.run("WriteItems", dataset=dataset, items=items)

    async def freeze(self, dataset: str, version: str) -> str:
        made = await self.api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=dataset, version=version)
        return str(made.payload()["datasetVersion"]["id"])

    async def in_version(self, version: str) -> dict[str, Any]:
        items = (await self.api.execute(KEYS_OF_VERSION, id=version))["datasetVersion"]["items"]
        found = {item["key"]: item["data"]["ticket"] for item in items["nodes"]}
        assert len(found) == items["totalCount"]
        return found

    async def working(self, dataset: str) -> dict[str, Any]:
        query = "query($id: ID!) { dataset(id: $id) { itemCount items(first: 1000) { totalCount nodes { key data } } } }"
        shown = (await self.api.execute(query, id=dataset))["dataset"]
        found = {item["key"]: item["data"]["ticket"] for item in shown["items"]["nodes"]}
        assert len(found) == shown["itemCount"] == shown["items"]["totalCount"]
        return found

    async def upload(self, content: bytes) -> str:
        response = await self.api.client.post("/api/uploads", content=content, headers=self.api.headers)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])


@pytest.fixture
def datasets(api: Api) -> Datasets:
    return Datasets(api)
