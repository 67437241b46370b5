"""Sends what schemathesis makes of the schema to a running server, as three people: nothing may fail on the server's side.

The owner of a space, somebody who may read it and somebody from outside each send as many cases, over every root field. Most
ids are of rows that exist, and spaces are filled anew now and then, since cases delete what they can.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
import requests
import schemathesis
from graphql import (
    ArgumentNode,
    GraphQLSchema,
    ObjectFieldNode,
    StringValueNode,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes

import graphql_schema
from graphql_schema.core.entity import MODELS
from tests.api import Api
from tests.filled import fill

SDL = Path(graphql_schema.__file__).parent / "schema.graphql"
ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS, ANSWERED_WITHIN_SECONDS = 30, 60
ROLES = ("owner", "viewer", "outsider")
CASES = 2_000
OPERATIONS_PER_SPACE = 6
SOME_ROW = "some row"
KINDS = {"connection": "LlmConnection", "baseCommit": "PromptCommit", "parent": "PromptCommit"}
WORDS = (
    "",
    "a",
    "1.0.0",
    "2.0.0-rc.1",
    "production",
    "ticket",
    "demo/echo",
    "{{ticket}}",
    "a@example.com",
    "\u2028\U0001f600",
)
LEAVES = st.one_of(
    st.just(nodes.Null),
    st.booleans().map(nodes.Boolean),
    st.integers(-(2**70), 2**70).map(nodes.Int),
    st.floats(allow_nan=False, allow_infinity=False).map(nodes.Float),
    st.sampled_from(WORDS).map(nodes.String),
    st.text(max_size=20).map(nodes.String),
)


def _object(pairs: list[tuple[str, Any]]) -> Any:
    parsed = parse("{ f(x: {" + " ".join(f"{name}: null" for name, _ in pairs) + "}) }")
    found: Any = parsed.definitions[0]
    named = found.selection_set.selections[0].arguments[0].value.fields
    return nodes.Object([ObjectFieldNode(name=one.name, value=value) for one, (_, value) in zip(named, pairs, strict=True)])


NAMES = st.from_regex("[a-z_]{1,8}", fullmatch=True)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "ID": st.one_of(st.just(SOME_ROW), st.just(SOME_ROW), st.just(SOME_ROW), st.text(max_size=10)).map(nodes.String),
    "JSON": st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(nodes.List),
            st.lists(st.tuples(NAMES, inner), max_size=3, unique_by=lambda pair: pair[0]).map(_object),
        ),
        max_leaves=8,
    ),
    "DateTime": st.one_of(
        st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
        st.sampled_from(("", "now", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2026-02-30")),
    ).map(nodes.String),
    "Decimal": st.one_of(
        st.decimals(allow_nan=True, allow_infinity=True).map(str), st.sampled_from(("1e999999", "0x1", "", "1_0"))
    ).map(nodes.String),
    "BigInt": st.integers(-(2**70), 2**70).map(nodes.Int),
    "String": st.one_of(st.sampled_from(WORDS), st.text(max_size=30)).map(nodes.String),
    "Int": st.one_of(st.integers(-3, 12), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
}


@dataclass
class Found:
    """What went wrong, and how much was sent."""

    cases: int = 0
    server_errors: int = 0
    masked: int = 0
    log_errors: int = 0
    by_role: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.server_errors or self.masked or self.log_errors)


class Running:
    """A server of its own data folder, as a process."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.database, self.log = folder / "graphloop.db", folder / "server.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
        variables = {"GRAPHLOOP_DATA_DIR": str(folder), "GRAPHLOOP_LOG_FORMAT": "json"}
        variables |= {"GRAPHLOOP_LOGIN_ATTEMPTS_PER_MINUTE": "100000"}
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
            self.process = subprocess.Popen(command, env={**kept, **variables}, cwd=ROOT, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it is ready."""
        begun = time.monotonic()
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() - begun > READY_WITHIN_SECONDS:
                raise SystemExit(f"The server does not become ready: {self.log.read_text()}")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def rows(self) -> dict[str, list[str]]:
        """Global ids of the newest rows of every type."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            statements = {name: f'SELECT id FROM "{_table(name)}" ORDER BY id DESC LIMIT 12' for name in (*MODELS, "Upload")}
            return {
                name: [f"{name}_{row[0]:x}" for row in connection.execute(statement)]
                for name, statement in statements.items()
            }
        finally:
            connection.close()

    def errors(self) -> Counter[str]:
        """What the log says that nobody expected, and how often."""
        lines = [line for line in self.log.read_text().splitlines() if "unexpected error" in line or "Traceback" in line]
        return Counter(line.rpartition("\\n")[2] for line in lines)


def _table(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@contextmanager
def running() -> Iterator[Running]:
    """A server, as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="graphloop-fuzz-") as folder:
        made = Running(Path(folder))
        try:
            made.wait()
            yield made
        finally:
            made.process.terminate()
            made.process.wait(timeout=30)


class People:
    """Those who send; each has a key, which they cannot revoke."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.keys: dict[str, str] = {}
        self._kept: set[str] = set()
        self.rows: dict[str, list[str]] = {}

    async def join(self) -> None:
        """Make their accounts."""
        for role in ROLES:
            async with self._browser() as client:
                api = Api(client)
                await api.register(f"{role}@example.com", name=role)
                made = (await api.run("NewKey", space=None)).payload()
                self.keys[role] = made["secret"]
                self._kept |= {made["apiKey"]["id"], api.user}

    async def fill(self, number: int) -> None:
        """Somebody new makes a space with everything in it, in which the owner is an owner and the viewer may read."""
        async with self._browser() as client:
            api = Api(client)
            await api.register(f"host{number}@example.com", name="Host")
            for role, permitted in (("owner", "OWNER"), ("viewer", "VIEWER")):
                await api.invite(f"{role}@example.com", role=permitted)
            await fill(api)
        for role in ("owner", "viewer"):
            async with self._browser() as client:
                await Api(client, email=f"{role}@example.com").log_in()
        found = self.server.rows()
        self.rows = {name: [pk for pk in ids if pk not in self._kept] or [f"{name}_1"] for name, ids in found.items()}

    def _browser(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.server.address, timeout=ANSWERED_WITHIN_SECONDS)


class Aiming(Visitor):
    """Puts ids of rows that exist where ids are wanted, mostly of the kind that is wanted there."""

    def __init__(self, schema: GraphQLSchema, rows: dict[str, list[str]], chance: random.Random) -> None:
        super().__init__()
        self._schema, self._rows, self._chance = schema, rows, chance
        self._kind = ""

    def enter_field(self, node: Any, _key: Any, parent: Any, path: list[Any], *_: Any) -> None:
        roots = (self._schema.query_type, self._schema.mutation_type)
        named = [root.fields[node.name.value] for root in roots if root and node.name.value in root.fields]
        if len(path) <= 4 and named:
            self._kind = get_named_type(named[0].type).name

    def enter_string_value(self, node: StringValueNode, _key: Any, parent: Any, _path: Any, ancestors: list[Any]) -> Any:
        if node.value != SOME_ROW:
            return None
        holders = [one for one in (*ancestors, parent) if isinstance(one, ArgumentNode | ObjectFieldNode)]
        name = holders[-1].name.value
        return StringValueNode(value=self._chance.choice(self._rows[self._wanted(name)]))

    def _wanted(self, name: str) -> str:
        bare = name.removesuffix("s").removesuffix("Id")
        found = self._kind if bare in {"id", "eq", "ne"} else KINDS.get(bare, f"{bare[:1].upper()}{bare[1:]}")
        return found if found in self._rows and self._chance.random() < 0.9 else self._chance.choice(list(self._rows))


def send(people: People, operation: Any, schema: GraphQLSchema, role: str, cases: int, found: Found) -> None:
    """Cases of one root field, sent by one person."""
    counts = found.by_role.setdefault(role, {"cases": 0, "data": 0, "refused": 0})
    chance = random.Random(f"{role} {operation.label}")  # noqa: S311 to be repeated

    @seed(chance.getrandbits(32))
    @settings(
        max_examples=max(1, cases),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        document = print_ast(visit(parse(case.body), Aiming(schema, people.rows, chance)))
        answer = requests.post(
            f"{people.server.address}/graphql",
            data=orjson.dumps({"query": document}),
            headers={"authorization": f"Bearer {people.keys[role]}", "content-type": "application/json"},
            timeout=ANSWERED_WITHIN_SECONDS,
        )
        counts["cases"] += 1
        judge(document, answer, counts, found)

    each()


def judge(document: str, answer: requests.Response, counts: dict[str, int], found: Found) -> None:
    """Count an answer, and tell of those that must not be."""
    found.cases += 1
    try:
        body = answer.json()
    except ValueError:
        body = {}
    errors = body.get("errors", [])
    codes = [error.get("extensions", {}).get("code") for error in errors]
    counts["data"] += any(value is not None for value in (body.get("data") or {}).values())
    counts["refused"] += bool(errors)
    if answer.status_code >= 500 or not body:
        found.server_errors += 1
        print(f"{answer.status_code} {answer.text[:500]}\n{document}")
    if None in codes or "INTERNAL" in codes:
        found.masked += 1
        print(f"{errors}\n{document}")


def main() -> None:
    """Send the cases, and print what went wrong; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description="Send generated operations to a server, as three people.")
    parser.add_argument("--cases", type=int, default=CASES, help="Cases of each person, over all root fields.")
    parser.add_argument("--only", help="A root field, such as Mutation.commitPrompt, instead of all.")
    options = parser.parse_args()
    for name, strategy in SCALARS.items():
        schemathesis.graphql.scalar(name, strategy)
    schema = build_schema(SDL.read_text())
    with SDL.open() as file:
        operations = [result.ok() for result in schemathesis.graphql.from_file(file).get_all_operations()]
    wanted = [operation for operation in operations if options.only in {None, operation.label}]
    found = Found()
    with running() as server:
        people = People(server)
        asyncio.run(people.join())
        for place, operation in enumerate(wanted):
            if place % OPERATIONS_PER_SPACE == 0:
                asyncio.run(people.fill(place))
            # Shares that add up to the cases, whatever the number of root fields.
            cases = options.cases * (place + 1) // len(wanted) - options.cases * place // len(wanted)
            for role in ROLES:
                send(people, operation, schema, role, cases, found)
        found.log_errors = server.errors().total()
        for error, count in server.errors().most_common():
            print(f"{count} times: {error}")
    print(orjson.dumps(found).decode())
    raise SystemExit(0 if found.is_clean else 1)


if __name__ == "__main__":
    main()
