"""Code evaluators: what they may return, how they fail, and that nothing they do reaches the server."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.core.errors import Invalid
from app.evaluation.code import CodeEvaluator, CodeMode, evaluate, inputs_of, longest_block, parameters
from app.evaluation.sandbox import MAX_PRINTED_CHARACTERS, Sandbox, SandboxFaultCode
from app.evaluation.verdict import Verdict

SAMPLE = Path(__file__).parents[2] / "app" / "samples" / "humaneval_sample.jsonl"
HUMANEVAL = CodeEvaluator("{{prompt}}{{output}}\n{{test}}\ncheck({{entry_point}})\n", CodeMode.PROGRAM)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


_older: set[int] = set()


@pytest.fixture(autouse=True)
def _only_own_workers() -> None:
    """Leave aside the workers of a system that other tests opened."""
    _older.clear()
    _older.update(_workers())


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(**settings)
    try:
        yield sandbox
    finally:
        await sandbox.close()


async def verdict_of(source: str, inputs: Mapping[str, Any] | None = None, **settings: Any) -> Verdict:
    async with running() as sandbox:
        return await evaluate(CodeEvaluator(source, **settings), inputs or {"output": "abc"}, sandbox)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return 0.5", Verdict(score=0.5)),
        ("return len(output)", Verdict(score=3.0)),
        ("return output == 'abc'", Verdict(score=1.0, passed=True)),
        (
            "return {'score': 1, 'passed': True, 'label': 'ok', 'reason': f'{len(output)} characters'}",
            Verdict(1.0, "ok", True, "3 characters"),
        ),
        ("return {'label': 'x', 'extra': [1]}", Verdict(label="x")),
    ],
)
async def test_a_function_gives_a_verdict(body: str, verdict: Verdict) -> None:
    assert await verdict_of(f"def evaluate(output):\n    {body}") == verdict


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("pass", "returned nothing"),
        ("return 'good'", "of type str"),
        ("return {'scor': 1}", "returned a value of type dict"),
        ("return {'score': '1'}", "'score' is a value of type str"),
        ("return float('nan')", "'score' is nan"),
        ("return 10 ** 400", "finite"),
        ("return {'score': 1, 'passed': 1}", "'passed' is a value of type int"),
        ("return {'score': 1, 'reason': 5}", "'reason' is a value of type int"),
        ("return [0] * 10", "of type list"),
    ],
)
async def test_other_results_are_errors(body: str, words: str) -> None:
    verdict = await verdict_of(f"def evaluate(output):\n    {body}")
    assert verdict.error_code == "CODE_RESULT"
    assert words in (verdict.error or "")


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("return 1 / 0", "CODE_ERROR", "line 2: ZeroDivisionError"),
        ("while True: pass", "CODE_TIMEOUT", "time limit"),
        ("return 'x' * 10**10", "CODE_MEMORY", "memory limit"),
        ("return [['x' * 30] * 10 for _ in range(10**6)]", "CODE_MEMORY", "memory limit"),
        ("return evaluate(output)", "CODE_ERROR", "RecursionError"),
        ("return open('/etc/passwd').read()", "CODE_ERROR", "PermissionError"),
        ("import socket", "CODE_UNSUPPORTED", "No module named 'socket'"),
        ("import surely_nothing", "CODE_ERROR", "No module named 'surely_nothing'"),
        ("import os; return os.environ['PATH']", "CODE_ERROR", "not supported"),
        ("raise NotImplementedError('later')", "CODE_ERROR", "later"),
        ("raise TimeoutError('mine')", "CODE_ERROR", "mine"),
    ],
)
async def test_failures_are_told_apart(body: str, code: str, words: str) -> None:
    # Time enough for all but the endless one, however busy the machine.
    limit = 0.5 if code == "CODE_TIMEOUT" else 30.0
    verdict = await verdict_of(f"def evaluate(output):\n    {body}", timeout_seconds=limit)
    assert verdict.error_code == code
    assert words in (verdict.error or "")


async def test_only_the_named_inputs_are_passed() -> None:
    source = "def evaluate(output, expected, *, ignore=False):\n    return output == expected and not ignore"
    assert (await verdict_of(source, {"output": 1, "expected": 1, "other": 2})).passed is True
    missing = await verdict_of(source, {"output": 1})
    assert (missing.error_code, missing.error) == ("MISSING_INPUT", "No value for the input expected.")


async def test_a_call_leaves_nothing_for_the_next_one() -> None:
    async with running() as sandbox:
        await sandbox.run("secret = 1")
        fault = (await sandbox.run("secret")).fault
    assert fault is not None
    assert "NameError" in fault.message


async def test_sleeping_holds_no_worker() -> None:
    async with running() as sandbox, asyncio.timeout(2):
        assert (await sandbox.run("import time\ntime.sleep(3600)\n'awake'")).value == "awake"


async def test_random_numbers_are_the_same_each_time() -> None:
    async with running() as sandbox:
        source = "import random\nrandom.random()"
        assert (await sandbox.run(source)).value == (await sandbox.run(source)).value


async def test_what_is_printed_is_kept_up_to_a_limit() -> None:
    async with running() as sandbox:
        assert (await sandbox.run("print('hello')")).printed == "hello\n"
        flood = await sandbox.run("for _ in range(1000): print('x' * 1000)")
    assert (len(flood.printed), flood.fault) == (MAX_PRINTED_CHARACTERS, None)


async def test_one_slow_call_does_not_hold_up_another_worker() -> None:
    async with running(workers=2) as sandbox:
        slow = asyncio.create_task(sandbox.run("while True: pass", timeout_seconds=1))
        assert (await sandbox.run("1 + 1")).value == 2
        assert not slow.done()
        fault = (await slow).fault
    assert fault is not None
    assert fault.code is SandboxFaultCode.CODE_TIMEOUT


@on_linux
async def test_a_killed_worker_is_an_error_and_is_replaced() -> None:
    async with running() as sandbox:
        assert (await sandbox.run("1")).value == 1
        call = asyncio.create_task(sandbox.run("while True: pass"))
        os.kill(await asyncio.to_thread(_busy_worker), signal.SIGKILL)
        fault = (await call).fault
        assert fault is not None
        assert fault.code is SandboxFaultCode.CODE_CRASHED
        assert (await sandbox.run("2")).value == 2


@on_linux
async def test_a_cancelled_call_frees_its_worker() -> None:
    async with running() as sandbox:
        call = asyncio.create_task(sandbox.run("while True: pass", timeout_seconds=30))
        await asyncio.to_thread(_busy_worker)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        async with asyncio.timeout(5):
            assert (await sandbox.run("2")).value == 2


@on_linux
async def test_a_closed_sandbox_leaves_no_worker_and_can_start_again() -> None:
    sandbox = Sandbox()
    await sandbox.start()
    assert _workers()
    await sandbox.close()
    assert not _workers()
    assert (await sandbox.run("1")).value == 1
    await sandbox.close()


@on_linux
async def test_workers_know_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY", "hush")
    async with running() as sandbox:
        await sandbox.start()
        assert [_environment(pid) for pid in _workers()] == [b""]


ORPHAN = """
import asyncio
from app.evaluation.sandbox import Sandbox

