"""With GRAPHLOOP_TEST_DIFFERENTIAL=1 every query that a test sends is answered a second time by graphql-core alone."""

from __future__ import annotations

import os
from typing import Any

import httpx2
import orjson
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

from app.core.database import database
from graphql_schema.core.executing import only_graphql_core

IS_ON = os.environ.get("GRAPHLOOP_TEST_DIFFERENTIAL") == "1"
# A run at work may change what is read between two answers; it does not do so every time.
ATTEMPTS = 5


async def require_same(client: httpx2.AsyncClient, sent: dict[str, Any], headers: dict[str, str], answer: bytes) -> None:
    """Compare an answer with graphql-core's, in bytes."""
    if not isinstance(client._transport, httpx2.ASGITransport) or not is_query(sent["query"]):
        return
    statements = database().statements
    for _ in range(ATTEMPTS):
        with only_graphql_core():
            expected = (await client.post("/graphql", json=sent, headers=headers)).content
        if is_same(answer, expected):
            break
        answer = (await client.post("/graphql", json=sent, headers=headers)).content
    # Tests that count statements mean those of their own queries.
    database().statements = statements
    assert is_same(answer, expected), sent


def is_same(answer: bytes, expected: bytes) -> bool:
    """Whether answers are equal in bytes; of several errors, who comes first decides which are told and in what order."""
    if answer == expected:
        return True
    parts = [orjson.loads(one) for one in (answer, expected)]
    codes = [{error["extensions"]["code"] for error in part.pop("errors", [])} for part in parts]
    return bool(codes[0]) and codes[0] == codes[1] and orjson.dumps(parts[0]) == orjson.dumps(parts[1])


def is_query(document: str) -> bool:
    """Whether a document reads and does nothing else."""
    try:
        definitions = parse(document).definitions
    except GraphQLError:
        return False
    operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
    return all(one.operation is OperationType.QUERY for one in operations)
