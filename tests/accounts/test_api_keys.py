from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.core.clock import shifted
from tests.api import Api


async def issued(api: Api, **input: object) -> tuple[str, Api]:
    made = (await api.mutate("createApiKey", "apiKey { id maskedKey } secret", name="ci", **input)).payload()
    assert made["secret"].startswith("gl_")
    assert made["secret"][-20:] not in made["apiKey"]["maskedKey"]
    return made["apiKey"]["id"], api.with_key(made["secret"])


async def test_a_personal_key_acts_as_its_owner(api: Api) -> None:
    _, program = await issued(api)
    viewer = (await program.run("Viewer"))["viewer"]
    assert viewer["email"] == api.email
    assert [space["id"] for space in viewer["spaces"]["nodes"]] == [api.space]
    # Only keys with the ADMIN scope see keys.
    assert viewer["apiKeys"]["nodes"] == []


async def test_a_spaces_key_reaches_that_space_alone(api: Api) -> None:
    other = (await api.run("NewSpace")).payload()["space"]["id"]
    _, program = await issued(api, spaceId=api.space)
    found = await program.execute(
        "query($a: ID!, $b: ID!) { a: space(id: $a) { id } b: space(id: $b) { id } }", a=api.space, b=other
    )
    assert found.data == {"a": {"id": api.space}, "b": None}
    assert (await program.run("Viewer"))["viewer"] is None


async def test_scopes_limit_a_key(api: Api) -> None:
    _, reader = await issued(api, scopes=["READ"])
    renamed = await reader.mutate("renameSpace", "space { id }", spaceId=api.space, name="No")
    assert renamed.refused()[0] == "FORBIDDEN"
    made = await reader.mutate("createApiKey", "apiKey { id } secret", name="more")
    assert made.refused()[0] == "FORBIDDEN"


async def test_a_revoked_or_expired_key_is_nobody(api: Api) -> None:
    pk, program = await issued(api)
    (await api.mutate("revokeApiKey", "apiKey { revokedAt }", apiKeyId=pk)).payload()
    assert (await program.run("NewSpace")).codes == ["UNAUTHENTICATED"]
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    _, brief = await issued(api, expiresAt=soon)
    with shifted(timedelta(hours=2)):
        assert (await brief.run("NewSpace")).codes == ["UNAUTHENTICATED"]
    assert (await brief.run("NewSpace")).payload()


async def test_a_key_says_whether_it_works(api: Api) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    pk, _ = await issued(api, expiresAt=soon)
    status = "query($id: ID!) { node(id: $id) { ... on ApiKey { status } } }"
    assert (await api.execute(status, id=pk))["node"] == {"status": "ACTIVE"}
    with shifted(timedelta(hours=2)):
        assert (await api.execute(status, id=pk))["node"] == {"status": "EXPIRED"}
    (await api.mutate("revokeApiKey", "apiKey { revokedAt }", apiKeyId=pk)).payload()
    assert (await api.execute(status, id=pk))["node"] == {"status": "REVOKED"}


async def test_a_key_with_a_wrong_character_is_nobody(api: Api) -> None:
    _, program = await issued(api)
    program.headers["authorization"] = program.headers["authorization"][:-1] + "x"
    assert (await program.run("NewSpace")).codes == ["UNAUTHENTICATED"]


async def test_keys_of_others_do_not_exist(api: Api, outsider: Api) -> None:
    pk, _ = await issued(api)
    assert (await outsider.execute("query($id: ID!) { node(id: $id) { id } }", id=pk))["node"] is None
    revoked = await outsider.mutate("revokeApiKey", "apiKey { id }", apiKeyId=pk)
    assert revoked.refused() == ("NOT_FOUND", ["input", "apiKeyId"])
