"""The examples of the page about traces work, in their order."""

from __future__ import annotations

import re

from tests.api import Api
from tests.system.conftest import ROOT

PAGE = (ROOT / "docs" / "traces.md").read_text()


async def test_examples_work(api: Api) -> None:
    tell, add, add_all = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
    told = (await api.execute(tell, space=api.space)).payload()
    (trace,), (step,) = told["traces"], told["observations"]
    assert step["totalCost"] is not None
    columns = [{"name": "ticket", "contentType": "TEXT", "required": True}, {"name": "category", "contentType": "TEXT"}]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="Tickets", columns=columns)
    dataset = made.payload()["dataset"]["id"]
    (item,) = (await api.execute(add, dataset=dataset, trace=trace["id"])).payload()["datasetItems"]
    assert item["data"] == {"ticket": "My parcel is late.", "category": "shipping"}
    assert (await api.execute(add_all, dataset=dataset)).payload()["datasetIoJob"]["id"]
