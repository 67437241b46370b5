"""Remote experiments: asking a server elsewhere to run one on a dataset, by a request signed as Standard Webhooks says."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.clock import now
from app.core.egress import EgressFailed, EgressRefused
from app.core.errors import Conflict, DomainError, Invalid
from app.core.secrets import SecretUnreadable
from app.core.signing import InvalidSigningSecret, new_signing_secret, signed_headers, signing_key
from app.datasets.datasets import locked, touch
from app.datasets.documents import MAX_BYTES, InvalidDocument, encoded
from app.datasets.models import Dataset, DatasetOperation, RemoteExperimentTrigger, TriggerStatus
from app.llm.providers import providers
from app.runner.jobs import maintenance

TIMEOUT_SECONDS = 20.0
LOST_AFTER = timedelta(minutes=5)
"""A call that is under way for longer has nobody left who waits for its answer."""
MAX_URL = 2_000
MAX_HEADERS = 20
MAX_HEADER = 4_096
MAX_ANSWER = 2_000
_SIGNED = frozenset({"webhook-id", "webhook-timestamp", "webhook-signature", "content-type"})


class InvalidRemoteUrl(Invalid):
    """Give an http or https URL without user name, password or fragment."""

    code = "INVALID_URL"


class InvalidHeader(Invalid):
    """At most 20 headers can be sent, each on one line, and none of those that sign the request."""

    code = "INVALID_HEADER"


class SecretRequired(Invalid):
    """Headers are not sent to another address unseen; give them again together with the address."""

    code = "SECRET_REQUIRED"


class NoRemoteExperiment(Conflict):
    """The dataset has no remote experiment; say where it is first."""

    code = "NO_REMOTE_EXPERIMENT"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dataset whose remote experiment is set, and the secret that signs requests, if it is a new one."""

    dataset: Dataset
    secret: str | None


async def set_remote_experiment(
    actor: Actor,
    *,
    dataset_id: int,
    url: str,
    payload: Any = None,
    headers: Sequence[Mapping[str, str]] | None = None,
    secret: str | None = None,
) -> Prepared:
    """Say where a dataset's remote experiment is triggered; a secret is made if there is none."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        before, dataset.remote_url = dataset.remote_url, _checked_url(url)
        if len(encoded(payload, "input", "payload")) > MAX_BYTES:
            raise InvalidDocument(path=("input", "payload"))
        if headers is None and dataset.remote_headers and before != dataset.remote_url:
            raise SecretRequired(path=("input", "headers"))
        dataset.remote_payload = payload
        shown = _keep_secret(dataset, secret, is_new_address=before != dataset.remote_url)
        if headers is not None:
            dataset.remote_headers = _sealed_headers(dataset, headers)
        columns = ("remote_url", "remote_payload", "remote_secret", "remote_headers")
        await touch(dataset, actor.user_id, *columns, operation=DatasetOperation.UPDATE)
        record.record("dataset.remote_experiment_set", dataset, before={"url": before}, after={"url": dataset.remote_url})
    return Prepared(dataset, shown)


async def remove_remote_experiment(actor: Actor, *, dataset_id: int) -> Dataset:
    """Forget where a dataset's remote experiment is, and its secrets."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id, is_expiry_allowed=True)
        dataset.remote_url = dataset.remote_payload = dataset.remote_secret = None
        dataset.remote_headers = {}
        columns = ("remote_url", "remote_payload", "remote_secret", "remote_headers")
        await touch(dataset, actor.user_id, *columns, operation=DatasetOperation.UPDATE)
        record.record("dataset.remote_experiment_removed", dataset)
    return dataset


