from __future__ import annotations

from datetime import timedelta

from app.core.clock import shifted
from tests.api import Api

SPACE = (
    "query($id: ID!) { space(id: $id) { role memberships { nodes { role user { id email } } } invitations { totalCount } } }"
)


async def members(api: Api, space: str) -> dict[str, str]:
    found = (await api.execute(SPACE, id=space))["space"]
    return {node["user"]["email"]: node["role"] for node in found["memberships"]["nodes"]}


async def test_an_invitation_becomes_a_membership_at_the_next_sign_in(api: Api, outsider: Api) -> None:
    (await api.invite(outsider.email)).payload()
    assert (await outsider.execute(SPACE, id=api.space))["space"] is None
    await outsider.log_in()
    assert (await outsider.execute(SPACE, id=api.space))["space"]["role"] == "MEMBER"
    assert await members(api, api.space) == {api.email: "OWNER", outsider.email: "MEMBER"}
    assert (await api.invite(outsider.email)).refused() == ("ALREADY_MEMBER", ["input", "email"])


async def test_a_lapsed_or_revoked_invitation_lets_nobody_in(api: Api, outsider: Api) -> None:
    invited = (await api.invite(outsider.email)).payload()["membershipInvitation"]["id"]
    assert (await api.invite(outsider.email)).refused() == ("ALREADY_INVITED", ["input", "email"])
    (await api.mutate("revokeInvitation", "membershipInvitation { revokedAt }", membershipInvitationId=invited)).payload()
    await outsider.log_in()
    assert (await outsider.execute(SPACE, id=api.space))["space"] is None
    (await api.invite(outsider.email)).payload()
    with shifted(timedelta(days=15)):
        await outsider.log_in()
    assert (await outsider.execute(SPACE, id=api.space))["space"] is None


async def test_only_administrators_see_and_send_invitations(api: Api, viewer: Api) -> None:
    refused = await viewer.mutate(
        "inviteMember", "membershipInvitation { id }", spaceId=api.space, email="x@y.zz", role="VIEWER"
    )
    assert refused.refused()[0] == "FORBIDDEN"
    (await api.invite("x@y.zz")).payload()
    assert (await viewer.execute(SPACE, id=api.space))["space"]["invitations"]["totalCount"] == 0
    assert (await api.execute(SPACE, id=api.space))["space"]["invitations"]["totalCount"] == 2


async def test_roles_change_but_an_owner_stays(api: Api, viewer: Api) -> None:
    to_admin = await api.mutate(
        "setSpaceRole", "spaceMembership { role }", spaceId=api.space, userId=viewer.user, role="ADMIN"
    )
    assert to_admin.payload()["spaceMembership"]["role"] == "ADMIN"
    demoted = await viewer.mutate(
        "setSpaceRole", "spaceMembership { role }", spaceId=api.space, userId=api.user, role="VIEWER"
    )
    assert demoted.refused() == ("OWNERS_ONLY", ["input", "role"])
    left = await api.mutate("removeSpaceMember", "space { id }", spaceId=api.space, userId=api.user)
    assert left.refused() == ("LAST_OWNER", ["input", "userId"])
    assert (await members(api, api.space))[viewer.email] == "ADMIN"


async def test_who_leaves_sees_the_space_no_more(api: Api, viewer: Api) -> None:
    left = await viewer.mutate("removeSpaceMember", "space { id }", spaceId=api.space, userId=viewer.user)
    assert left.payload()["space"] is None
    assert (await viewer.execute(SPACE, id=api.space))["space"] is None


async def test_a_role_in_the_organization_reaches_its_spaces(api: Api, outsider: Api) -> None:
    organization = (await api.execute("{ viewer { organizations { nodes { id } } } }"))["viewer"]["organizations"]["nodes"][
        0
    ]["id"]
    invited = await api.mutate(
        "inviteMember", "membershipInvitation { id }", organizationId=organization, email=outsider.email, role="VIEWER"
    )
    invited.payload()
    await outsider.log_in()
    made = (await api.run("NewSpace")).payload()["space"]["id"]
    assert (await outsider.execute(SPACE, id=made))["space"]["role"] == "VIEWER"


async def test_every_write_is_in_the_audit_log(api: Api, viewer: Api) -> None:
    await api.mutate("renameSpace", "space { name }", spaceId=api.space, name="Renamed")
    log = "query($id: ID!) { space(id: $id) { auditLog { nodes { action before after user { email } } } } }"
    entries = (await api.execute(log, id=api.space))["space"]["auditLog"]["nodes"]
    assert entries[0]["action"] == "space.renamed"
    assert entries[0]["after"] == {"name": "Renamed"}
    assert entries[0]["user"]["email"] == api.email
    assert (await viewer.execute(log, id=api.space))["space"]["auditLog"]["nodes"] == []


ORGANIZATION = (
    """query { viewer { organizations { nodes { id name role memberships { nodes { role user { email } } } } } } }"""
)


async def organization_of(api: Api) -> str:
    return str((await api.execute(ORGANIZATION))["viewer"]["organizations"]["nodes"][0]["id"])


async def test_roles_in_an_organization_change_and_end(api: Api, outsider: Api) -> None:
    organization = await organization_of(api)
    made = (await api.run("NewSpace")).payload()["space"]["id"]
    # In another case than the one registered with.
    invited = await api.mutate(
        "inviteMember",
        "membershipInvitation { email }",
        organizationId=organization,
        email=outsider.email.upper(),
        role="ADMIN",
    )
    assert invited.payload()["membershipInvitation"]["email"] == outsider.email
    await outsider.log_in()
    given = {"organizationId": organization, "userId": outsider.user}
    (await api.mutate("setOrganizationRole", "organizationMembership { role }", **given, role="NONE")).payload()
    assert (await outsider.execute(SPACE, id=made))["space"] is None
    (await api.mutate("setOrganizationRole", "organizationMembership { role }", **given, role="VIEWER")).payload()
    assert (await outsider.execute(SPACE, id=made))["space"]["role"] == "VIEWER"
    last = await api.mutate("removeOrganizationMember", "organization { id }", organizationId=organization, userId=api.user)
    assert last.refused() == ("LAST_OWNER", ["input", "userId"])
    (await api.mutate("removeOrganizationMember", "organization { id }", **given)).payload()
    assert (await outsider.execute(SPACE, id=made))["space"] is None


async def test_an_organization_is_made_and_named_by_its_owner(api: Api, outsider: Api) -> None:
    made = (await api.mutate("createOrganization", "organization { id role }", name="Acme")).payload()["organization"]
    assert made["role"] == "OWNER"
    renamed = await api.mutate("renameOrganization", "organization { name }", organizationId=made["id"], name="Acme Ltd")
    assert renamed.payload()["organization"]["name"] == "Acme Ltd"
    refused = await outsider.mutate("renameOrganization", "organization { name }", organizationId=made["id"], name="Mine")
    assert refused.refused() == ("NOT_FOUND", ["input", "organizationId"])


async def test_a_teams_space_is_deleted_by_its_owner_alone(api: Api, viewer: Api) -> None:
    personal = await api.mutate("deleteSpace", "", spaceId=api.space)
    assert personal.refused()[0] == "CONFLICT"
    team = (await api.run("NewSpace")).payload()["space"]["id"]
    assert (await viewer.mutate("deleteSpace", "", spaceId=team)).refused()[0] == "NOT_FOUND"
    (await api.mutate("deleteSpace", "", spaceId=team)).payload()
    assert (await api.execute(SPACE, id=team))["space"] is None
