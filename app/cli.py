"""The command line. Commands import what they need when they run, so that `graphloop --help` answers at once."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app.client import commands
from app.core.errors import DomainError

if TYPE_CHECKING:
    from app.accounts.access import Actor
    from app.client.place import Place
    from app.core.settings import Settings
    from app.datasets.models import DatasetFormat

T = TypeVar("T")


class Commands(click.Group):
    """Commands in the order in which they are written here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Commands, no_args_is_help=True)
def app() -> None:
    """Prompts, datasets, evaluators and experiments, as one GraphQL graph."""


class NoSuchUser(DomainError):
    """There is no user with that e-mail address; make one with `graphloop user create`."""

    code = "NO_SUCH_USER"


class NoSuchVersion(DomainError):
    """The dataset has no such version."""

    code = "NO_SUCH_VERSION"


class Unreachable(DomainError):
    """The database does not answer."""

    code = "UNREACHABLE"


@app.command()
@click.option("--host", help="Address to listen on, instead of the setting's.")
@click.option("--port", type=int, help="Port to listen on, instead of the setting's; 0 takes a free one.")
@click.option("--behind", metavar="ADDRESSES", help="Proxies whose X-Forwarded headers are believed, comma-separated.")
def serve(host: str | None, port: int | None, behind: str | None) -> None:
    """Serve the API until SIGTERM or Ctrl-C. A second one ends it at once."""
    # What is imported stays: looking for garbage among it takes a tenth of the start, and time again in each later search.
    gc.disable()
    from app.serving import serving

    async def work() -> None:
        async with serving(_settings(host=host, port=port), trusted_proxies=behind) as server:
            gc.freeze()
            gc.enable()
            await server.ended.wait()

    _run(work())


@app.command()
@click.option("--slots", type=click.IntRange(1), help="Jobs that run at the same time here, instead of the setting's.")
@click.option("--host", help="Address to answer operators on, instead of the setting's.")
@click.option("--port", type=int, help="Port for /healthz, /readyz and /metrics; without it none is opened.")
def worker(slots: int | None, host: str | None, port: int | None) -> None:
    """Run experiments for servers on the same PostgreSQL, until SIGTERM. There may be any number of workers."""
    from app.worker import working

    _run(working(_settings(job_slots=slots, host=host), port=port))


@app.command()
@click.option("--once", is_flag=True, help="End after the experiment, with its results as a table.")
def demo(once: bool) -> None:
    """Serve an example space, with an experiment run in it. It has prompts, a real dataset and evaluators."""
    from app.demo import main as run_demo

    raise SystemExit(_run(run_demo(_settings(), once)))


@app.command()
def migrate() -> None:
    """Bring the database to the present schema. Harmless when it is there already."""
    from app.core.database import connected
    from app.core.logs import configure_logs
    from app.migrating import make_queue
    from app.migrating import migrate as apply

    async def work(settings: Settings) -> list[str]:
        configure_logs("warning", settings.log_format)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        async with connected(settings.database) as database:
            is_made = settings.engine == "procrastinate" and await make_queue(database)
            return ["procrastinate's schema"] * is_made + await apply(database)

    for version in (done := _run(work(_settings()))):
        print(f"applied {version}")
    if not done:
        print("nothing to apply")


@app.command()
def doctor() -> None:
    """Look over this installation. The status is 1 if something is wrong."""
    from app.doctor import examine, is_healthy
    from app.terminal import table

    async def work(settings: Settings) -> list[Any]:
        return [finding async for finding in examine(settings)]

    findings = _run(work(_settings()))
    colours = {"ok": "green", "note": "yellow", "bad": "red"}
    rows = [(found.check, click.style(found.verdict, colours[found.verdict]), found.detail) for found in findings]
    click.echo(table(("Check", "", "Found"), rows))
    raise SystemExit(0 if is_healthy(findings) else 1)


@app.command("export-schema")
@click.option("--check", is_flag=True, help="Print what would change, with status 1, and write nothing.")
def export_schema(check: bool) -> None:
    """Write the GraphQL schema to graphql_schema/schema.graphql."""
    from graphql_schema.export import difference, write

    if not check:
        write()
    elif changes := difference():
        print(changes)
        print("\nschema.graphql is not up to date; run `graphloop export-schema`.", file=sys.stderr)
        raise SystemExit(1)


@app.group("user", cls=Commands, no_args_is_help=True)
def users() -> None:
    """People who may sign in."""


@users.command("create")
@click.argument("email")
@click.option("--name", help="Name that others see; unset takes the address's first part.")
@click.option("--password", help="Password; asked for if absent.")
@click.option("--admin", is_flag=True, help="Make them an administrator of this installation.")
def create_user(email: str, name: str | None, password: str | None, admin: bool) -> None:
    """Make an account, also where registration is closed."""
    from app.accounts.signing_in import create_user as create

    settings = _settings()
    chosen = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work() -> None:
        async with _system(settings):
            user = await create(email=email, password=chosen, name=name or email.partition("@")[0], is_instance_admin=admin)
            print(f"{user.email} can sign in now.")

    _run(work())


