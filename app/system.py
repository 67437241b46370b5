"""The parts of a running system, opened in order and closed in reverse; the server, the demo and the tests share it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.accounts.known import KnownActors, use_known_actors
from app.core.database import Database, connected
from app.core.egress import Egress
from app.core.jinja import JinjaRenderer, use_jinja
from app.core.notices import notices
from app.core.processes import claimed_node, this_process
from app.core.secrets import SecretBox
from app.core.settings import Settings
from app.datasets import jobs as dataset_jobs
from app.datasets import limits as dataset_limits
from app.evaluation.code import CodeEngine
from app.evaluation.invocations import use_callback_address
from app.evaluation.sandbox import Sandbox
from app.evaluation.sandbox_full import FullSandbox
from app.evaluation.sandboxes import use_sandbox
from app.experiments import arriving as experiment_arrivals
from app.experiments import running as experiment_jobs
from app.experiments.gating import shown_of_commit
from app.experiments.limits import Limits, use_limits
from app.llm.own_prices import price_books
from app.llm.providers import Providers, use_providers
from app.migrating import require_migrated
from app.playground import running as playground
from app.prompts.protection import use_probe
from app.runner import queued
from app.runner.jobs import RunEngine, local_jobs, use_engine, use_queue
from app.runner.leases import Leases, use_leases
from app.runner.local import LocalEngine
from app.tracing import jobs as tracing_jobs

JOBS = (dataset_jobs, tracing_jobs, experiment_jobs, experiment_arrivals)
"""Modules whose jobs the engine can be asked for."""

_MEGABYTE = 1024 * 1024


@asynccontextmanager
async def opened(settings: Settings, *, runs_jobs: bool = True, is_worker: bool = False) -> AsyncIterator[Database]:
    """A system that is ready: database, outgoing HTTP, sandbox, and, if wanted, the engine that runs jobs."""
    engine = _engine(settings, is_worker) if runs_jobs else None
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.to_thread(Path(settings.data_dir).mkdir, parents=True, exist_ok=True)
        database = await stack.enter_async_context(connected(settings.database, settings.read_connections))
        has_queue = settings.engine == "procrastinate"
        await require_migrated(database, is_embedded=settings.is_embedded, has_queue=has_queue)
        use_queue(queued.defer if has_queue else None)
        stack.callback(use_queue, None)
        await database.open_readers()
        await stack.enter_async_context(claimed_node())
        await stack.enter_async_context(_leases(database))
        await stack.enter_async_context(notices(database))
        await stack.enter_async_context(price_books())
        use_known_actors(KnownActors(settings.access_cache_seconds))
        use_probe(shown_of_commit)
        await stack.enter_async_context(_outside(settings))
        if engine:
            await stack.enter_async_context(_jobs(engine))
        yield database


@asynccontextmanager
async def _leases(database: Database) -> AsyncIterator[None]:
    leases = Leases(this_process(), is_shared=database.dialect == "postgres")
    await leases.start()
    use_leases(leases)
    try:
        yield
    finally:
        use_leases(None)
        await leases.stop()


@asynccontextmanager
async def _outside(settings: Settings) -> AsyncIterator[None]:
    egress = Egress(
        allow_private_networks=settings.egress_allow_private,
        allowed_private_hosts=settings.egress_allowed_hosts,
        longest_seconds=settings.egress_timeout_seconds,
    )
    box = SecretBox.from_secret(settings.secret(), [key.get_secret_value() for key in settings.older_secret_keys])
    providers = Providers(
        egress,
        box,
        demo_seed=settings.demo_seed,
        has_demo=settings.demo_provider,
        response_cache_days=settings.response_cache_days,
    )
    use_providers(providers)
    use_callback_address(settings.public_url)
    dataset_limits.use_limits(dataset_limits.limits_of(settings))
    use_limits(Limits(settings.run_concurrency_max, settings.shard_size, settings.items_in_flight))
    try:
        async with _workers(settings):
            try:
                yield
            finally:
                await playground.stop_all()
    finally:
        await egress.close()


@asynccontextmanager
async def _workers(settings: Settings) -> AsyncIterator[None]:
    """What runs code and templates that nobody trusts; its processes start when they are first needed."""
    count, seconds = settings.sandbox_workers, settings.sandbox_timeout_seconds
    memory = settings.sandbox_memory_mb * _MEGABYTE
    fast = Sandbox(count, memory_bytes=memory, longest_seconds=seconds)
    cache = Path(settings.data_dir) / "sandbox"
    full = FullSandbox(count, cache=cache, memory_bytes=memory, longest_seconds=seconds)
    renderer = JinjaRenderer(
        settings.template_workers,
        timeout_seconds=settings.template_timeout_seconds,
        memory_bytes=settings.template_memory_mb * _MEGABYTE,
        output_bytes=settings.template_output_bytes,
    )
    use_sandbox(CodeEngine.FAST, fast)
    use_sandbox(CodeEngine.FULL, full)
    use_jinja(renderer)
    try:
        yield
    finally:
        use_jinja(None)
        await asyncio.gather(fast.close(), full.close(), renderer.close())


def _engine(settings: Settings, is_worker: bool) -> RunEngine:
    if not is_worker:
        only = local_jobs() if settings.engine == "procrastinate" else None
        return LocalEngine(settings.job_slots, only=only, drain_seconds=settings.drain_seconds)
    if not queued.is_available():
        raise queued.EngineMissing
    # The library is an extra.
    from app.runner.queue import QueueEngine

    return QueueEngine(settings.job_slots, drain_seconds=settings.drain_seconds)


@asynccontextmanager
async def _jobs(engine: RunEngine) -> AsyncIterator[None]:
    use_engine(engine)
    await engine.start()
    try:
        yield
    finally:
        await engine.drain()
        await engine.stop()
        use_engine(None)
