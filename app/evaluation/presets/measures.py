"""Metrics and code that need no model."""

from typing import Any

from app.evaluation.models import EvaluatorCategory
from app.evaluation.presets.preset import Preset

_TEXT, _STRUCTURE, _AGENT, _CODE = (
    EvaluatorCategory.TEXT,
    EvaluatorCategory.STRUCTURE,
    EvaluatorCategory.AGENT,
    EvaluatorCategory.CODE,
)
_BOTH = ("output", "expected")


def _metric(
    key: str,
    name: str,
    category: EvaluatorCategory,
    description: str,
    metric: str,
    inputs: tuple[str, ...] = _BOTH,
    **options: Any,
) -> Preset:
    return Preset(key, name, category, description, {"builtin": {"metric": metric, "options": options}}, inputs)


def _code(key: str, name: str, description: str, source: str, inputs: tuple[str, ...] = _BOTH) -> Preset:
    return Preset(key, name, _CODE, description, {"code": {"source": source}}, inputs)


_KEYWORDS = """\
def evaluate(output, expected):
    words = expected if isinstance(expected, list) else str(expected).split(',')
    words = [str(word).strip().lower() for word in words if str(word).strip()]
    if not words:
        return {'score': 1.0, 'passed': True, 'reason': 'No keyword was expected.'}
    text = str(output).lower()
    absent = [word for word in words if word not in text]
    score = 1 - len(absent) / len(words)
    return {'score': score, 'passed': not absent, 'reason': 'Missing: ' + ', '.join(absent) if absent else 'All there.'}
"""
_SENTENCES = """\
def evaluate(output):
    marked = str(output).replace('!', '.').replace('?', '.')
    sentences = [one.split() for one in marked.split('.') if one.strip()]
    if not sentences:
        return {'score': 0.0, 'passed': False, 'reason': 'There is no sentence.'}
    longest = max(len(words) for words in sentences)
    mean = sum(len(words) for words in sentences) / len(sentences)
    return {'score': mean, 'passed': longest <= 30, 'reason': f'{len(sentences)} sentences, the longest of {longest} words.'}
"""
_REPETITION = """\
def evaluate(output):
    words = str(output).lower().split()
    runs = [' '.join(words[at : at + 4]) for at in range(len(words) - 3)]
    if not runs:
        return {'score': 1.0, 'passed': True, 'reason': 'Too short to repeat itself.'}
    score = len(set(runs)) / len(runs)
    return {'score': score, 'passed': score >= 0.8, 'reason': f'{len(runs) - len(set(runs))} of {len(runs)} are repeats.'}
"""

PRESETS = (
    _metric("exact_match", "Exact match", _TEXT, "The output is the expected text.", "EXACT_MATCH"),
    _metric("contains", "Contains", _TEXT, "The output contains the expected text.", "CONTAINS", ignore_case=True),
    _metric(
        "contains_any",
        "Contains any",
        _TEXT,
        "The output contains at least one of the expected texts.",
        "CONTAINS",
        ignore_case=True,
        match="ANY",
    ),
    _metric("starts_with", "Starts with", _TEXT, "The output begins with the expected text.", "STARTS_WITH"),
    _metric("ends_with", "Ends with", _TEXT, "The output ends with the expected text.", "ENDS_WITH"),
    _metric(
        "similarity",
        "Similarity",
        _TEXT,
        "How few edits separate output and expected text.",
        "LEVENSHTEIN",
        pass_threshold=0.8,
    ),
    _metric(
        "token_f1", "Word overlap", _TEXT, "How many words output and expected text share.", "TOKEN_F1", pass_threshold=0.5
    ),
    _metric("rouge_l", "ROUGE-L", _TEXT, "How much of the expected text is there in the same order.", "ROUGE_L"),
    _metric("bleu", "BLEU", _TEXT, "How near a translation is to references; needs `graphloop[text]`.", "BLEU"),
    _metric(
        "chrf",
        "chrF++",
        _TEXT,
        "How near a translation is, by characters and words; needs `graphloop[text]`.",
        "CHRF",
        word_order=2,
    ),
    _metric(
        "short_answer",
        "At most 100 words",
        _TEXT,
        "The output has at most 100 words.",
        "LENGTH",
        ("output",),
        max=100,
        unit="WORDS",
    ),
    _metric(
        "number",
        "Number within 1 %",
        _TEXT,
        "The last number is within one hundredth of the expected one.",
        "NUMERIC_TOLERANCE",
        relative=0.01,
    ),
    _metric("valid_json", "Valid JSON", _STRUCTURE, "The output is JSON.", "JSON_VALID", ("output",)),
    _metric(
        "json_object",
        "JSON object",
        _STRUCTURE,
        "The output is a JSON object; give a schema of your own to ask for more.",
        "JSON_SCHEMA",
        ("output",),
        schema={"type": "object"},
    ),
    _metric(
        "json_diff",
        "JSON difference",
        _STRUCTURE,
        "What share of the values of two JSON documents is the same.",
        "JSON_DIFF",
    ),
    _metric(
        "tool_calls",
        "Tool calls",
        _AGENT,
        "The expected tools were called with the expected arguments, in any order.",
        "TOOL_CALL_MATCH",
    ),
    _metric(
        "tool_names",
        "Tool names in order",
        _AGENT,
        "The expected tools were called one after the other, whatever the arguments.",
        "TOOL_CALL_MATCH",
        match_arguments=False,
        ordered=True,
    ),
    _code(
        "keyword_coverage",
        "Keyword coverage",
        "What share of the expected keywords, a list or separated by commas, appears.",
        _KEYWORDS,
    ),
    _code(
        "sentence_length",
        "Sentence length",
        "Words in a sentence on average; none may have more than 30.",
        _SENTENCES,
        ("output",),
    ),
    _code("repetition", "Repetition", "What share of runs of four words is not said twice.", _REPETITION, ("output",)),
)
