"""The API as tests speak it: operations by name from `operations.graphql`, or any document."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import orjson
from graphql import InputObjectTypeDefinitionNode, OperationDefinitionNode, parse, print_ast

from tests import differential

OPERATIONS = Path(__file__).parent / "operations.graphql"
SCHEMA = Path(__file__).parent.parent / "graphql_schema" / "schema.graphql"
PATIENCE_SECONDS = 60.0
PASSWORD = "correct horse battery"


@cache
def operations() -> dict[str, str]:
    """Every operation that clients are promised, by name."""
    document = parse(OPERATIONS.read_text())
    return {
        node.name.value: print_ast(node)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode) and node.name
    }


@cache
def fields_of_inputs() -> dict[str, set[str]]:
    """What may be given, by the names of the input types."""
    definitions = parse(SCHEMA.read_text()).definitions
    return {
        node.name.value: {field.name.value for field in node.fields}
        for node in definitions
        if isinstance(node, InputObjectTypeDefinitionNode)
    }


def _input_of(mutation: str) -> str:
    return f"{mutation[0].upper()}{mutation[1:]}Input"


@dataclass
class Result:
    """What came back: `data` and `errors` of the response."""

    data: Any
    errors: list[dict[str, Any]]
    status: int = 200

    @property
    def codes(self) -> list[str]:
        """Codes of the top-level errors."""
        return [error["extensions"]["code"] for error in self.errors]

    def __getitem__(self, name: str) -> Any:
        """A root field; the operation must not have failed."""
        assert not self.errors, self.errors
        return self.data[name]

    def payload(self) -> Any:
        """The payload of the only mutation, which must have done what was asked."""
        payload = self[next(iter(self.data))]
        assert payload["errors"] == [], payload["errors"]
        return payload

    def refused(self) -> tuple[str, list[str]]:
        """Code and path of the only error of the only mutation, which must have done nothing."""
        payload = self[next(iter(self.data))]
        (error,) = payload["errors"]
        assert error["message"]
        assert all(value is None for name, value in payload.items() if name not in {"errors", "__typename"})
        return error["code"], error["path"]


@dataclass
class Api:
    """One person's or program's way in."""

    client: httpx2.AsyncClient
    email: str = ""
    space: str = ""
    user: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def execute(self, document: str, **variables: Any) -> Result:
        """Send any document."""
        sent = {"query": document, "variables": variables}
        response = await self.client.post("/graphql", json=sent, headers=self.headers)
        if differential.IS_ON:
            await differential.require_same(self.client, sent, self.headers, response.content)
        body = response.json()
        return Result(body.get("data"), body.get("errors", []), response.status_code)

    async def run(self, name: str, **variables: Any) -> Result:
        """Send one of the promised operations."""
        return await self.execute(operations()[name], **variables)

    async def watch(self, name: str, **variables: Any) -> list[Any]:
        """All events of a promised subscription, from its first to its end."""
        return await self.subscribe(operations()[name], **variables)

    async def subscribe(self, document: str, **variables: Any) -> list[Any]:
        """All events of a subscription, over server-sent events."""
        sent = {"query": document, "variables": variables}
        headers = self.headers | {"accept": "text/event-stream"}
        async with asyncio.timeout(PATIENCE_SECONDS):
            response = await self.client.post("/graphql", json=sent, headers=headers, timeout=None)
        lines = [line.removeprefix("data:").strip() for line in response.text.splitlines() if line.startswith("data:")]
        return [orjson.loads(line) for line in lines if line]

    async def register(self, email: str, name: str = "Ada") -> Result:
        """Make an account and remember its space."""
        result = await self.run("Register", input={"email": email, "password": PASSWORD, "name": name})
        self.user, self.email = result.payload()["user"]["id"], email.lower()
        self.space = (await self.run("Viewer"))["viewer"]["spaces"]["nodes"][0]["id"]
        return result

    async def log_in(self, email: str | None = None, password: str = PASSWORD) -> Result:
        """Sign in."""
        return await self.execute(
            "mutation($input: LogInInput!) { logIn(input: $input) { user { id } errors { code message path } } }",
            input={"email": email or self.email, "password": password},
        )

    async def invite(self, email: str, role: str = "MEMBER") -> Result:
        """Invite an address to the person's space."""
        return await self.execute(
            "mutation($input: InviteMemberInput!)"
            " { inviteMember(input: $input) { membershipInvitation { id } errors { code message path } } }",
            input={"spaceId": self.space, "email": email, "role": role},
        )

    async def mutate(self, field: str, selection: str, **input: Any) -> Result:
        """Send one mutation with an input, selecting what it writes and its errors."""
        asked = f"{field}(input: $input) {{ {selection} errors {{ code message path }} }}"
        return await self.execute(f"mutation($input: {_input_of(field)}!) {{ {asked} }}", input=input)

    async def attempt(self, field: str, **input: Any) -> str | None:
        """Send one mutation; gives the code of its refusal, which names a part of the input, or nothing."""
        result = await self.mutate(field, "", **input)
        if not result[field]["errors"]:
            return None
        code, path = result.refused()
        assert not path or path[1] in fields_of_inputs()[_input_of(field)], path
        return code

    def with_key(self, secret: str) -> Api:
        """The same server by a key, without cookies."""
        transport = self.client._transport
        bare = httpx2.AsyncClient(transport=transport, base_url=self.client.base_url)
        return Api(bare, self.email, self.space, self.user, {"authorization": f"Bearer {secret}"})
