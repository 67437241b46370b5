"""The commands that speak to a server over its API, for CI and for prompts and datasets that live in git."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from app.client.graph import DEFAULT_URL, KEY_VARIABLE, SPACE_VARIABLE, URL_VARIABLE, Graph, Place, connected
from app.core.errors import DomainError

FAILED, CANNOT = 1, 2
"""Exit statuses: what was evaluated is not good enough; it could not be evaluated."""
T = TypeVar("T")
Command = Callable[..., Any]


def on_server(command: Command) -> Command:
    """Give a command the options that say which server, with what key, and in which space."""

    @click.option("--url", envvar=URL_VARIABLE, default=DEFAULT_URL, show_default=True, help="Address of the server.")
    @click.option("--api-key", envvar=KEY_VARIABLE, required=True, help=f"Key to it; better in {KEY_VARIABLE}.")
    @click.option("--space", envvar=SPACE_VARIABLE, help="Name or id of the space, if the key opens several.")
    @wraps(command)
    def placed(url: str, api_key: str, space: str | None, **given: Any) -> Any:
        return command(place=Place(url, api_key, space), **given)

    return placed


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; an error is one line and status 2, so that CI can tell it from a failed evaluation."""
    try:
        return asyncio.run(work)
    except DomainError as error:
        where = f" (at {'.'.join(error.path)})" if error.path else ""
        click.echo(f"Error: {error.message}{where}", err=True)
        raise SystemExit(CANNOT) from None


async def in_space(place: Place, work: Callable[[Graph, str], Awaitable[T]], space: str | None = None) -> T:
    """Do something in the space that was named, or the only one there is."""
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
    from app.client.documents import read
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
    if junit:
        junit.write_text(as_junit(report), "utf-8")
    if markdown:
        markdown.write_text(as_markdown(report), "utf-8")
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
    from app.client.prompt_files import files_in, push

    async def work(graph: Graph, space: str) -> None:
        for file in files_in(paths):
            pushed = await push(graph, space, file, note=note, label=label)
            click.echo(f"{pushed.key}  {pushed.version}  {'new' if pushed.is_new else 'unchanged'}")

    run(in_space(place, work))
