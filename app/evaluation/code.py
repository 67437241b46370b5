"""Python code evaluators: a function that judges, or a program whose running to the end is the judgement."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.core.choices import Choice
from app.core.errors import Invalid
from app.evaluation.mapping import EvaluatorInput
from app.evaluation.sandbox import (
    DEFAULT_TIMEOUT_SECONDS,
    CodeRunner,
    SandboxFault,
    SandboxFaultCode,
    SandboxResult,
    Unreadable,
)
from app.evaluation.verdict import Verdict
from app.prompts import templates

MAX_SOURCE_CHARACTERS = 256 * 1024
MAX_TIMEOUT_SECONDS = 60.0

_FENCE = re.compile(r"(?P<indent>[ \t]*+)(?P<mark>`{3,}+|~{3,}+)[ \t]*+(?P<language>[^\s`]*+)")
_INPUTS = "__evaluator_inputs__"
_CALL = f"\n\nevaluate(**{_INPUTS})\n"
_MAX_REASON = 10_000
_RESULT = "return a number, a boolean, or a dict with 'score', 'passed', 'label' and 'reason'"


class CodeLanguage(Choice):
    """What the source of a code evaluator is written in."""

    PYTHON = "PYTHON", "Python without files, network or processes."


class CodeEngine(Choice):
    """What runs the source of a code evaluator."""

    FAST = "FAST", "An interpreter that starts at once and knows most of Python and a part of its standard library."
    FULL = "FULL", "CPython with its whole language and standard library; a call takes longer, and it is an extra."


class CodeMode(Choice):
    """How the source of a code evaluator is used."""

    FUNCTION = "FUNCTION", "It defines `evaluate`, whose parameters are the inputs and whose result is the verdict."
    PROGRAM = "PROGRAM", "It is a template of a program; the program passes if it runs to its end."


class CodeSyntax(Invalid):
    """The source is not valid Python."""

    code = "CODE_SYNTAX"


class InvalidCode(Invalid):
    """The source cannot serve as an evaluator."""

    code = "INVALID_CODE"


@dataclass(frozen=True, slots=True)
class CodeEvaluator:
    """The settings of a code evaluator."""

    source: str
    mode: CodeMode = CodeMode.FUNCTION
    engine: CodeEngine = CodeEngine.FAST
    extract_code: bool = True
    """PROGRAM: of an `output` with Markdown code blocks, use the longest Python block."""
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS


def parameters(source: str) -> tuple[str, ...]:
    """The names of the parameters of the source's `evaluate` function."""
    return tuple(one.name for one in _function_inputs(source))


def inputs_of(evaluator: CodeEvaluator) -> tuple[EvaluatorInput, ...]:
    """What the evaluator reads; raises `Invalid` if its settings cannot work."""
    if len(evaluator.source) > MAX_SOURCE_CHARACTERS:
        raise InvalidCode(f"The source is longer than {MAX_SOURCE_CHARACTERS} characters.", path=("source",))
    if not 0 < evaluator.timeout_seconds <= MAX_TIMEOUT_SECONDS:
        raise InvalidCode(
            f"The time limit is above 0 and at most {MAX_TIMEOUT_SECONDS:g} seconds.", path=("timeoutSeconds",)
        )
    if evaluator.mode is CodeMode.FUNCTION:
        return _function_inputs(evaluator.source)
    return _program_inputs(evaluator.source)


async def evaluate(evaluator: CodeEvaluator, inputs: Mapping[str, Any], sandbox: CodeRunner) -> Verdict:
    """Judge one output in the sandbox."""
    missing = [one.name for one in inputs_of(evaluator) if one.required and one.name not in inputs]
    if missing:
        return Verdict(error_code="MISSING_INPUT", error=f"No value for the input {', '.join(missing)}.")
    if evaluator.mode is CodeMode.FUNCTION:
        return await _call(evaluator, inputs, sandbox)
    return await _run_program(evaluator, inputs, sandbox)


def longest_block(text: str) -> str:
    """The longest Python (or unnamed) Markdown code block of a text, or the text if it has none."""
    return max(_blocks(text), key=len, default=text)


# --- FUNCTION --------------------------------------------------------------------------------------------------------


async def _call(evaluator: CodeEvaluator, inputs: Mapping[str, Any], sandbox: CodeRunner) -> Verdict:
    names = parameters(evaluator.source)
    chosen = {name: inputs[name] for name in names if name in inputs}
    result = await sandbox.run(evaluator.source + _CALL, {_INPUTS: chosen}, evaluator.timeout_seconds)
    if result.fault is None:
        return replace(_from_value(result.value), printed=result.printed)
    return replace(_fault_verdict(_within(result.fault, evaluator.source)), printed=result.printed)


def _within(fault: SandboxFault, source: str) -> SandboxFault:
    """The fault without the number of a line that is ours."""
    is_ours = fault.line is not None and fault.line > source.count("\n") + 1
    return replace(fault, line=None) if is_ours else fault


