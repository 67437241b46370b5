"""Metrics that count the words and characters that two texts share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from app.evaluation.metrics.registry import (
    EXPECTED,
    NOTHING_EXPECTED,
    OUTPUT,
    Compare,
    ExtraMissing,
    Share,
    alternatives,
    graded,
    metric,
    prepared,
)
from app.evaluation.verdict import Verdict
from app.prompts.templates import as_text

MAX_CHARACTERS = 100_000
_WORD = re.compile(r"\w+")
_TOKENIZERS = {"WORDS": "13a", "INTERNATIONAL": "intl", "CHINESE": "zh", "CHARACTERS": "char", "NONE": "none"}

Score = Callable[[str, list[str]], float]
"""How near a text is to the nearest of several, from 0 to 1."""


@metric("TOKEN_F1", OUTPUT, EXPECTED)
def token_f1(*, ignore_case: bool = True, pass_threshold: Share | None = None) -> Compare:
    """Scores the words that output and expected text share: the harmonic mean of precision and recall, order ignored."""

    def shared(actual: list[str], wanted: list[str]) -> int:
        return (Counter(actual) & Counter(wanted)).total()

    return _compared(_best_f1(shared), ignore_case, pass_threshold)


@metric("ROUGE_L", OUTPUT, EXPECTED)
def rouge_l(*, ignore_case: bool = True, pass_threshold: Share | None = None) -> Compare:
    """Scores the longest sequence of words that output and expected text share: the F-measure of ROUGE-L."""
    # Imported by those who use it: it takes more than three megabytes.
    from rapidfuzz.distance import LCSseq

    return _compared(_best_f1(LCSseq.similarity), ignore_case, pass_threshold)


@metric("BLEU", OUTPUT, EXPECTED)
def bleu(
    *,
    ignore_case: bool = False,
    tokenizer: Literal["WORDS", "INTERNATIONAL", "CHINESE", "CHARACTERS", "NONE"] = "WORDS",
    pass_threshold: Share | None = None,
) -> Compare:
    """Scores shared runs of up to four words against one or several references, from 0 to 1; needs `graphloop[text]`."""
    scorer = _sacrebleu("BLEU")(lowercase=ignore_case, tokenize=_TOKENIZERS[tokenizer], effective_order=True)
    return _compared(_scored_by(scorer), False, pass_threshold)


@metric("CHRF", OUTPUT, EXPECTED)
def chrf(
    *, ignore_case: bool = False, word_order: Annotated[int, Field(ge=0, le=4)] = 0, pass_threshold: Share | None = None
) -> Compare:
    """Scores shared runs of up to six characters, with words too from `wordOrder` 1; needs `graphloop[text]`."""
    scorer = _sacrebleu("CHRF")(lowercase=ignore_case, word_order=word_order)
    return _compared(_scored_by(scorer), False, pass_threshold)


def _compared(score: Score, ignore_case: bool, pass_threshold: float | None) -> Compare:
    """A comparison with the expected text, or with the nearest of several."""

    def compare(output: Any, expected: Any) -> Verdict:
        wanted = alternatives(expected)
        if not wanted:
            return NOTHING_EXPECTED
        texts = [prepared(text, ignore_case, trim=True) for text in (as_text(output), *wanted)]
        if sum(map(len, texts)) > MAX_CHARACTERS:
            return Verdict(
                error_code="INPUT_TOO_LONG", error=f"Texts of over {MAX_CHARACTERS:,} characters are not compared."
            )
        found = score(texts[0], texts[1:])
        return graded(found, pass_threshold, f"{found:.1%} alike, compared with {len(wanted)} expected.")

    return compare


def _best_f1(shared: Callable[[list[str], list[str]], int]) -> Score:
    def score(text: str, wanted: list[str]) -> float:
        words = _WORD.findall(text)
        return max(_f1(words, _WORD.findall(one), shared) for one in wanted)

    return score


def _f1(words: list[str], wanted: list[str], shared: Callable[[list[str], list[str]], int]) -> float:
    if not words or not wanted:
        return float(words == wanted)
    return 2 * shared(words, wanted) / (len(words) + len(wanted))


def _scored_by(scorer: Any) -> Score:
    def score(text: str, wanted: list[str]) -> float:
        # Rounding errors may bring it a little above 100.
        return min(1.0, float(scorer.sentence_score(text, wanted).score) / 100)

    return score


def _sacrebleu(name: str) -> Any:
    """A metric of sacrebleu, imported by those who use it."""
    try:
        from sacrebleu import metrics
    except ImportError:
        message = f"{name} needs a package that is not installed; install `graphloop[text]`."
        raise ExtraMissing(message, path=("metric",)) from None
    return getattr(metrics, name)
