"""Looks over an installation: each check says what it found, and what to do if that is bad."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from app.core.database import Database, connected, sqlite_path
from app.core.errors import DomainError
from app.core.listening import AlreadyServed, CannotListen, listening, only_server
from app.core.settings import SECRET_MIN_LENGTH, Settings

_LEAST_FREE_BYTES = 500_000_000
Verdict = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    check: str
    verdict: Verdict
    detail: str


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """All findings, the machine's first; a check that fails is a finding too."""
    for name, check in (("Python", _python), ("data folder", _data_folder), ("secret key", _secret_key), ("disk", _disk)):
        yield _looked(name, check, settings)
    yield _looked("port", _port, settings)
    async for finding in _database(settings):
        yield finding
    yield await _sandbox(settings)
    yield await _full_sandbox(settings)


def is_healthy(findings: list[Finding]) -> bool:
    """Whether a server would run well here."""
    return all(finding.verdict != "bad" for finding in findings)


Outcome = tuple[Verdict, str]


def _looked(name: str, check: Callable[[Settings], Outcome], settings: Settings) -> Finding:
    try:
        return Finding(name, *check(settings))
    except (OSError, DomainError) as error:
        return Finding(name, "bad", str(error))


def _python(_: Settings) -> Outcome:
    version = ".".join(map(str, sys.version_info[:3]))
    return ("ok", version) if sys.version_info >= (3, 11) else ("bad", f"{version}; 3.11 or newer is needed")


def _data_folder(settings: Settings) -> Outcome:
    if not settings.data_dir.exists():
        return "ok", f"{settings.data_dir} is made at the first start"
    with tempfile.TemporaryFile(dir=settings.data_dir):
        return "ok", str(settings.data_dir)


def _secret_key(settings: Settings) -> Outcome:
    file = settings.data_dir / "secret_key"
    if settings.secret_key is not None:
        return "ok", f"given, {len(settings.secret_key.get_secret_value())} characters"
    if not file.exists():
        return "ok", "made at the first start"
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return "bad", f"others may read it; run: chmod 600 {file}"
    if len(settings.secret()) < SECRET_MIN_LENGTH:
        return "bad", f"{file} holds no usable key; restore it from a backup"
    return "ok", f"{file}, readable by its owner alone"


def _disk(settings: Settings) -> Outcome:
    there = next(folder for folder in (settings.data_dir, *settings.data_dir.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    return "ok" if free >= _LEAST_FREE_BYTES else "bad", f"{free / 1e9:.1f} GB free"


def _port(settings: Settings) -> Outcome:
    try:
        if settings.data_dir.exists():
            with only_server(settings):
                pass
        with listening(settings.host, settings.port):
            return "ok", f"{settings.host}:{settings.port} is free"
    except AlreadyServed as error:
        return "note", error.message
    except CannotListen as error:
        return "bad", error.message


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    if settings.is_embedded and not await asyncio.to_thread(os.path.exists, sqlite_path(settings.database)):
        yield Finding("database", "ok", f"SQLite {sqlite3.sqlite_version}, made at the first start")
        return
    checks: list[tuple[str, Callable[[Database], Awaitable[Outcome]]]] = [
        ("database", _version), ("migrations", _migrations), ("jobs", _jobs)
    ]  # fmt: skip
    if settings.engine == "procrastinate":
        checks.append(("workers", _workers))
    try:
        async with connected(settings.database, 1) as database:
            await database.open_readers()
            for name, check in checks:
                yield Finding(name, *await check(database))
    except Exception as error:
        # Whatever the driver says is what the reader needs to hear.
        yield Finding("database", "bad", f"does not answer: {error}" if str(error) else f"does not answer: {error!r}")


async def _version(database: Database) -> Outcome:
    if database.dialect == "postgres":
        number = int((await database.fetch("SHOW server_version_num", ()))[0][0])
        return (
            "ok" if number >= 140_000 else "bad"
        ), f"PostgreSQL {number // 10_000}.{number % 10_000}; 14 or newer is needed"
    mode = (await database.fetch("PRAGMA journal_mode", ()))[0][0]
    return ("ok" if mode == "wal" else "bad"), f"SQLite {sqlite3.sqlite_version}, journal mode {mode}"


async def _migrations(database: Database) -> Outcome:
    from app.migrating import pending

    if missing := await pending(database):
        advice = "applied at the next start" if database.dialect == "sqlite" else "run: graphloop migrate"
        return "note" if database.dialect == "sqlite" else "bad", f"{len(missing)} to be applied; {advice}"
    return "ok", "all applied"


async def _jobs(database: Database) -> Outcome:
    from app.migrating import pending
    from app.runner.models import Job, JobStatus

    if await pending(database):
        return "note", "unknown before the migrations"
    failed = await Job.filter(status=JobStatus.FAILED).count()
    waiting = await Job.exclude(status=JobStatus.FAILED).count()
    return "note" if failed else "ok", f"{waiting} to do, {failed} given up"


async def _workers(database: Database) -> Outcome:
    from app.runner import queued

    if not queued.is_available():
        return "bad", "the procrastinate engine is not installed; run: pip install 'graphloop[worker]'"
    if not await queued.is_installed():
        return "bad", "the queue has no tables; run: graphloop migrate"
    (to_do, failed), workers = await queued.counts(), await queued.living_workers()
    if not workers:
        return "note", f"none is running, {to_do} jobs to do; run: graphloop worker"
    return "note" if failed else "ok", f"{workers} running, {to_do} jobs to do, {failed} given up"


async def _sandbox(settings: Settings) -> Finding:
    from app.evaluation.sandbox import Sandbox

    sandbox = Sandbox(1, memory_bytes=settings.sandbox_memory_mb * 1024 * 1024)
    try:
        result = await sandbox.run("21 * 2", {}, 5.0)
    except Exception as error:
        return Finding("sandbox", "bad", f"does not start: {error!r}")
    finally:
        await sandbox.close()
    return Finding("sandbox", "ok" if result.value == 42 else "bad", str(result.fault or "runs code"))


async def _full_sandbox(settings: Settings) -> Finding:
    from app.evaluation.sandbox_full import FullSandbox, is_full_sandbox_available

    if not is_full_sandbox_available():
        return Finding(
            "full sandbox", "note", "not installed; for evaluators with engine FULL: pip install 'graphloop[sandbox]'"
        )
    if not settings.data_dir.exists():
        return Finding("full sandbox", "ok", "compiled when it is first needed")
    memory = settings.sandbox_memory_mb * 1024 * 1024
    sandbox = FullSandbox(1, cache=settings.data_dir / "sandbox", memory_bytes=memory)
    try:
        result = await sandbox.run("21 * 2", {}, 5.0)
    finally:
        await sandbox.close()
    return Finding("full sandbox", "ok" if result.value == 42 else "bad", str(result.fault or "runs code"))
