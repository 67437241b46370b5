"""How the demo judge arrives at a verdict: by comparing words where it can, by chance where it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ANSWER_NAMES = frozenset({"answer", "output", "response", "completion", "actual"})
_REFERENCE_NAMES = frozenset({"expected", "reference", "expected answer", "expected output", "ground truth", "target"})
_SECTION = re.compile(
    r"\b(expected answer|expected output|ground truth|expected|reference|target|answer|output|response|completion"
    r"|actual|question|input|context|criteria|instructions?)[ \t]*:",
    re.IGNORECASE,
)
_REFUSAL = re.compile(r"\bI(?:'m| am) (?:sorry|unable)|\bI (?:cannot|can't)\b|\bas an AI\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_GOOD_WORDS = frozenset({"pass", "passed", "good", "yes", "correct", "helpful", "positive", "true", "relevant", "safe"})

_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score from 0 to 1, and why."""

    score: float
    reason: str

    @property
    def is_pass(self) -> bool:
        return self.score >= 0.5


def verdict_on(text: str, *, chance: float) -> Verdict:
    """Judge the text of a judging prompt; `chance` (0 to 1) decides what the words leave open."""
    sections = _sections(text)
    answer = next((sections[name] for name in sections if name in _ANSWER_NAMES), text.strip())
    reference = next((sections[name] for name in sections if name in _REFERENCE_NAMES), "")
    if not answer:
        return Verdict(0.0, "There is no answer to judge.")
    if wanted := _words(reference):
        return _compared(_words(answer), wanted)
    if _REFUSAL.search(answer):
        return Verdict(round(0.05 + 0.25 * chance, 2), "The answer declines the request.")
    score = round(0.55 + 0.44 * chance, 2)
    quality = "addresses the request fully" if score >= 0.8 else "addresses the request, with gaps"
    return Verdict(score, f"The answer ({len(_WORD.findall(answer))} words) {quality}.")


def _sections(text: str) -> dict[str, str]:
    """The labelled parts of a prompt, such as `Question: … Answer: …`; the first of a name counts."""
    found: dict[str, str] = {}
    marks = list(_SECTION.finditer(text))
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        found.setdefault(mark[1].lower(), text[mark.end() : end].strip())
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _compared(words: frozenset[str], wanted: frozenset[str]) -> Verdict:
    shared = len(words & wanted)
    # Covering the reference counts most; saying much else costs a little.
    score = 0.8 * shared / len(wanted) + 0.2 * shared / max(len(words), 1)
    return Verdict(round(score, 2), f"The answer has {shared} of the {len(wanted)} words of the reference.")


def structured_verdict(schema: Mapping[str, Any], verdict: Verdict) -> Any:
    """The verdict in the shape that a JSON Schema asks for."""
    return _filled(schema, "", verdict, _MAX_DEPTH)


def _filled(schema: Any, name: str, verdict: Verdict, depth: int) -> Any:
    if not isinstance(schema, Mapping) or depth == 0:
        return None
    if "const" in schema:
        return schema["const"]
    if isinstance(options := schema.get("enum"), list) and options:
        return _chosen(options, verdict)
    for choice in ("anyOf", "oneOf"):
        if isinstance(branches := schema.get(choice), list) and branches:
            return _filled(branches[0], name, verdict, depth - 1)
    return _typed(schema, name, verdict, depth)


def _typed(schema: Mapping[str, Any], name: str, verdict: Verdict, depth: int) -> Any:
    match _type_of(schema):
        case "object":
            properties = schema.get("properties")
            fields = properties.items() if isinstance(properties, Mapping) else ()
            return {field: _filled(part, field, verdict, depth - 1) for field, part in fields}
        case "array":
            wanted = min(round(_number(schema.get("minItems"), 0)), 10)
            return [_filled(schema.get("items", {}), name, verdict, depth - 1) for _ in range(wanted)]
        case "boolean":
            return verdict.is_pass
        case "number":
            return _scaled(schema, verdict, high=1)
        case "integer":
            return round(_scaled(schema, verdict, high=5))
        case "null":
            return None
        case _:
            return _worded(name, verdict)[: round(_number(schema.get("maxLength"), 1000))]


def _type_of(schema: Mapping[str, Any]) -> str:
    found = schema.get("type")
    if isinstance(found, list):
        found = next((kind for kind in found if kind != "null"), "null")
    if isinstance(found, str):
        return found
    return "object" if "properties" in schema else "string"


def _scaled(schema: Mapping[str, Any], verdict: Verdict, *, high: float) -> float:
    low = _number(schema.get("minimum"), 0)
    top = _number(schema.get("maximum"), low + high)
    return round(float(low + (top - low) * verdict.score), 4)


def _number(value: Any, default: float) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


def _chosen(options: list[Any], verdict: Verdict) -> Any:
    """The option that fits the verdict by its word, else the first for a pass and the last for a failure."""
    fitting = [option for option in options if (str(option).casefold() in _GOOD_WORDS) == verdict.is_pass]
    if len(fitting) in (0, len(options)):
        return options[0] if verdict.is_pass else options[-1]
    return fitting[0]


def _worded(name: str, verdict: Verdict) -> str:
    if name.casefold() in ("label", "verdict", "grade"):
        return "good" if verdict.is_pass else "bad"
    if name.casefold() == "score":
        return f"{verdict.score:g}"
    return verdict.reason
