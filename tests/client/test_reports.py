"""Reports of evaluations."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as Xml

from app.client.reports import ItemRow, MetricRow, Report, as_junit, as_markdown, as_table

REPORT = Report(
    name="triage | v2",
    target="support/triage 2.0.0",
    status="COMPLETED_WITH_FAILURES",
    counts={"succeeded": 1200, "failed": 1, "cancelled": 0},
    tokens=123456,
    cost="1.25",
    metrics=(
        MetricRow("exact", 1200, 0.75, 0.5, 0.8, -0.05, (-0.08, -0.02), "WORSE"),
        MetricRow("clear", 0, None),
    ),
    items=(
        ItemRow("fine", "SUCCEEDED", 0.5),
        ItemRow("wrong <&>", "SUCCEEDED", 1.25, ("exact: score 0, \x07 it's \ud800 off",)),
        ItemRow("broken", "FAILED", 0.0, error="Target: no answer"),
        ItemRow("left", "CANCELLED", 0.0),
    ),
    baseline="support/triage 1.0.0 (label:production)",
    regressed=("wrong <&>",),
    failures=("exact.mean < 0.9: exact.mean is 0.75",),
    checked=("exact.mean < 0.9", "run.failed > 5"),
)


def test_a_table_shows_metrics_beside_the_baseline() -> None:
    shown = as_table(REPORT)
    line = next(line for line in shown.splitlines() if "exact" in line)
    assert [cell.strip() for cell in line.strip("│ ").split("│")] == [
        *("exact", "1200", "0.75", "50.0 %"),
        *("0.8", "-0.05", "-0.08 … -0.02", "worse"),
    ]
    assert "support/triage 2.0.0: completed with failures, 1,200 succeeded, 1 failed; 123,456 tokens, $1.2500" in shown
    assert "FAILED: exact.mean < 0.9: exact.mean is 0.75" in shown


def test_a_table_without_a_baseline_has_no_columns_for_one() -> None:
    shown = as_table(replace(REPORT, baseline=None, cost=None, failures=()))
    assert "verdict" not in shown
    assert "cost unknown" in shown
    assert "FAILED" not in shown


def test_markdown_is_one_table_whatever_the_names() -> None:
    shown = as_markdown(REPORT)
    assert shown.startswith("### triage \\| v2: failed\n")
    assert "| exact | 1200 | 0.75 | 50.0 % | 0.8 | -0.05 | -0.08 … -0.02 | worse |" in shown
    assert "Items that became worse:\n\n- wrong <&>\n" in shown


def test_junit_has_a_case_for_each_item_and_each_condition() -> None:
    items, conditions = Xml.fromstring(as_junit(REPORT))
    assert items.attrib == {"name": "triage | v2", "tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    fine, wrong, broken, left = items
    assert (fine.get("name"), fine.get("time"), len(fine)) == ("fine", "0.500", 0)
    assert wrong.find("failure").attrib["message"] == "exact: score 0,  it's  off"  # type: ignore[union-attr]
    assert broken.find("error").attrib["message"] == "Target: no answer"  # type: ignore[union-attr]
    assert left.find("skipped") is not None
    assert [(case.get("name"), len(case)) for case in conditions] == [("exact.mean < 0.9", 1), ("run.failed > 5", 0)]
