"""What the server counts of its operations."""

from __future__ import annotations

import pytest

from app.core import metrics
from tests import differential
from tests.api import Api


def counted(name: str, kind: str, outcome: str) -> float:
    # Once other tests have used up the names that are told apart, it is `other`.
    labels = {"name": metrics.operation_label(name), "type": kind, "outcome": outcome}
    return metrics.registry.get_sample_value("graphloop_graphql_operations_total", labels) or 0.0


@pytest.mark.skipif(differential.IS_ON, reason="every query is executed twice")
async def test_operations_are_counted_by_outcome(api: Api, nobody: Api) -> None:
    before = [counted("Counted", "query", outcome) for outcome in ("ok", "error", "refused")]
    await api.execute("query Counted { viewer { id } }")
    await api.execute('query Counted($id: ID!) { space(id: $id) { prompts(after: "x") { nodes { id } } } }', id=api.space)
    await nobody.execute("query Counted { nodes(ids: []) { id } }")
    after = [counted("Counted", "query", outcome) for outcome in ("ok", "error", "refused")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
