"""What a client is told of faults that are not its own."""

from __future__ import annotations

import pytest
from aiosqlite import connect
from graphql import GraphQLError
from tortoise.connection import get_connections

from app.core.database import Database, sqlite_path
from graphql_schema.core.errors import coded
from tests.api import Api
from tests.conftest import ON_POSTGRES


@pytest.mark.skipif(ON_POSTGRES, reason="a server's database lets many write")
async def test_who_cannot_write_while_another_process_does_is_told_to_try_again(api: Api, system: Database) -> None:
    (writer,) = get_connections().all()
    await writer.execute_script("PRAGMA busy_timeout = 1")
    try:
        async with connect(sqlite_path(system.url)) as other:
            await other.execute("BEGIN IMMEDIATE")
            refused = await api.run("NewSpace")
            await other.rollback()
    finally:
        await writer.execute_script("PRAGMA busy_timeout = 10000")
    assert [error["extensions"]["code"] for error in refused.errors] == ["UNAVAILABLE"]
    assert (await api.run("NewSpace")).payload()["space"]["id"]


@pytest.mark.parametrize(("fault", "code"), [(ConnectionResetError(), "UNAVAILABLE"), (ValueError("secret"), "INTERNAL")])
def test_faults_are_hidden_behind_a_reference(fault: Exception, code: str) -> None:
    shown = coded(GraphQLError("secret", original_error=fault))
    assert shown.extensions is not None
    assert shown.extensions["code"] == code
    assert shown.extensions["reference"] in shown.message
    assert "secret" not in shown.message
