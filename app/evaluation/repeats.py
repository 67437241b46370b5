"""A judge that is asked several times: what its answers come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, stdev
from typing import Any

from app.evaluation.judge import JudgeOutput, OutputType
from app.evaluation.judge_replies import passes
from app.evaluation.verdict import Verdict


def combined(output: JudgeOutput, verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict out of several: the mean of scores, the majority of categories; calls that failed do not count."""
    if len(verdicts) == 1:
        return verdicts[0]
    samples = tuple(_sample(verdict) for verdict in verdicts)
    given = [verdict for verdict in verdicts if verdict.error_code is None]
    if not given:
        return replace(verdicts[0], samples=samples)
    made = _mean(output, given) if output.type is OutputType.NUMERIC else _majority(output, given)
    silent = len(verdicts) - len(given)
    words = f"{made.reason} {silent} of {len(verdicts)} calls gave no judgement." if silent else made.reason
    return replace(made, reason=words, samples=samples)


def _mean(output: JudgeOutput, given: Sequence[Verdict]) -> Verdict:
    scores = [verdict.score for verdict in given if verdict.score is not None]
    mean, deviation = fmean(scores), stdev(scores) if len(scores) > 1 else None
    nearest = min(given, key=lambda verdict: abs((verdict.score or 0.0) - mean))
    listed = ", ".join(f"{score:g}" for score in scores)
    reason = f"Mean {mean:.4g} of {listed}. Nearest to it: {nearest.reason or 'no reason given'}"
    return replace(nearest, score=mean, passed=passes(mean, output), deviation=deviation, reason=reason)


def _majority(output: JudgeOutput, given: Sequence[Verdict]) -> Verdict:
    counts = Counter(_said(verdict) for verdict in given)
    most = max(counts.values())
    # Where as many say yes as no, it does not pass; of categories the one that was said first wins.
    leading = [said for said, count in counts.items() if count == most]
    chosen = "false" if output.type is OutputType.BOOLEAN and len(leading) > 1 else leading[0]
    speaker = next(verdict for verdict in given if _said(verdict) == chosen)
    reason = (
        f"{counts[chosen]} of {len(given)} say {chosen or 'nothing'}. One of them: {speaker.reason or 'no reason given'}"
    )
    return replace(speaker, reason=reason)


def _said(verdict: Verdict) -> str:
    return verdict.label if verdict.label is not None else str(verdict.passed).lower()


def _sample(verdict: Verdict) -> dict[str, Any]:
    """What one call said, as it is kept."""
    said = {
        "score": verdict.score,
        "label": verdict.label,
        "passed": verdict.passed,
        "reason": verdict.reason,
        "error": verdict.error,
    }
    return {name: value for name, value in said.items() if value is not None}
