"""Metrics that look at the output as text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from app.evaluation.metrics.registry import (
    EXPECTED,
    NOTHING_EXPECTED,
    OUTPUT,
    Compare,
    InvalidOption,
    Share,
    alternatives,
    canonical,
    metric,
    prepared,
    preview,
    verdict_of,
)
from app.evaluation.verdict import Verdict
from app.prompts.templates import as_text

if TYPE_CHECKING:
    import re2

MAX_LEVENSHTEIN_CHARACTERS = 20_000
"""The comparison is quadratic and holds the interpreter: two texts of this length take about 10 ms."""


@metric("EXACT_MATCH", OUTPUT, EXPECTED)
def exact_match(*, ignore_case: bool = False, trim: bool = True) -> Compare:
    """Passes when the output is the expected text; JSON values are compared whatever the order of their keys."""

    def compare(output: Any, expected: Any) -> Verdict:
        actual, wanted = (prepared(canonical(value), ignore_case, trim) for value in (output, expected))
        if actual == wanted:
            return verdict_of(True, "The output is exactly what was expected.")
        return verdict_of(False, _first_difference(actual, wanted))

    return compare


@metric("CONTAINS", OUTPUT, EXPECTED)
def contains(*, ignore_case: bool = False, match: Literal["ALL", "ANY"] = "ALL") -> Compare:
    """Passes when the output contains the expected text, or all (or any) of a list of texts."""

    def compare(output: Any, expected: Any) -> Verdict:
        wanted = alternatives(expected)
        if not wanted:
            return NOTHING_EXPECTED
        text = prepared(as_text(output), ignore_case, trim=False)
        absent = [one for one in wanted if prepared(one, ignore_case, trim=False) not in text]
        passed = not absent if match == "ALL" else len(absent) < len(wanted)
        return verdict_of(passed, _absence(absent, passed))

    return compare


@metric("REGEX", OUTPUT)
def regex(*, pattern: str, ignore_case: bool = False, full_match: bool = False) -> Compare:
    """Passes when the pattern (RE2 syntax: linear time, no look-around or back-references) is found in the output."""
    compiled = _compiled(pattern, ignore_case)

    def compare(output: Any, expected: Any) -> Verdict:
        text = _encodable(as_text(output))
        found = compiled.fullmatch(text) if full_match else compiled.search(text)
        if found is None:
            return verdict_of(False, f"{'The whole output does not match' if full_match else 'Nothing matches'} {pattern}")
        return verdict_of(True, f"Matched {preview(found[0])} at character {found.start()}.")

    return compare


@metric("STARTS_WITH", OUTPUT, EXPECTED)
def starts_with(*, ignore_case: bool = False, trim: bool = True) -> Compare:
    """Passes when the output begins with the expected text, or with one of a list of texts."""
    return _at_an_end("begins", str.startswith, ignore_case, trim)


@metric("ENDS_WITH", OUTPUT, EXPECTED)
def ends_with(*, ignore_case: bool = False, trim: bool = True) -> Compare:
    """Passes when the output ends with the expected text, or with one of a list of texts."""
    return _at_an_end("ends", str.endswith, ignore_case, trim)


def _at_an_end(verb: str, test: Callable[[str, str], bool], ignore_case: bool, trim: bool) -> Compare:
    def compare(output: Any, expected: Any) -> Verdict:
        wanted = alternatives(expected)
        if not wanted:
            return NOTHING_EXPECTED
        text = prepared(as_text(output), ignore_case, trim)
        found = next((one for one in wanted if test(text, prepared(one, ignore_case, trim))), None)
        if found is None:
            return verdict_of(False, f"The output {verb} with none of: {', '.join(map(preview, wanted[:5]))}.")
        return verdict_of(True, f"The output {verb} with {preview(found)}.")

    return compare


@metric("LEVENSHTEIN", OUTPUT, EXPECTED)
def levenshtein(*, ignore_case: bool = False, pass_threshold: Share | None = None) -> Compare:
    """Scores how similar output and expected text are, from 0 to 1, by the edits that separate them."""
    # Imported by those who use it: it takes more than three megabytes.
    from rapidfuzz.distance import Levenshtein

    def compare(output: Any, expected: Any) -> Verdict:
        actual, wanted = (prepared(as_text(value), ignore_case, trim=False) for value in (output, expected))
        if max(len(actual), len(wanted)) > MAX_LEVENSHTEIN_CHARACTERS:
            limit = f"{MAX_LEVENSHTEIN_CHARACTERS:,} characters"
            return Verdict(error_code="INPUT_TOO_LONG", error=f"Texts over {limit} are not compared.")
        edits = Levenshtein.distance(actual, wanted)
        score = 1.0 - edits / (max(len(actual), len(wanted)) or 1)
        reason = f"{edits} edits apart."
        return Verdict(score, passed=None if pass_threshold is None else score >= pass_threshold, reason=reason)

    return compare


Count = Annotated[int, Field(ge=0)]


@metric("LENGTH", OUTPUT)
def length(
    *, min: Count | None = None, max: Count | None = None, unit: Literal["CHARACTERS", "WORDS"] = "CHARACTERS"
) -> Compare:
    """Scores the length of the output; passes within the bounds, if there are any."""
    if min is not None and max is not None and min > max:
        raise InvalidOption(f"`min` ({min}) is greater than `max` ({max}).", path=("min",))

    def compare(output: Any, expected: Any) -> Verdict:
        text = as_text(output)
        count = len(text.split()) if unit == "WORDS" else len(text)
        fault = _length_fault(count, min, max)
        passed = None if min is None and max is None else fault is None
        return Verdict(float(count), passed=passed, reason=f"{count} {unit.lower()}{fault or ''}.")

    return compare


def _first_difference(actual: str, wanted: str) -> str:
    at = next((i for i, pair in enumerate(zip(actual, wanted, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(actual), len(wanted)) if at is None else at
    return f"Differs at character {at}: expected {preview(wanted[at:])}, got {preview(actual[at:])}."


def _absence(absent: list[str], passed: bool) -> str:
    listed = ", ".join(preview(one) for one in absent[:5])
    if passed:
        return f"Found; not found: {listed}." if absent else "Everything expected was found."
    return f"Not found: {listed}."


@cache
def _regex_options(ignore_case: bool) -> re2.Options:
    # Here, since the server starts sooner without it.
    import re2

    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    return options


def _compiled(pattern: str, ignore_case: bool) -> Any:
    # Here, since the server starts sooner without it.
    import re2

    try:
        return re2.compile(pattern, _regex_options(ignore_case))
    except (re2.error, UnicodeError) as error:
        raise InvalidOption(f"The pattern is not valid in RE2 syntax: {_regex_fault(error)}.", path=("pattern",)) from None


def _regex_fault(error: Exception) -> str:
    detail = error.args[0] if error.args else error
    return detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _length_fault(count: int, least: int | None, most: int | None) -> str | None:
    if least is not None and count < least:
        return f"; at least {least} wanted"
    if most is not None and count > most:
        return f"; at most {most} wanted"
    return None
