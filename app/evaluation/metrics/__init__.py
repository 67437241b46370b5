"""Built-in metrics: comparisons that need no model. Importing this makes them known."""

from app.evaluation.metrics import numbers, overlap, structures, texts, tool_calls
from app.evaluation.metrics.registry import (
    BleuTokenizer,
    BuiltinMetric,
    ContainsMatch,
    ExtraMissing,
    InvalidOption,
    LengthUnit,
    Metric,
    MetricDescription,
    build,
    descriptions,
    inputs_of,
)

__all__ = [
    "BleuTokenizer",
    "BuiltinMetric",
    "ContainsMatch",
    "ExtraMissing",
    "InvalidOption",
    "LengthUnit",
    "Metric",
    "MetricDescription",
    "build",
    "descriptions",
    "inputs_of",
    "numbers",
    "overlap",
    "structures",
    "texts",
    "tool_calls",
]
