"""What the server counts about itself, in a registry of its own, for Prometheus to read."""

from __future__ import annotations

import re
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
OPERATION_NAMES_MAX = 200
OTHER = "other"

registry = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=registry)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")
_operation_names: set[str] = set()

http_requests = Counter("graphloop_http_requests", "Requests answered.", ("method", "route", "status"), registry=registry)
http_request_seconds = Histogram(
    "graphloop_http_request_seconds", "Time until a request was answered.", ("route",), buckets=_SECONDS, registry=registry
)
graphql_operations = Counter(
    "graphloop_graphql_operations", "GraphQL operations executed.", ("name", "type", "outcome"), registry=registry
)
graphql_operation_seconds = Histogram(
    "graphloop_graphql_operation_seconds",
    "Time that a query or mutation took.",
    ("type",),
    buckets=_SECONDS,
    registry=registry,
)
experiment_items = Counter(
    "graphloop_experiment_items", "Items of experiment runs that reached a final state.", ("status",), registry=registry
)
model_calls = Counter("graphloop_model_calls", "Calls of language models.", ("provider", "outcome"), registry=registry)
model_call_seconds = Histogram(
    "graphloop_model_call_seconds",
    "Time that a model took to answer.",
    ("provider",),
    buckets=(*_SECONDS, 60, 120, 300),
    registry=registry,
)
model_tokens = Counter(
    "graphloop_model_tokens", "Tokens sent to and received from models.", ("provider", "direction"), registry=registry
)
running_runs = Gauge("graphloop_running_runs", "Experiment runs under way in this process.", registry=registry)
open_subscriptions = Gauge("graphloop_open_subscriptions", "GraphQL subscriptions open now.", registry=registry)
job_slots = Gauge("graphloop_job_slots", "Jobs that this process may run at once.", registry=registry)
busy_job_slots = Gauge("graphloop_busy_job_slots", "Jobs that this process is running now.", registry=registry)


def count_request(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count an answered request under the route it matched, never under its path."""
    count, time = _of_requests(method if method in _METHODS else OTHER, route or OTHER, status)
    count.inc()
    time.observe(seconds)


@lru_cache(maxsize=1_024)
def _of_requests(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    # Finding them by their labels takes longer than counting.
    return http_requests.labels(method, route, str(status)), http_request_seconds.labels(route)


def count_operation(name: str | None, type: str, outcome: str, seconds: float | None = None) -> None:
    """Count a GraphQL operation; a subscription has no time."""
    count, time = _of_operations(operation_label(name), type, outcome)
    count.inc()
    if seconds is not None:
        time.observe(seconds)


@lru_cache(maxsize=4_096)
def _of_operations(name: str, type: str, outcome: str) -> tuple[Counter, Histogram]:
    return graphql_operations.labels(name, type, outcome), graphql_operation_seconds.labels(type)


def count_model_call(
    provider: str,
    outcome: str,
    seconds: float,
    *,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
) -> None:
    """Count a model call with its tokens, as far as they are known."""
    calls, time, tokens_in, tokens_out = _of_model_calls(provider, outcome)
    calls.inc()
    time.observe(seconds)
    tokens_in.inc(input_tokens or 0)
    tokens_out.inc(output_tokens or 0)


@lru_cache(maxsize=256)
def _of_model_calls(provider: str, outcome: str) -> tuple[Counter, Histogram, Counter, Counter]:
    tokens = (model_tokens.labels(provider, "input"), model_tokens.labels(provider, "output"))
    return model_calls.labels(provider, outcome), model_call_seconds.labels(provider), *tokens


def operation_label(name: str | None) -> str:
    """The operation's name, or `other` once clients have sent more names than a registry should hold."""
    if not name:
        return "anonymous"
    if name in _operation_names:
        return name
    if len(_operation_names) >= OPERATION_NAMES_MAX or not _NAME.fullmatch(name):
        return OTHER
    _operation_names.add(name)
    return name


def render() -> bytes:
    """Everything counted, in Prometheus's text form."""
    return generate_latest(registry)
