"""What a judge's reply says: structured JSON, JSON within other text, JSON with faults, or the words themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.evaluation.judge import SEPARATOR, JudgeOutput, OutputType, value_words
from app.evaluation.mending import mended
from app.evaluation.verdict import ParseMode, Verdict
from app.prompts.templates import as_text

MAX_READ_CHARACTERS = 32_000
"""Of a longer reply only the end is read: a judgement comes last."""

_MAX_OBJECTS = 100
_MAX_REASON = 10_000
_PREVIEW = 200

Value = float | bool | str
Decoder = Callable[[str, int], tuple[dict[str, Any], int] | None]


class _Unreadable(Exception):
    """The reply has a value that means nothing for this output."""

    def __init__(self, message: str, code: str = "UNPARSABLE_JUDGEMENT") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply with the object that was found in it, and whether it is about one output alone."""

    text: str
    is_alone: bool
    found: dict[str, Any] | None = None
    mode: ParseMode = ParseMode.TEXT


def parse(content: str, outputs: Sequence[JudgeOutput], is_structured: bool) -> tuple[Verdict, ...]:
    """Read a judge's reply: a verdict for each output, or why there is none."""
    text = content.rpartition("</think>")[2][-MAX_READ_CHARACTERS:].strip()
    reply = _looked_through(text, outputs, is_structured)
    return tuple(_verdict_on(output, reply) for output in outputs)


def _looked_through(text: str, outputs: Sequence[JudgeOutput], is_structured: bool) -> _Reply:
    is_alone = len(outputs) == 1

    def fits(found: dict[str, Any]) -> bool:
        return any(_entry(found, output, is_alone) is not None for output in outputs)

    whole = _whole_object(text)
    if whole is not None and fits(whole):
        return _Reply(text, is_alone, whole, ParseMode.STRUCTURED if is_structured else ParseMode.JSON)
    if (fragment := _last_object(text, fits)) is not None:
        return _Reply(text, is_alone, fragment, ParseMode.EXTRACTED)
    if (repaired := _repaired_object(text, fits)) is not None:
        return _Reply(text, is_alone, repaired, ParseMode.REPAIRED)
    return _Reply(text, is_alone)


def _verdict_on(output: JudgeOutput, reply: _Reply) -> Verdict:
    name = "" if reply.is_alone else output.name
    try:
        return replace(_read(output, reply), name=name)
    except _Unreadable as fault:
        return Verdict(error_code=fault.code, error=str(fault), reason=reply.text[:_MAX_REASON] or None, name=name)


def _read(output: JudgeOutput, reply: _Reply) -> Verdict:
    entry = None if reply.found is None else _entry(reply.found, output, reply.is_alone)
    if entry is not None:
        return _from_entry(*entry, output, reply.mode)
    value = _TEXT_READERS[output.type](reply.text, output, reply.is_alone)
    if value is None:
        wanted = output.field if reply.is_alone else f"`{output.name}`"
        raise _Unreadable(f"The judge's reply holds no {wanted}: {reply.text[:_PREVIEW]!r}")
    return replace(_verdict(value, output), reason=reply.text[:_MAX_REASON], parse_mode=ParseMode.TEXT)


# --- JSON ------------------------------------------------------------------------------------------------------------

_decoder = json.JSONDecoder(strict=False)  # models write line breaks into strings


def _whole_object(text: str) -> dict[str, Any] | None:
    found = _decoded(text, 0)
    return found[0] if found is not None and found[1] == len(text) else None