def _from_value(value: Any) -> Verdict:
    if isinstance(value, bool):
        return Verdict(score=float(value), passed=value)
    if isinstance(value, int | float):
        return _from_fields({"score": value})
    if isinstance(value, dict) and value.keys() & {"score", "passed", "label"}:
        return _from_fields(value)
    return _bad_result(f"`evaluate` returned {_kind(value)}; {_RESULT}.")


def _from_fields(fields: dict[Any, Any]) -> Verdict:
    score, passed, label = fields.get("score"), fields.get("passed"), fields.get("label")
    if score is not None and not _is_number(score):
        return _bad_result(f"'score' is {_kind(score)}; it must be a finite number.")
    if passed is not None and not isinstance(passed, bool):
        return _bad_result(f"'passed' is {_kind(passed)}; it must be a boolean.")
    if label is not None and not isinstance(label, str):
        return _bad_result(f"'label' is {_kind(label)}; it must be text.")
    reason = fields.get("reason")
    if reason is not None and not isinstance(reason, str):
        return _bad_result(f"'reason' is {_kind(reason)}; it must be text.")
    number = None if score is None else float(score)
    return Verdict(number, label and label[:_MAX_REASON], passed, reason and reason[:_MAX_REASON])


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _kind(value: Any) -> str:
    if isinstance(value, float):
        return str(value)
    if isinstance(value, Unreadable):
        return f"a value of type {value.type_name}"
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _bad_result(message: str) -> Verdict:
    return Verdict(error_code="CODE_RESULT", error=message)


def _fault_verdict(fault: SandboxFault) -> Verdict:
    return Verdict(error_code=fault.code, error=str(fault))


@lru_cache(maxsize=64)  # read again for every item of a run
def _function_inputs(source: str) -> tuple[EvaluatorInput, ...]:
    found = [node for node in _tree(source).body if isinstance(node, ast.FunctionDef) and node.name == "evaluate"]
    if not found:
        raise InvalidCode("Define `def evaluate(output, ...)` at the top level of the source.", path=("source",))
    arguments = found[-1].args
    if arguments.posonlyargs or arguments.vararg or arguments.kwarg:
        raise InvalidCode("`evaluate` takes named parameters only: no `*`, `**` or `/`.", path=("source",))
    return (*_positional(arguments), *_keyword_only(arguments))


def _positional(arguments: ast.arguments) -> list[EvaluatorInput]:
    required = len(arguments.args) - len(arguments.defaults)
    return [EvaluatorInput(one.arg, index < required) for index, one in enumerate(arguments.args)]


def _keyword_only(arguments: ast.arguments) -> list[EvaluatorInput]:
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [EvaluatorInput(one.arg, default is None) for one, default in pairs]


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise CodeSyntax(f"Line {error.lineno or 1}: {error.msg}.", path=("source",)) from None
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes; nesting beyond what the parser takes
        raise CodeSyntax(f"The source cannot be read: {error}.", path=("source",)) from None


# --- PROGRAM ---------------------------------------------------------------------------------------------------------


async def _run_program(evaluator: CodeEvaluator, inputs: Mapping[str, Any], sandbox: CodeRunner) -> Verdict:
    values = dict(inputs)
    if evaluator.extract_code and isinstance(values.get("output"), str):
        values["output"] = longest_block(values["output"])
    program = templates.render(evaluator.source, values)
    result = await sandbox.run(program, None, evaluator.timeout_seconds)
    return replace(_ran(result), printed=result.printed)


def _ran(result: SandboxResult) -> Verdict:
    fault = result.fault
    if fault is None:
        return Verdict(score=1.0, passed=True, reason="The program ran to its end.")
    # That the sandbox could not run it says nothing about the program.
    if fault.code in (SandboxFaultCode.CODE_UNSUPPORTED, SandboxFaultCode.CODE_CRASHED):
        return _fault_verdict(fault)
    return Verdict(score=0.0, passed=False, reason=str(fault))


def _program_inputs(source: str) -> tuple[EvaluatorInput, ...]:
    names = templates.variables(source)
    if not names:
        raise InvalidCode("The program names no input; write `{{output}}` where it belongs.", path=("source",))
    return tuple(EvaluatorInput(name) for name in names)


def _blocks(text: str) -> list[str]:
    """The Python and unnamed blocks; one that the model did not finish ends with the text."""
    blocks: list[str] = []
    fence: _Fence | None = None
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if fence is None:
            fence, lines = _Fence.opened_by(line), []
        elif line.strip() != fence.mark:
            lines.append(fence.unindented(line))
        else:
            blocks += ["".join(lines)] if fence.is_python else []
            fence = None
    return [*blocks, "".join(lines)] if fence is not None and fence.is_python else blocks


@dataclass(frozen=True, slots=True)
class _Fence:
    """The line that opens a Markdown code block."""

    mark: str
    indent: str
    is_python: bool

    @classmethod
    def opened_by(cls, line: str) -> _Fence | None:
        match = _FENCE.match(line)
        if match is None:
            return None
        return cls(match["mark"], match["indent"], match["language"].lower() in ("", "python", "python3", "py"))

    def unindented(self, line: str) -> str:
        return line.removeprefix(self.indent)
