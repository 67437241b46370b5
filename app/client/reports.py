"""What an evaluation's outcome looks like: a table in the terminal, JUnit XML for CI, Markdown for a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as Xml

from app.terminal import table

_HEADER = ("metric", "items", "mean", "pass rate")
_COMPARED = (*_HEADER, "baseline", "difference", "95 % interval", "verdict")
_SHOWN_ITEMS = 10
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric of the run, beside the baseline's if there is one."""

    name: str
    count: int
    mean: float | None
    pass_rate: float | None = None
    baseline: float | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the run, and what its evaluators found wrong with it."""

    key: str
    status: str
    seconds: float
    failures: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is told about an evaluation."""

    name: str
    target: str
    status: str
    counts: dict[str, int]
    tokens: int
    cost: str | None
    metrics: tuple[MetricRow, ...]
    items: tuple[ItemRow, ...] = ()
    baseline: str | None = None
    regressed: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    """Conditions that made it fail, with the figures that met them."""
    checked: tuple[str, ...] = field(default=())
    """All conditions that were looked at."""


def as_table(report: Report) -> str:
    """The metrics as lines for a terminal."""
    header, rows = _rows(report)
    return "\n".join([table(header, rows, numbers_from=1), *_summary(report)])


def as_markdown(report: Report) -> str:
    """The outcome as a comment for a pull request."""
    header, rows = _rows(report)
    lines = [f"### {_escaped(report.name)}: {'failed' if report.failures else 'passed'}", ""]
    lines += ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
    lines += ["", *(f"- {_escaped(line)}" for line in _summary(report))]
    if report.regressed:
        lines += ["", "Items that became worse:", "", *(f"- {_escaped(key)}" for key in report.regressed[:_SHOWN_ITEMS])]
    return "\n".join(lines) + "\n"


def as_junit(report: Report) -> str:
    """The outcome as JUnit XML: a case for each item, and one for each condition."""
    suites = Xml.Element("testsuites")
    items = [_item_case(item) for item in report.items]
    conditions = [_condition_case(report, text) for text in report.checked]
    for name, cases in ((report.name, items), (f"{report.name}: conditions", conditions)):
        suite = Xml.SubElement(suites, "testsuite", _suite_counts(name, cases))
        suite.extend(cases)
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    has_baseline = report.baseline is not None
    return (_COMPARED if has_baseline else _HEADER), [_row(metric, has_baseline) for metric in report.metrics]


def _row(metric: MetricRow, has_baseline: bool) -> tuple[str, ...]:
    own = (metric.name, str(metric.count), _number(metric.mean), _share(metric.pass_rate))
    if not has_baseline:
        return own
    interval = "–" if metric.interval is None else f"{_number(metric.interval[0])} … {_number(metric.interval[1])}"
    difference = "–" if metric.difference is None else f"{metric.difference:+.4g}"
    return (*own, _number(metric.baseline), difference, interval, (metric.verdict or "–").lower().replace("_", " "))


def _summary(report: Report) -> list[str]:
    counts = ", ".join(f"{count:,} {name}" for name, count in report.counts.items() if count or name == "succeeded")
    cost = "cost unknown" if report.cost is None else f"${float(report.cost):.4f}"
    lines = [f"{report.target}: {report.status.lower().replace('_', ' ')}, {counts}; {report.tokens:,} tokens, {cost}"]
    if report.baseline is not None:
        lines.append(f"compared with {report.baseline}")
    return lines + [f"FAILED: {failure}" for failure in report.failures]


def _item_case(item: ItemRow) -> Xml.Element:
    case = Xml.Element("testcase", {"name": _printable(item.key), "classname": "item", "time": f"{item.seconds:.3f}"})
    if item.error is not None:
        Xml.SubElement(case, "error", {"message": _printable(item.error)})
    elif item.failures:
        told = _printable("\n".join(item.failures))
        Xml.SubElement(case, "failure", {"message": told.split("\n")[0]}).text = told
    elif item.status == "CANCELLED":
        Xml.SubElement(case, "skipped")
    return case


def _condition_case(report: Report, text: str) -> Xml.Element:
    case = Xml.Element("testcase", {"name": text, "classname": "condition"})
    for failure in report.failures:
        if failure.startswith(f"{text}: "):
            Xml.SubElement(case, "failure", {"message": failure})
    return case


def _suite_counts(name: str, cases: Sequence[Xml.Element]) -> dict[str, str]:
    counted = {tag: sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error", "skipped")}
    numbers = {"failures": counted["failure"], "errors": counted["error"], "skipped": counted["skipped"]}
    return {"name": name, "tests": str(len(cases))} | {key: str(count) for key, count in numbers.items()}


def _printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _escaped(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
