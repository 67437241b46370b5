"""Each hostile program is stopped by both engines, and costs nobody else anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.evaluation.sandbox import MAX_PRINTED_CHARACTERS, CodeRunner, Sandbox
from app.evaluation.sandbox_full import FullSandbox, is_full_sandbox_available
from tests.bombs.programs import PROGRAM_BOMBS, ProgramBomb

LIMIT_SECONDS = 0.5
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module", params=["fast", "full"])
async def sandbox(request: pytest.FixtureRequest, full_sandbox_cache: Path) -> AsyncIterator[CodeRunner]:
    if request.param == "full" and not is_full_sandbox_available():
        pytest.skip("needs the extra `sandbox`")
    made = Sandbox() if request.param == "fast" else FullSandbox(cache=full_sandbox_cache)
    yield made
    await made.close()


def test_there_are_enough_of_them() -> None:
    assert len({bomb.name for bomb in PROGRAM_BOMBS}) == len(PROGRAM_BOMBS) >= 60


@pytest.mark.parametrize("bomb", PROGRAM_BOMBS, ids=lambda bomb: bomb.name)
async def test_a_program_bomb_is_stopped(sandbox: CodeRunner, bomb: ProgramBomb) -> None:
    limit = LIMIT_SECONDS if "CODE_TIMEOUT" in bomb.faults else PATIENCE_SECONDS
    result = await sandbox.run(bomb.source, {}, limit)
    assert (result.fault.code if result.fault else "") in bomb.faults, str(result.fault)
    assert len(result.printed) <= MAX_PRINTED_CHARACTERS
    assert (await sandbox.run("1 + 1", {}, PATIENCE_SECONDS)).value == 2
