"""The commands that speak to a server over its API, for CI and for prompts and datasets that live in git."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app.client.place import DEFAULT_URL, KEY_VARIABLE, SPACE_VARIABLE, URL_VARIABLE, Place
from app.core.errors import DomainError

if TYPE_CHECKING:
    from app.client.graph import Graph

FAILED, CANNOT = 1, 2
"""Exit statuses: what was evaluated is not good enough; it could not be evaluated."""
T = TypeVar("T")
Command = Callable[..., Any]


def on_server(command: Command) -> Command:
    """Give a command the options that say which server, with what key, and in which space."""

    @_located
    @wraps(command)
    def placed(url: str, api_key: str | None, space: str | None, **given: Any) -> Any:
        return command(place=_place(url, api_key, space), **given)

    return placed


def on_server_or_here(command: Command) -> Command:
    """The same for a command that works directly on this installation if a user of it is named."""

    @click.option("--user", help="E-mail address of the user who does it, directly on this installation's database.")
    @_located
    @wraps(command)
    def placed(user: str | None, url: str, api_key: str | None, space: str | None, **given: Any) -> Any:
        return command(user=user, place=None if user else _place(url, api_key, space), **given)

    return placed


def _located(command: Command) -> Command:
    where = click.option("--url", envvar=URL_VARIABLE, default=DEFAULT_URL, show_default=True, help="Address of the server.")
    key = click.option("--api-key", envvar=KEY_VARIABLE, help=f"Key to it; better in {KEY_VARIABLE}.")
    space = click.option("--space", envvar=SPACE_VARIABLE, help="Name or id of the space, if the key opens several.")
    return where(key(space(command)))


def _place(url: str, api_key: str | None, space: str | None) -> Place:
    if not api_key:
        raise click.UsageError(f"Set {KEY_VARIABLE} to a key of the server, or give --api-key.")
    return Place(url, api_key, space)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; an error is one line and status 2, so that CI can tell it from a failed evaluation."""
    with _told():
        return asyncio.run(work)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        where = f" (at {'.'.join(error.path)})" if error.path else ""
        click.echo(f"Error: {error.message}{where}", err=True)
        raise SystemExit(CANNOT) from None


async def in_space(place: Place, work: Callable[[Graph, str], Awaitable[T]], space: str | None = None) -> T:
    """Do something in the space that was named, or the only one there is."""
    from app.client.graph import connected

    async with connected(place) as graph:
        return await work(graph, await graph.space_id(place.space or space))


@click.group("eval", no_args_is_help=True)
def evals() -> None:
    """Evaluations described in files, for CI."""


@evals.command("run")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--baseline", metavar="BASELINE", help="What to compare with: label:NAME, version:VERSION or run:ID.")
@click.option("--fail-if", "fail_if", multiple=True, metavar="CONDITION", help="Such as 'exact.mean < 0.9'; repeatable.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML to this file.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="Write Markdown to this file.")
@on_server
def run_evaluation(
    place: Place,
    file: Path,
    baseline: str | None,
    fail_if: tuple[str, ...],
    junit: Path | None,
    markdown: Path | None,
) -> None:
    """Run the evaluation that FILE describes and compare it. Status 1 if a condition is met, 2 if it cannot be run."""
    from app.client.conditions import condition
    from app.client.documents import read, write_text
    from app.client.evaluating import evaluate
    from app.client.evaluation_file import evaluation
    from app.client.reports import Report, as_junit, as_markdown, as_table

    async def work() -> Report:
        wanted = evaluation(read(file))
        conditions = [condition(text) for text in (*wanted.fail_if, *fail_if)]

        async def evaluated(graph: Graph, space: str) -> Report:
            with _Bars() as bars:
                return await evaluate(
                    graph,
                    space,
                    wanted,
                    baseline=baseline or wanted.baseline,
                    conditions=conditions,
                    with_items=junit is not None,
                    on_progress=bars.show,
                )

        return await in_space(place, evaluated, wanted.space)

    report = run(work())
    click.echo(as_table(report))
    with _told():
        if junit:
            write_text(junit, as_junit(report))
        if markdown:
            write_text(markdown, as_markdown(report))
    raise SystemExit(FAILED if report.failures else 0)


class _Bars:
    """A progress bar for each thing that runs, one after another, on the error output so that reports can be piped."""

    def __init__(self) -> None:
        self._label: str | None = None
        self._bar: Any = None

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def show(self, label: str, event: dict[str, Any]) -> None:
        """Let the bar follow an event of a run's progress."""
        counts = event["counts"]
        if label != self._label:
            self._end()
            self._label = label
            self._bar = click.progressbar(length=counts["total"] or 1, label=label, show_pos=True, file=sys.stderr)
            self._bar.__enter__()
        self._bar.length = counts["total"] or 1
        done = counts["succeeded"] + counts["failed"] + counts["cancelled"]
        self._bar.update(done - self._bar.pos)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar = None


@click.group("prompt", no_args_is_help=True)
def prompts() -> None:
    """Prompts as files that live in git."""


@prompts.command("pull")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("keys", nargs=-1)
@click.option("--label", default="latest", show_default=True, help="The label whose version is written.")
@click.option("--format", "ending", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)
@on_server
def pull_prompts(place: Place, folder: Path, keys: tuple[str, ...], label: str, ending: str) -> None:
    """Write prompts to files in FOLDER, by their KEYS; all of the space if none are named."""
    from app.client.prompt_files import pull

    async def work(graph: Graph, space: str) -> int:
        count = 0
        async for file, version in pull(graph, space, folder, keys, label=label, ending=ending):
            click.echo(f"{file}  {version}")
            count += 1
        return count

    if not run(in_space(place, work)):
        click.echo("No prompt of the space has that label.")


@prompts.command("push")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--note", help="Why there are new versions.")
@click.option("--label", help="A label that the versions get.")
@on_server
def push_prompts(place: Place, paths: tuple[Path, ...], note: str | None, label: str | None) -> None:
    """Commit what files, or all files in folders, say as new versions; those that say nothing new are left alone."""
    from app.client.prompt_files import files_in, in_order, push

    async def work(graph: Graph, space: str) -> None:
        for file in in_order(files_in(paths)):
            pushed = await push(graph, space, file, note=note, label=label)
            click.echo(f"{pushed.key}  {pushed.version}  {pushed.outcome}")

    run(in_space(place, work))


def import_dataset(place: Place, name: str, file: Path, *, format: str | None, key_column: str | None) -> dict[str, Any]:
    """Send a file to a dataset of a server; gives how many lines became items, and what was wrong with the others."""
    from app.client.dataset_files import import_file

    async def work(graph: Graph, space: str) -> dict[str, Any]:
        return await import_file(graph, space, name, file, format=format, key_column=key_column, on_progress=_said)

    return run(in_space(place, work))


def export_dataset(place: Place, name: str, file: Path, *, format: str | None) -> int:
    """Fetch a dataset of a server as a file; gives the number of its items."""
    from app.client.dataset_files import export_file

    async def work(graph: Graph, space: str) -> int:
        state = await export_file(graph, space, name, file, format=format, on_progress=_said)
        return int(state["processed"])

    return run(in_space(place, work))


def _said(processed: int) -> None:
    click.echo(f"{processed:,} so far", err=True)