async def trigger_remote_experiment(actor: Actor, *, dataset_id: int, payload: Any = None) -> RemoteExperimentTrigger:
    """Ask the other side to run its experiment; how it answered is kept, whatever it was."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.RUN_EXPERIMENTS, dataset.space_id) as record:
        if dataset.remote_url is None:
            raise NoRemoteExperiment(path=("input", "datasetId"))
        if len(encoded(payload, "input", "payload")) > MAX_BYTES:
            raise InvalidDocument(path=("input", "payload"))
        trigger = await RemoteExperimentTrigger.create(
            space_id=dataset.space_id,
            dataset=dataset,
            url=dataset.remote_url,
            payload=dataset.remote_payload if payload is None else payload,
            created_by_id=actor.user_id,
        )
        record.record("dataset.remote_experiment_triggered", trigger)
    # The network is never awaited within a transaction.
    outcome = await _sent(dataset, trigger)
    async with change_by_system(dataset.space_id) as record:
        if await RemoteExperimentTrigger.filter(id=trigger.id, status=TriggerStatus.PENDING).update(**outcome):
            record.record("dataset.remote_experiment_answered", trigger, after={"status": outcome["status"].value})
    await trigger.refresh_from_db()
    return trigger


@maintenance(seconds=300)
async def end_lost_triggers() -> None:
    """End the calls whose server ended before the other side answered."""
    lost = RemoteExperimentTrigger.filter(status=TriggerStatus.PENDING, created_at__lt=now() - LOST_AFTER)
    await lost.update(status=TriggerStatus.FAILED, reason="The server ended before the other side answered.")


async def _sent(dataset: Dataset, trigger: RemoteExperimentTrigger) -> dict[str, Any]:
    body = orjson.dumps(
        {
            "spaceId": f"Space_{dataset.space_id:x}",
            "datasetId": f"Dataset_{dataset.id:x}",
            "datasetName": dataset.name,
            "payload": trigger.payload,
        }
    )
    started = time.perf_counter()
    try:
        headers = _headers(dataset, f"msg_{trigger.id:x}", body)
        answer = await providers().egress.request(
            "POST", trigger.url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS
        )
    except (EgressFailed, EgressRefused, SecretUnreadable) as error:
        return _failed(error, started)
    is_taken = 200 <= answer.status < 300
    return {
        "status": TriggerStatus.SUCCEEDED if is_taken else TriggerStatus.FAILED,
        "http_status": answer.status,
        "answer": answer.body.decode(errors="replace")[:MAX_ANSWER].replace("\0", "\ufffd"),
        "reason": None if is_taken else f"The other side answered with {answer.status}.",
        "duration_ms": round((time.perf_counter() - started) * 1000),
    }


def _failed(error: DomainError, started: float) -> dict[str, Any]:
    spent = round((time.perf_counter() - started) * 1000)
    return {"status": TriggerStatus.FAILED, "reason": error.message, "duration_ms": spent}


def _headers(dataset: Dataset, message_id: str, body: bytes) -> dict[str, str]:
    box = providers().box
    secret = box.decrypt(dataset.remote_secret or "", context=_context(dataset, "remote_secret"))
    own = {
        name: box.decrypt(value, context=_context(dataset, "remote_headers"))
        for name, value in dataset.remote_headers.items()
    }
    return own | {"content-type": "application/json", **signed_headers(signing_key(secret), message_id, body, now())}


def _context(dataset: Dataset, column: str) -> tuple[str, ...]:
    """What a stored secret is bound to, so that it opens nowhere else."""
    return ("dataset", column, str(dataset.id), str(dataset.space_id), dataset.remote_url or "")


def _keep_secret(dataset: Dataset, given: str | None, *, is_new_address: bool) -> str | None:
    """Encrypt the secret that is given, or a new one where one is needed; gives it if it is new."""
    if given is None and dataset.remote_secret and not is_new_address:
        return None
    secret = new_signing_secret() if given is None else _checked_secret(given)
    dataset.remote_secret = providers().box.encrypt(secret, context=_context(dataset, "remote_secret"))
    return secret if given is None else None


def _checked_secret(secret: str) -> str:
    try:
        signing_key(secret)
    except InvalidSigningSecret as error:
        raise error.under("input", "secret") from None
    return secret


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_good = False
    if not is_good or parts.fragment or len(url) > MAX_URL or any(ord(letter) <= 32 for letter in url.strip()):
        raise InvalidRemoteUrl(path=("input", "url"))
    return url.strip()


def _sealed_headers(dataset: Dataset, headers: Sequence[Mapping[str, str]]) -> dict[str, str]:
    if len(headers) > MAX_HEADERS:
        raise InvalidHeader(path=("input", "headers"))
    box, context = providers().box, _context(dataset, "remote_headers")
    sealed = {}
    for index, header in enumerate(headers):
        name, value = header["name"], header["value"]
        if not _is_header(name, value):
            raise InvalidHeader(path=("input", "headers", str(index)))
        sealed[name] = box.encrypt(value, context=context)
    return sealed


def _is_header(name: str, value: str) -> bool:
    is_token = 1 <= len(name) <= 100 and all(letter.isalnum() or letter in "!#$%&'*+.^_`|~-" for letter in name)
    is_line = len(value) <= MAX_HEADER and all(32 <= ord(letter) < 127 for letter in value)
    return is_token and name.isascii() and is_line and name.lower() not in _SIGNED | _OWN


_OWN = frozenset({"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"})
