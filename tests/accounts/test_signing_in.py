from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.memberships import is_invited
from app.accounts.signing_in import RegistrationClosed, create_user
from app.accounts.throttle import Throttle, TooManyAttempts
from app.core.clock import shifted
from app.core.database import Database
from tests.api import PASSWORD, Api


async def test_registering_makes_a_home_and_signs_in(nobody: Api) -> None:
    await nobody.register("grace@example.com", name="Grace")
    viewer = (await nobody.run("Viewer"))["viewer"]
    assert viewer["email"] == "grace@example.com"
    (space,) = viewer["spaces"]["nodes"]
    assert (space["kind"], space["role"]) == ("PERSONAL", "OWNER")
    assert space["organization"]["name"] == "Grace's organization"


async def test_an_address_registers_once_in_any_case(api: Api, nobody: Api) -> None:
    result = await nobody.run("Register", input={"email": api.email.upper(), "password": "long enough", "name": "Eve"})
    assert result.refused() == ("EMAIL_TAKEN", ["input", "email"])


async def test_registration_names_what_is_wrong(nobody: Api) -> None:
    for given, code, at in (
        ({"email": "no address"}, "INVALID_EMAIL", "email"),
        ({"password": "short"}, "WEAK_PASSWORD", "password"),
        ({"name": "  "}, "INVALID_NAME", "name"),
    ):
        whole = {"email": "new@example.com", "password": "long enough", "name": "New"} | given
        assert (await nobody.run("Register", input=whole)).refused() == (code, ["input", at])


async def test_logging_in_and_out(api: Api) -> None:
    (await api.run("LogOut")).payload()
    assert (await api.run("Viewer"))["viewer"] is None
    assert (await api.log_in(password="wrong password")).refused() == ("WRONG_CREDENTIALS", ["input", "password"])
    (await api.log_in()).payload()
    assert (await api.run("Viewer"))["viewer"]["email"] == api.email


async def test_session_cookie_is_guarded(api: Api) -> None:
    document = "mutation($input: LogInInput!) { logIn(input: $input) { user { id } } }"
    given = {"email": api.email, "password": PASSWORD}
    response = await api.client.post("/graphql", json={"query": document, "variables": {"input": given}})
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_pages_of_other_sites_cannot_use_the_cookie(api: Api) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        response = await api.client.post("/graphql", json={"query": "{ viewer { id } }"}, headers=headers)
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["code"] == "CROSS_ORIGIN"


async def test_nobody_gets_no_further_than_signing_in(nobody: Api) -> None:
    assert (await nobody.execute("{ __schema { types { name } } }")).codes == ["UNAUTHENTICATED"]
    assert (await nobody.execute("{ ...F } fragment F on Query { node(id: 1) { id } }")).codes == ["UNAUTHENTICATED"]


async def test_changing_the_password_ends_other_sessions(api: Api) -> None:
    first = dict(api.client.cookies)
    await api.log_in()
    changed = await api.mutate(
        "changePassword", "user { id }", currentPassword="correct horse battery", newPassword="another long one"
    )
    changed.payload()
    api.client.cookies.clear()
    api.client.cookies.update(first)
    assert (await api.run("Viewer"))["viewer"] is None
    (await api.log_in(password="another long one")).payload()


async def test_a_session_ends_from_elsewhere(api: Api) -> None:
    first = dict(api.client.cookies)
    await api.log_in()
    sessions = (await api.execute("{ viewer { loginSessions { nodes { id isCurrent } } } }"))["viewer"]["loginSessions"][
        "nodes"
    ]
    (other,) = [session["id"] for session in sessions if not session["isCurrent"]]
    (await api.mutate("endLoginSession", "", loginSessionId=other)).payload()
    assert (await api.run("Viewer"))["viewer"]["email"] == api.email
    api.client.cookies.clear()
    api.client.cookies.update(first)
    assert (await api.run("Viewer"))["viewer"] is None


async def test_a_name_can_be_changed(api: Api) -> None:
    (await api.mutate("renameUser", "user { name }", name="Augusta")).payload()
    assert (await api.run("Viewer"))["viewer"]["name"] == "Augusta"


async def test_what_others_see_of_somebody_can_be_changed(api: Api) -> None:
    seen = "user { iconUri countryCode isVerified createdAt updatedAt }"
    given = {"name": "Ada", "iconUri": "https://example.com/ada.png", "countryCode": "gb"}
    user = (await api.mutate("renameUser", seen, **given)).payload()["user"]
    assert (user["iconUri"], user["countryCode"], user["isVerified"]) == (given["iconUri"], "GB", False)
    assert user["updatedAt"] > user["createdAt"]
    again = (await api.mutate("renameUser", seen, name="Ada")).payload()["user"]
    assert (again["iconUri"], again["countryCode"]) == (given["iconUri"], "GB")
    assert (await api.execute("{ viewer { featureFlags } }"))["viewer"] == {"featureFlags": []}


@pytest.mark.parametrize(
    ("given", "code"), [({"iconUri": "javascript:alert(1)"}, "INVALID_PICTURE"), ({"countryCode": "GBR"}, "INVALID_COUNTRY")]
)
async def test_pictures_and_countries_are_looked_at(api: Api, given: dict[str, str], code: str) -> None:
    refused = (await api.mutate("renameUser", "user { name }", name="Ada", **given)).refused()
    assert refused == (code, ["input", *given])


async def test_where_registration_is_closed_nobody_else_gets_in(system: Database) -> None:
    assert not await is_invited("someone@example.com")
    with pytest.raises(RegistrationClosed):
        await create_user(email="someone@example.com", password="long enough", name="Some", is_open=False)


async def test_an_invited_address_registers_where_registration_is_closed(api: Api) -> None:
    email = f"invited-{api.user.lower()}@example.com"
    (await api.invite(email)).payload()
    user = await create_user(email=email, password="long enough", name="Invited", is_open=False)
    assert user.email == email


async def test_guessing_is_slowed_down() -> None:
    throttle = Throttle(3)
    for _ in range(3):
        throttle.check("email:a@example.com")
    with pytest.raises(TooManyAttempts):
        throttle.check("email:a@example.com")
    throttle.check("email:b@example.com")
    with shifted(timedelta(seconds=61)):
        throttle.check("email:a@example.com")