def _last_object(text: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    """The last object that has a value; an outer object that has one wins over those within it."""
    best: tuple[dict[str, Any], int, int] | None = None
    for start in _last_braces(text):
        found = _decoded(text, start)
        if found is None or not fits(found[0]):
            continue
        value, end = found
        if best is None or start < best[1] < end:
            best = (value, start, end)
    return best[0] if best is not None else None


def _last_braces(text: str) -> Iterator[int]:
    """Where the last objects may begin, from the end; their number is bounded, for each may be read to the end."""
    at = len(text)
    for _ in range(_MAX_OBJECTS):
        at = text.rfind("{", 0, at)
        if at < 0:
            return
        yield at


def _decoded(text: str, start: int) -> tuple[dict[str, Any], int] | None:
    try:
        value, end = _decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return (value, end) if isinstance(value, dict) else None


def _repaired_object(text: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    """The first object, or else the last, if it has faults that can be mended."""
    starts = dict.fromkeys((text.find("{"), text.rfind("{")))
    objects = (mended(text, start) for start in starts if start >= 0)
    return next((found for found in objects if found is not None and fits(found)), None)


def _entry(found: dict[str, Any], output: JudgeOutput, is_alone: bool) -> tuple[Any, Any] | None:
    """The value that an object has for an output, and the reason; nothing if it has none."""
    if is_alone and output.field in found:
        return found[output.field], found.get("reason")
    if output.name not in found:
        return None
    value = found[output.name]
    if not isinstance(value, dict):
        return value, found.get(f"{output.name}_reason", found.get("reason"))
    keys = (output.field, "value", output.name)
    key = next((key for key in keys if key in value), None)
    return None if key is None else (value[key], value.get("reason"))


def _from_entry(raw: Any, reason: Any, output: JudgeOutput, mode: ParseMode) -> Verdict:
    value = _VALUE_READERS[output.type](raw, output)
    if value is None:
        raise _Unreadable(f"The judge's {output.field} is {as_text(raw)[:_PREVIEW]!r}, not {value_words(output)}.")
    return replace(_verdict(value, output), reason=as_text(reason)[:_MAX_REASON], parse_mode=mode)


def _numeric_value(raw: Any, output: JudgeOutput) -> float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return _as_float(raw)
    match = _WHOLE_NUMBER.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return None if match is None else _scaled(match, output)


def _categorical_value(raw: Any, output: JudgeOutput) -> str | None:
    if not output.is_multiple:
        return _category(raw.strip(), output) if isinstance(raw, str) else None
    said = raw.split(SEPARATOR.strip()) if isinstance(raw, str) else raw
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        return None
    named = [_category(one.strip(), output) for one in said if one.strip()]
    return None if None in named else _label(named, output)


def _boolean_value(raw: Any, output: JudgeOutput) -> bool | None:
    if isinstance(raw, bool):
        return raw
    return _TRUTH.get(raw.strip().lower()) if isinstance(raw, str) else None


_VALUE_READERS: dict[OutputType, Callable[[Any, JudgeOutput], Value | None]] = {
    OutputType.NUMERIC: _numeric_value,
    OutputType.CATEGORICAL: _categorical_value,
    OutputType.BOOLEAN: _boolean_value,
}


# --- prose -----------------------------------------------------------------------------------------------------------
# Every repetition below is bounded or cannot give back, so that no reply takes more than linear time.

_NUMBER = (
    r"(?P<number>[-+−]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15}))(?![0-9]|\.[0-9]|\s{0,2}[-–]\s{0,2}[0-9])"
    r"(?:\s{0,3}(?:/|out\sof)\s{0,3}(?P<scale>[0-9]{1,9}(?:\.[0-9]{1,9})?)|(?P<percent>\s?%))?"
)
_WHOLE_NUMBER = re.compile(_NUMBER + r"\.?")
_ANY_NUMBER = re.compile(r"(?<![\w.])" + _NUMBER)
_MARKS = r"[\"'*_`\s]{0,8}"
_TRUTH = {
    **dict.fromkeys(("yes", "true", "pass", "passed"), True),
    **dict.fromkeys(("no", "false", "fail", "failed"), False),
}
_TRUTH_WORD = re.compile(r"\W{0,8}(yes|true|passed|pass|no|false|failed|fail)(?!\w)", re.IGNORECASE)
_NEGATION = re.compile(
    r"(?:\bnot|n't|n’t|\bnever|\bno)\s{1,3}(?:(?:a|an|the|at|all|really|fully)\s{1,3}){0,2}$", re.IGNORECASE
)
_LINE = r"(?P<line>[^\n]{0,1000})"
_NUMERIC_KEYS = ("score", "rating", "grade", "overall")
_CATEGORICAL_KEYS = ("label", "labels", "category", "categories", "answer", "verdict")
_BOOLEAN_KEYS = ("passed", "pass", "answer", "verdict", "result")


def _keyed(keys: Iterable[str], value: str, sign: str = "[:=]") -> re.Pattern[str]:
    """`key: value` as people write it: bold, quoted, with a remark such as `(1-5)` between."""
    names = "|".join(re.escape(key) for key in keys)
    remark = r"(?:\s{0,3}\([^()\n]{0,40}\))?"
    return re.compile(rf"(?<!\w)(?:{names}){_MARKS}{remark}{_MARKS}{sign}{_MARKS}{value}", re.IGNORECASE)


def _keys(known: Sequence[str], output: JudgeOutput, is_alone: bool) -> tuple[str, ...]:
    """Words that announce the value; of several outputs each goes by its name alone."""
    return (*known, output.name) if is_alone else (output.name,)


def _numeric_text(text: str, output: JudgeOutput, is_alone: bool) -> float | None:
    whole = _WHOLE_NUMBER.fullmatch(text.strip("*_` \n"))
    if whole is not None and is_alone:
        return _scaled(whole, output)
    for sign in (r"(?:is\s?)?[:=—]", r"(?:is|of)\s"):
        found = list(_keyed(_keys(_NUMERIC_KEYS, output, is_alone), _NUMBER, sign).finditer(text))
        if found:
            return _scaled(found[-1], output)
    scaled = _ANY_NUMBER.finditer(text) if is_alone else ()
    of_maximum = [match for match in scaled if match["scale"] and float(match["scale"]) == output.max]
    return _scaled(of_maximum[-1], output) if of_maximum else None


def _categorical_text(text: str, output: JudgeOutput, is_alone: bool) -> str | None:
    keys = _keys(_CATEGORICAL_KEYS, output, is_alone)
    if output.is_multiple:
        return _labels_text(text, output, keys)
    words = _category_words(output)
    keyed = list(_keyed(keys, words).finditer(text))
    if keyed:
        return _category(keyed[-1]["category"], output)
    found = list(re.compile(words, re.IGNORECASE).finditer(text)) if is_alone else []
    if any(_NEGATION.search(text, max(0, match.start() - 30), match.start()) for match in found):
        return None
    distinct = {_category(match["category"], output) for match in found}
    return distinct.pop() if len(distinct) == 1 else None


def _labels_text(text: str, output: JudgeOutput, keys: tuple[str, ...]) -> str | None:
    """The categories on the line that announces them; without one, too much would have to be guessed."""
    keyed = list(_keyed(keys, _LINE).finditer(text))
    if not keyed:
        return None
    found = re.compile(_category_words(output), re.IGNORECASE).finditer(keyed[-1]["line"])
    return _label([_category(match["category"], output) for match in found], output) or None


def _boolean_text(text: str, output: JudgeOutput, is_alone: bool) -> bool | None:
    keyed = list(_keyed(_keys(_BOOLEAN_KEYS, output, is_alone), _TRUTH_WORD.pattern).finditer(text))
    if keyed:
        return _TRUTH[keyed[-1][1].lower()]
    if not is_alone:
        return None
    first = _TRUTH_WORD.match(text)
    if first is not None:
        return _TRUTH[first[1].lower()]
    last_line = text.rpartition("\n")[2].strip("*_`\"'.! ").lower()
    return _TRUTH.get(last_line)


_TEXT_READERS: dict[OutputType, Callable[[str, JudgeOutput, bool], Value | None]] = {
    OutputType.NUMERIC: _numeric_text,
    OutputType.CATEGORICAL: _categorical_text,
    OutputType.BOOLEAN: _boolean_text,
}


def _category_words(output: JudgeOutput) -> str:
    # The longest first, so that "partly correct" is not read as "correct".
    longest_first = sorted(output.categories, key=len, reverse=True)
    return rf"(?<!\w)(?P<category>{'|'.join(re.escape(one) for one in longest_first)})(?!\w)"


# --- what a value means ----------------------------------------------------------------------------------------------


def _category(word: str, output: JudgeOutput) -> str | None:
    if word in output.categories:
        return word
    return next((one for one in output.categories if one.casefold() == word.casefold()), None)


def _label(named: Iterable[str | None], output: JudgeOutput) -> str:
    """One label for several categories, in the order in which the output lists them."""
    said = set(named)
    return SEPARATOR.join(one for one in output.categories if one in said)


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _scaled(match: re.Match[str], output: JudgeOutput) -> float:
    """The number as written; a share of another scale (4/5 on a scale to 1) is carried over to this one."""
    number = float(match["number"].replace("−", "-"))
    scale = 100.0 if match["percent"] else float(match["scale"] or 0)
    if not scale or scale == output.max or output.max is None:
        return number
    if output.min not in (None, 0):
        raise _Unreadable(f"The judge answered on a scale to {scale:g}, not to {output.max:g}.")
    return number / scale * output.max


def _verdict(value: Value, output: JudgeOutput) -> Verdict:
    if isinstance(value, bool):
        return Verdict(score=float(value), passed=value)
    if isinstance(value, str):
        return Verdict(label=value, passed=passes(value, output))
    if not output.holds(value):
        raise _Unreadable(f"The judge's score {value:g} is not {value_words(output)}.", "JUDGEMENT_OUT_OF_RANGE")
    return Verdict(score=value, passed=passes(value, output))


def passes(value: Value, output: JudgeOutput) -> bool | None:
    """Whether a value passes, as far as the output says; of several categories each has to."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        said = [one for one in value.split(SEPARATOR) if one] if output.is_multiple else [value]
        return all(one in output.passing_categories for one in said) if output.passing_categories else None
    return None if output.pass_threshold is None else value >= output.pass_threshold
