"""Adding scores up in the database: sums, places, intervals and distributions of any set of named scores."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.database import database
from app.experiments.intervals import around, t_quantiles, wilson

BUCKETS = 20
MOST_LABELS = 50
PERCENTILES = {"p5": 5, "p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90, "p95": 95, "p99": 99}
# A place of a percentile and the next, between which is interpolated; whole numbers, so that both databases agree.
_WANTED = ", ".join(f"last_place * {part} / 100, last_place * {part} / 100 + 1" for part in PERCENTILES.values())
# Names and marks are the same on both databases, and so is what they make of these.
_SUMS = """
SELECT name, COUNT(score), AVG(score), MIN(score), MAX(score), SUM(score), SUM(score * score),
    COALESCE(SUM(passed), 0), COUNT(passed), SUM(failed) FROM scored GROUP BY name"""
# In a second pass, since what large scores cancel out would be lost in the sum of squares.
_SQUARES = """, centre(name, mean) AS (SELECT name, AVG(score) FROM scored GROUP BY name)
SELECT scored.name, SUM((score - mean) * (score - mean)) FROM scored JOIN centre ON centre.name = scored.name
WHERE score IS NOT NULL GROUP BY scored.name"""
# How far the scores of an item, taken together, are from the mean: by that repetitions of an item count as one.
_ITEMS = """, centre(name, mean) AS (SELECT name, AVG(score) FROM scored GROUP BY name),
by_item(name, distance, is_scored, is_judged) AS (
    SELECT scored.name, SUM(score - mean), CASE WHEN COUNT(score) > 0 THEN 1 ELSE 0 END,
        CASE WHEN COUNT(passed) > 0 THEN 1 ELSE 0 END
    FROM scored JOIN centre ON centre.name = scored.name GROUP BY scored.name, scored.item)
SELECT name, SUM(is_scored), SUM(distance * distance), SUM(is_judged) FROM by_item GROUP BY name"""
_PLACES = f""", placed AS (
    SELECT name, score, ROW_NUMBER() OVER (PARTITION BY name ORDER BY score) - 1 AS place,
        COUNT(*) OVER (PARTITION BY name) - 1 AS last_place
    FROM scored WHERE score IS NOT NULL)
SELECT name, place, score FROM placed WHERE place IN ({_WANTED})"""
_BUCKETS = f""", reach(name, low, high) AS (SELECT name, MIN(score), MAX(score) FROM scored GROUP BY name)
SELECT scored.name, CASE WHEN high = low THEN 0 ELSE CAST({{whole}}((score - low) * {BUCKETS} / (high - low)) AS INTEGER) END
    AS bucket, COUNT(*)
FROM scored JOIN reach ON reach.name = scored.name WHERE score IS NOT NULL GROUP BY 1, 2"""
_LABELS = f""", counted AS (
    SELECT name, label, COUNT(*) AS number, ROW_NUMBER() OVER (PARTITION BY name ORDER BY COUNT(*) DESC, label) AS place
    FROM scored WHERE label IS NOT NULL GROUP BY name, label)
SELECT name, label, number FROM counted WHERE place <= {MOST_LABELS} ORDER BY name, place"""
Summary = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """A `WITH` clause that defines `scored(name, item, score, label, passed, failed)`, its parameters as `$1`, `$2` …"""

    text: str
    parameters: tuple[Any, ...]
    is_repeated: bool = False
    """An item may have several scores of one name."""

    async def read(self, rest: str) -> Sequence[Sequence[Any]]:
        """The rows of a statement that goes on from it."""
        text = self.text + rest
        if database().dialect == "sqlite":
            for number in range(1, len(self.parameters) + 1):
                text = text.replace(f"${number}", f"?{number}")
        return await database().fetch(text, self.parameters)


def deviation(count: int, squares: float) -> float | None:
    """The sample's standard deviation, from the sum of squared distances from the mean."""
    return math.sqrt(max(0.0, squares) / (count - 1)) if count > 1 else None


NO_PLACES: Summary = dict.fromkeys(PERCENTILES)


async def summaries(scored: Scored) -> dict[str, Summary]:
    """What the scores of each name add up to, as columns of an `ExperimentAggregateResult`."""
    sums = {row[0]: row for row in await scored.read(_SUMS)}
    squares = {row[0]: row[1] for row in await scored.read(_SQUARES)}
    places = {(name, place): score for name, place, score in await scored.read(_PLACES)}
    found = {name: _summary(row, squares.get(name), places) for name, row in sums.items()}
    items = {row[0]: _Items(*row[1:]) for row in await scored.read(_ITEMS)} if scored.is_repeated else {}
    await _add_intervals([(summary, items.get(name) or _each_once(summary)) for name, summary in found.items()])
    shapes = await _distributions(scored, found)
    return {name: summary | {"distribution": shapes[name]} for name, summary in found.items()}