@app.group("dataset", cls=Commands, no_args_is_help=True)
def datasets() -> None:
    """Datasets, from files and into files: of a server by name, or of this installation by id if --user is given."""


@datasets.command("import")
@click.argument("dataset")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", help="jsonl, csv or parquet; unset goes by the file's ending.")
@click.option("--key-column", help="Column whose value is the item's key.")
@commands.on_server_or_here
def import_dataset(
    dataset: str, file: Path, user: str | None, place: Place | None, format: str | None, key_column: str | None
) -> None:
    """Add the lines of a file to DATASET. An item whose key exists is replaced; status 1 if lines were refused."""
    if place is not None:
        done = commands.import_dataset(place, dataset, file, format=format, key_column=key_column)
    else:
        done = _run(_imported(dataset, file, str(user), _format(file, format), key_column))
    print(f"{done['processed']} lines: {done['added']} added, {done['failed']} failed")
    for group in done["errorGroups"]:
        print(f"  {group['count']} x {group['message']}", *group["examples"], sep="\n    ")
    if done["failed"]:
        raise SystemExit(1)


@datasets.command("export")
@click.argument("dataset")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", help="jsonl, csv or parquet; unset goes by the file's ending.")
@commands.on_server_or_here
def export_dataset(dataset: str, file: Path, user: str | None, place: Place | None, format: str | None) -> None:
    """Write the items of DATASET, or of its version DATASET@VERSION, to FILE."""
    if place is not None:
        count = commands.export_dataset(place, dataset, file, format=format)
    else:
        count = _run(_exported(dataset, file, str(user), _format(file, format)))
    print(f"{count} items")


async def _imported(dataset_id: str, file: Path, user: str, format: DatasetFormat, key_column: str | None) -> dict[str, Any]:
    from app.datasets.importing import import_file
    from app.datasets.models import Dataset
    from graphql_schema.core.ids import row_id

    async with _system(_settings()):
        with click.progressbar(length=_line_count(file), label=file.name) as bar:
            done = await import_file(
                await _actor(user),
                dataset_id=row_id(dataset_id, Dataset, "dataset_id"),
                path=file,
                format=format,
                key_column=key_column,
                on_progress=lambda done: bar.update(done.processed - bar.pos),
            )
    counts = {"processed": done.processed, "added": done.added, "failed": done.failed}
    return counts | {"errorGroups": done.error_groups}


async def _exported(named: str, file: Path, user: str, format: DatasetFormat) -> int:
    from app.datasets.exporting import export_file
    from app.datasets.models import Dataset, DatasetVersion
    from graphql_schema.core.ids import row_id

    dataset_id, _, version = named.partition("@")
    async with _system(_settings()):
        actor, pk = await _actor(user), row_id(dataset_id, Dataset, "dataset_id")
        found = await DatasetVersion.get_or_none(dataset_id=pk, version=version) if version else None
        if version and found is None:
            raise NoSuchVersion(f"The dataset has no version {version!r}.")
        return await export_file(actor, dataset_id=pk, path=file, format=format, version_id=found.id if found else None)


def _format(file: Path, named: str | None) -> DatasetFormat:
    from app.datasets.models import DatasetFormat

    chosen = (named or file.suffix.removeprefix(".")).upper()
    if chosen not in set(DatasetFormat):
        raise click.BadParameter("say jsonl, csv or parquet", param_hint="--format")
    return DatasetFormat(chosen)


app.add_command(commands.evals)
app.add_command(commands.prompts)


@app.group("config", cls=Commands, no_args_is_help=True)
def config() -> None:
    """The settings in force."""


@config.command("print")
def print_config() -> None:
    """Print all settings as an .env file, with secrets hidden."""
    for name, value in _settings().redacted().items():
        variable = f"GRAPHLOOP_{name.upper()}"
        print(f"# {variable}=" if value is None else f"{variable}={_as_text(value)}")


def main() -> None:
    """Run a command; an error that the reader can act on is one line, not a traceback."""
    try:
        app()
    except DomainError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _settings(**overrides: Any) -> Settings:
    from app.core.settings import load_settings

    return load_settings(**overrides)


def _system(settings: Settings) -> Any:
    from app.core.logs import configure_logs
    from app.system import opened

    configure_logs("warning", settings.log_format)
    return opened(settings, runs_jobs=False)


async def _actor(email: str) -> Actor:
    from app.accounts.actors import actor_of_user
    from app.accounts.models import User

    user = await User.get_or_none(email=email.strip().lower())
    if user is None:
        raise NoSuchUser
    return await actor_of_user(user.id)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, and say in one line if the database is away."""
    from tortoise.exceptions import DBConnectionError
    from uvloop import new_event_loop

    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(work)
    except (ConnectionError, DBConnectionError) as error:
        raise Unreachable(f"The database does not answer: {error}") from None


def _line_count(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if " " in text or "#" in text else text


if __name__ == "__main__":
    main()
