from __future__ import annotations

from app.core import metrics


def sample(name: str, **labels: str) -> float:
    """The present value of one sample."""
    return metrics.registry.get_sample_value(name, labels) or 0


def test_requests_are_counted_by_route_and_unknown_methods_together() -> None:
    labels = (
        {"method": "GET", "route": "/healthz", "status": "200"},
        {"method": "other", "route": "other", "status": "404"},
    )
    before = [sample("graphloop_http_requests_total", **each) for each in labels]
    metrics.count_request("GET", "/healthz", 200, 0.01)
    metrics.count_request("BREW", None, 404, 0.01)
    after = [sample("graphloop_http_requests_total", **each) for each in labels]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1]


def test_model_calls_count_tokens_that_are_known() -> None:
    metrics.count_model_call("test-provider", "succeeded", 0.2, input_tokens=5, output_tokens=None)
    assert sample("graphloop_model_tokens_total", provider="test-provider", direction="input") == 5
    assert sample("graphloop_model_tokens_total", provider="test-provider", direction="output") == 0


def test_operation_names_cannot_grow_without_end() -> None:
    labels = {metrics.operation_label(f"Operation{number}") for number in range(1_000)}
    assert len(labels) <= metrics.OPERATION_NAMES_MAX + 1
    assert metrics.operation_label("Operation999") == "other"
    assert metrics.operation_label(None) == "anonymous"
    assert metrics.operation_label('bad"name') == "other"


def test_page_holds_our_metrics_and_the_process() -> None:
    metrics.count_operation("Viewer", "query", "succeeded", 0.002)
    page = metrics.render().decode()
    assert "graphloop_graphql_operations_total{" in page
    assert "process_resident_memory_bytes" in page
