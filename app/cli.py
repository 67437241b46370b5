"""The command line. Commands import what they need when they run, so that `graphloop --help` answers at once."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from app.core.errors import DomainError

if TYPE_CHECKING:
    from app.accounts.access import Actor
    from app.core.settings import Settings

T = TypeVar("T")

app = typer.Typer(
    name="graphloop",
    help="Prompts, datasets, evaluators and experiments, as one GraphQL graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="People who may sign in.", no_args_is_help=True)
datasets = typer.Typer(help="Datasets, from files.", no_args_is_help=True)
config = typer.Typer(help="The settings in force.", no_args_is_help=True)
app.add_typer(users, name="user")
app.add_typer(datasets, name="dataset")
app.add_typer(config, name="config")


class NoSuchUser(DomainError):
    """There is no user with that e-mail address; make one with `graphloop user create`."""

    code = "NO_SUCH_USER"


class Unreachable(DomainError):
    """The database does not answer."""

    code = "UNREACHABLE"


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of the setting's.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, instead of the setting's; 0 takes a free one.")
    ] = None,
    behind: Annotated[
        str | None,
        typer.Option(metavar="ADDRESSES", help="Proxies whose X-Forwarded headers are believed, comma-separated."),
    ] = None,
) -> None:
    """Serve the API until SIGTERM or Ctrl-C; a second one ends it at once."""
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
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the experiment, with its results as a table.")] = False,
) -> None:
    """Serve a space with prompts, a real dataset and evaluators, and run an experiment in it."""
    from app.demo import main as run_demo

    raise typer.Exit(_run(run_demo(_settings(), once)))


@app.command()
def migrate() -> None:
    """Bring the database to the present schema; harmless when it is there already."""
    from app.core.database import connected
    from app.core.logs import configure_logs
    from app.migrating import migrate as apply

    async def work(settings: Settings) -> list[str]:
        configure_logs("warning", settings.log_format)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        async with connected(settings.database) as database:
            return await apply(database)

    for version in (done := _run(work(_settings()))):
        print(f"applied {version}")
    if not done:
        print("nothing to apply")


@app.command()
def doctor() -> None:
    """Look over this installation; status 1 if something is wrong."""
    from rich.console import Console
    from rich.table import Table

    from app.doctor import examine, is_healthy

    async def work(settings: Settings) -> list[Any]:
        return [finding async for finding in examine(settings)]

    findings = _run(work(_settings()))
    marks = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "bad": "[red]bad[/]"}
    table = Table("Check", "", "Found")
    for finding in findings:
        table.add_row(finding.check, marks[finding.verdict], finding.detail)
    Console().print(table)
    raise typer.Exit(0 if is_healthy(findings) else 1)


@app.command("export-schema")
def export_schema(
    check: Annotated[
        bool, typer.Option("--check", help="Print what would change, with status 1, and write nothing.")
    ] = False,
) -> None:
    """Write the GraphQL schema to graphql_schema/schema.graphql."""
    from graphql_schema.export import difference, write

    if not check:
        write()
    elif changes := difference():
        print(changes)
        print("\nschema.graphql is not up to date; run `graphloop export-schema`.", file=sys.stderr)
        raise typer.Exit(1)


@users.command("create")
def create_user(
    email: Annotated[str, typer.Argument(help="E-mail address to sign in with.")],
    name: Annotated[str | None, typer.Option(help="Name that others see; unset takes the address's first part.")] = None,
    password: Annotated[str | None, typer.Option(help="Password; asked for if absent.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="Make them an administrator of this installation.")] = False,
) -> None:
    """Make an account, also where registration is closed."""
    from app.accounts.signing_in import create_user as create

    settings = _settings()
    chosen = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work() -> None:
        async with _system(settings):
            user = await create(email=email, password=chosen, name=name or email.partition("@")[0], is_instance_admin=admin)
            print(f"{user.email} can sign in now.")

    _run(work())


@datasets.command("import")
def import_dataset(
    dataset_id: Annotated[str, typer.Argument(help="Id of the dataset, as the API gives it.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="File to read.")],
    user: Annotated[str, typer.Option(help="E-mail address of the user who imports.")],
    format: Annotated[str | None, typer.Option(help="jsonl or csv; unset goes by the file's ending.")] = None,
    key_column: Annotated[str | None, typer.Option(help="Column whose value is the item's key.")] = None,
) -> None:
    """Add the lines of a JSONL or CSV file to a dataset; an item whose key exists is replaced."""
    from rich.progress import Progress

    from app.datasets.importing import import_file
    from app.datasets.models import Dataset, DatasetFormat
    from graphql_schema.core.ids import row_id

    chosen = (format or file.suffix.removeprefix(".")).upper()
    if chosen not in set(DatasetFormat):
        raise typer.BadParameter("say jsonl or csv", param_hint="--format")

    async def work() -> None:
        async with _system(_settings()):
            actor = await _actor(user)
            with Progress(transient=True) as bar:
                task = bar.add_task(file.name, total=None)
                done = await import_file(
                    actor,
                    dataset_id=row_id(dataset_id, Dataset, "dataset_id"),
                    path=file,
                    format=DatasetFormat(chosen),
                    key_column=key_column,
                    on_progress=lambda done: bar.update(task, completed=done.processed),
                )
            print(f"{done.processed} lines: {done.added} added, {done.failed} failed")
            for group in done.error_groups:
                print(f"  {group['count']} x {group['message']}", *group["examples"], sep="\n    ")

    _run(work())


@config.command("print")
def print_config() -> None:
    """Print all settings as lines of an .env file, with what is secret hidden."""
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


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if " " in text or "#" in text else text


if __name__ == "__main__":
    main()