async def main():
    sandbox = Sandbox()
    await sandbox.start()
    call = asyncio.create_task(sandbox.run("while True: pass", timeout_seconds=1))
    await asyncio.sleep(0.1)
    print("running", flush=True)
    await call

asyncio.run(main())
"""


@on_linux
def test_workers_end_when_the_server_dies() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"running\n"
        (worker,) = (os.pidfd_open(pid) for pid in _workers(server.pid))
        server.kill()
    assert select.select([worker], [], [], 10)[0], "The worker outlived its server."
    os.close(worker)


@pytest.mark.parametrize("use", ["canonical", "fenced", "wrong"])
async def test_humaneval_problems_are_judged_by_their_own_tests(use: str) -> None:
    problems = [orjson.loads(line) for line in SAMPLE.read_bytes().splitlines()]
    async with running() as sandbox:
        verdicts = [await evaluate(HUMANEVAL, _answered(problem, use), sandbox) for problem in problems]
    assert {(verdict.passed, verdict.score) for verdict in verdicts} == ({(False, 0)} if use == "wrong" else {(True, 1)})


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("assert 1 == 2", "line 1: AssertionError"),
        ("def f(:", "line 1: SyntaxError"),
        ("while True: pass", "time limit"),
        ("raise NotImplementedError", "NotImplementedError"),
    ],
)
async def test_a_failing_program_fails_with_its_reason(output: str, words: str) -> None:
    verdict = await verdict_of("{{output}}", {"output": output}, mode=CodeMode.PROGRAM, timeout_seconds=0.3)
    assert (verdict.score, verdict.passed, verdict.error_code) == (0, False, None)
    assert words in (verdict.reason or "")


async def test_a_program_the_sandbox_cannot_run_is_an_error_and_not_a_failure() -> None:
    verdict = await verdict_of("{{output}}", {"output": "import ctypes"}, mode=CodeMode.PROGRAM)
    assert (verdict.error_code, verdict.passed) == ("CODE_UNSUPPORTED", None)


async def test_code_blocks_are_extracted_only_if_wanted() -> None:
    output = {"output": "Here:\n```python\nx = 1\n```\n"}
    assert (await verdict_of("{{output}}", output, mode=CodeMode.PROGRAM)).passed is True
    assert (await verdict_of("{{output}}", output, mode=CodeMode.PROGRAM, extract_code=False)).passed is False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = 1", "x = 1"),
        ("a\n```python\nx\n```\nb\n```py\nlonger\n```", "longer\n"),
        ("```\nx\n```", "x\n"),
        ("```bash\npip install something\n```\n```python\nx\n```", "x\n"),
        ("```json\n{}\n```", "```json\n{}\n```"),
        ("```python\nunfinished", "unfinished"),
        ("1. so:\n   ```python title=a\n   if x:\n       y\n   ```", "if x:\n    y\n"),
        ("````python\na = '''\n```\n'''\n````", "a = '''\n```\n'''\n"),
        ("~~~python\nx\n~~~", "x\n"),
    ],
)
def test_finds_the_longest_python_block(text: str, code: str) -> None:
    assert longest_block(text) == code


def test_reads_the_parameters_of_evaluate() -> None:
    source = "def other(a): ...\ndef evaluate(output, expected=1, *, hint, note=None): ..."
    assert parameters(source) == ("output", "expected", "hint", "note")
    required = {one.name: one.required for one in inputs_of(CodeEvaluator(source))}
    assert required == {"output": True, "expected": False, "hint": True, "note": False}


def test_a_programs_inputs_are_its_variables() -> None:
    assert [one.name for one in inputs_of(HUMANEVAL)] == ["prompt", "output", "test", "entry_point"]


@pytest.mark.parametrize(
    ("evaluator", "code", "words"),
    [
        (CodeEvaluator("x = 1\ndef evaluate(:"), "CODE_SYNTAX", "Line 2"),
        (CodeEvaluator("\0"), "CODE_SYNTAX", "null"),
        (CodeEvaluator("(" * 100_000), "CODE_SYNTAX", ""),
        (CodeEvaluator("def judge(output): ..."), "INVALID_CODE", "def evaluate"),
        (CodeEvaluator("def evaluate(*outputs): ..."), "INVALID_CODE", "named parameters"),
        (CodeEvaluator("print(1)", CodeMode.PROGRAM), "INVALID_CODE", "{{output}}"),
        (CodeEvaluator("{{output}}", CodeMode.PROGRAM, timeout_seconds=0), "INVALID_CODE", "time limit"),
        (CodeEvaluator("#" * 300_000), "INVALID_CODE", "longer"),
    ],
)
def test_refuses_sources(evaluator: CodeEvaluator, code: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        inputs_of(evaluator)
    assert caught.value.code == code
    assert words in caught.value.message


def _answered(problem: dict[str, str], use: str) -> dict[str, str]:
    solution = problem["canonical_solution"]
    output = {"canonical": solution, "fenced": f"Sure:\n```python\n{solution}```\n", "wrong": "    return object()\n"}[use]
    return {**problem, "output": output}


def _workers(parent: int | None = None, *, busy_ticks: int = 0) -> list[int]:
    """The living sandbox processes of a parent that have used so much processor time."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = entry.read_text().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        state, ppid, ticks = (rest.split()[index] for index in (0, 1, 11))
        if int(entry.parent.name) in _older:
            continue
        if name == "monty" and state != "Z" and int(ppid) == (parent or os.getpid()) and int(ticks) >= busy_ticks:
            found.append(int(entry.parent.name))
    return found


def _busy_worker() -> int:
    """The worker that is in an endless call, once it is."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if busy := _workers(busy_ticks=5):
            return busy[0]
    raise AssertionError("No worker became busy.")


def _environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()
