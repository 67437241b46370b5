"""Walking state machines: every step is tried in every state, and leads where it should, or changes nothing and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol


class Walker(Protocol):
    """Something that was brought to a state, whose name has two halves: `AWAITING/PAUSED`."""

    async def state(self) -> str: ...

    async def rows(self) -> Any:
        """What is stored, to see that nothing has changed."""


Step = Callable[[Any], Awaitable[str | None]]
"""Does something; says what was answered, such as the code of an error, unless it was done."""
After = Mapping[str, Mapping[str, str]]
"""By step and state: the state that follows, or what is answered; where nothing stands, nothing happens."""


async def require_every_step(
    state: str,
    after: After,
    steps: Mapping[str, Step],
    reached: Callable[[str, str], AbstractAsyncContextManager[Walker]],
) -> None:
    """Try every step in a state; `reached` brings something to it, in view of the step that is to come."""
    expected = {step: following.get(state, "") for step, following in after.items()}
    async with reached(state, "") as walker:
        before = await walker.rows()
        for step in (step for step in expected if "/" not in expected[step]):
            assert (await steps[step](walker) or "") == expected[step], step
            assert await walker.rows() == before, step
        assert await walker.state() == state
    for step in (step for step in expected if "/" in expected[step]):
        async with reached(state, step) as walker:
            assert (await steps[step](walker), await walker.state()) == (None, expected[step]), step