def _summary(sums: Sequence[Any], squares: float | None, places: dict[tuple[str, int], float]) -> Summary:
    name, count, mean, least, most, total, square_total, passed, verdicts, failures = sums
    return {
        "count": count,
        "mean": mean,
        **{column: _quantile(name, count, places, part) for column, part in PERCENTILES.items()},
        "min": least,
        "max": most,
        "standard_deviation": deviation(count, squares or 0.0),
        **pass_columns(int(passed), verdicts),
        "failed_count": int(failures),
        "total": total or 0.0,
        "square_total": square_total or 0.0,
    }


def pass_columns(passed: int, verdicts: int) -> Summary:
    """How many passed, as a rate with its interval."""
    rate = passed / verdicts if verdicts else None
    low, high = rate_interval(rate, verdicts)
    return {
        "pass_count": passed,
        "verdict_count": verdicts,
        "pass_rate": rate,
        "pass_rate_low": low,
        "pass_rate_high": high,
    }


def rate_interval(rate: float | None, items: int) -> tuple[float, float] | tuple[None, None]:
    """The interval of a rate of so many items, if there are any."""
    return (None, None) if rate is None else wilson(rate * items, items) or (None, None)


def _quantile(name: str, count: int, places: dict[tuple[str, int], float], part: int) -> float | None:
    """Interpolates between the two nearest scores, as numpy does by default."""
    if not count:
        return None
    below, rest = divmod(part * (count - 1), 100)
    low = places[name, below]
    return low if not rest else low + (places[name, below + 1] - low) * rest / 100


@dataclass(frozen=True, slots=True)
class _Items:
    """What intervals are drawn from: items rather than scores, since repetitions of an item resemble one another."""

    scored: int
    squares: float | None
    """Of the distances of their scores' sums from what as many scores at the mean come to."""
    judged: int


def _each_once(summary: Summary) -> _Items:
    deviation_of_all = summary["standard_deviation"] or 0.0
    return _Items(summary["count"], deviation_of_all**2 * (summary["count"] - 1), summary["verdict_count"])


async def _add_intervals(found: Sequence[tuple[Summary, _Items]]) -> None:
    several = [(summary, items) for summary, items in found if items.scored > 1]
    quantiles = await t_quantiles([items.scored - 1 for _, items in several])
    for (summary, items), quantile in zip(several, quantiles, strict=True):
        spread = math.sqrt((items.squares or 0.0) * items.scored / (items.scored - 1)) / summary["count"]
        summary["mean_low"], summary["mean_high"] = around(summary["mean"], spread, quantile)
    for summary, items in found:
        summary["pass_rate_low"], summary["pass_rate_high"] = rate_interval(summary["pass_rate"], items.judged)


async def _distributions(scored: Scored, found: dict[str, Summary]) -> dict[str, list[Summary]]:
    """By name: categories where there are some, else ranges of scores, else verdicts."""
    labels: dict[str, list[Summary]] = defaultdict(list)
    buckets: dict[str, list[int]] = defaultdict(lambda: [0] * BUCKETS)
    for name, label, number in await scored.read(_LABELS):
        labels[name].append({"label": label, "count": number})
    whole = "TRUNC" if database().dialect == "postgres" else ""
    for name, bucket, number in await scored.read(_BUCKETS.format(whole=whole)):
        # The highest score itself lies at the end of the last range.
        buckets[name][min(bucket, BUCKETS - 1)] += number
    return {
        name: labels[name] or (_ranges(summary, buckets[name]) if summary["count"] else _verdicts(summary))
        for name, summary in found.items()
    }


def _ranges(summary: Summary, counts: Sequence[int]) -> list[Summary]:
    low, high = summary["min"], summary["max"]
    if low == high:
        return [{"low": low, "high": high, "count": summary["count"]}]
    edges = [low + (high - low) * index / BUCKETS for index in range(BUCKETS)] + [high]
    return [{"low": edges[index], "high": edges[index + 1], "count": count} for index, count in enumerate(counts)]


def _verdicts(summary: Summary) -> list[Summary]:
    passed, all_of = summary["pass_count"], summary["verdict_count"]
    return [{"label": "passed", "count": passed}, {"label": "failed", "count": all_of - passed}] if all_of else []
