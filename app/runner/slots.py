"""Places in this process for work of many runs: so many at once, and given out fairly between spaces and runs."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType

_Key = int | tuple[int, int | None]
_Rank = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Claimant:
    """For whom a place is taken; the higher priority comes first."""

    space_id: int
    run_id: int | None = None
    priority: int = 0


class FairSlots:
    """So many places. A free one goes to the highest priority, then to the space and then the run that has the fewest.

    Of equals the one comes first that was not served for the longest time, and within a run whoever came first.
    """

    def __init__(self, size: int) -> None:
        self._size = _checked(size)
        self._in_use = 0
        self._held: dict[_Key, int] = {}
        # Those who wait, by claimant; each has the number that tells who came first.
        self._lines: dict[Claimant, OrderedDict[asyncio.Future[None], int]] = {}
        self._waiting = 0
        self._served: dict[_Key, int] = {}
        self._count = 0

    @property
    def size(self) -> int:
        """Places there are."""
        return self._size

    @property
    def in_use(self) -> int:
        """Places taken; more than there are for a while after the number was lowered."""
        return self._in_use

    @property
    def waiting(self) -> int:
        """Those who wait for a place."""
        return self._waiting

    def resize(self, size: int) -> None:
        """Have more or fewer places; nobody is interrupted, places that are too many go as they come free."""
        self._size = _checked(size)
        self._hand_over()

    def taken(self, claimant: Claimant) -> AbstractAsyncContextManager[None]:
        """Hold a place for as long as the block lasts."""
        return _Place(self, claimant)

    def _give_back(self, claimant: Claimant) -> None:
        if self._waiting:
            # The next is chosen while this place still counts, or a run that waits for one place gets it again and again.
            self._hand_over(free=1)
        self._let_go(claimant)

    async def _wait(self, claimant: Claimant) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        self._lines.setdefault(claimant, OrderedDict())[turn] = self._count
        self._waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The place came in the same moment; it goes on to the next.
                self._give_back(claimant)
            else:
                self._leave(claimant, turn)
            raise

    def _leave(self, claimant: Claimant, turn: asyncio.Future[None]) -> None:
        line = self._lines.get(claimant)
        if line is not None and turn in line:
            del line[turn]
            self._left(claimant)

    def _left(self, claimant: Claimant) -> None:
        self._waiting -= 1
        if not self._lines[claimant]:
            del self._lines[claimant]
            if not self._lines:
                self._served.clear()

    def _hand_over(self, free: int = 0) -> None:
        """Serve those who wait, with places that are free or, being given back, about to be."""
        while self._waiting and self._in_use - free < self._size:
            claimant = self._next()
            turn, _ = self._lines[claimant].popitem(last=False)
            # One that was cancelled has yet to be told so, and needs no place any more.
            if not turn.cancelled():
                self._serve(claimant, turn)
            self._left(claimant)

    def _serve(self, claimant: Claimant, turn: asyncio.Future[None]) -> None:
        self._count += 1
        self._served[claimant.space_id] = self._served[_run_of(claimant)] = self._count
        self._hold(claimant)
        turn.set_result(None)

    def _next(self) -> Claimant:
        return next(iter(self._lines)) if len(self._lines) == 1 else min(self._lines, key=self._rank)

    def _rank(self, claimant: Claimant) -> _Rank:
        space, run = claimant.space_id, _run_of(claimant)
        return (
            -claimant.priority,
            self._held.get(space, 0),
            self._held.get(run, 0),
            self._served.get(space, 0),
            self._served.get(run, 0),
            next(iter(self._lines[claimant].values())),
        )

    def _hold(self, claimant: Claimant) -> None:
        self._in_use += 1
        held, space = self._held, claimant.space_id
        run = (space, claimant.run_id)
        held[space] = held.get(space, 0) + 1
        held[run] = held.get(run, 0) + 1

    def _let_go(self, claimant: Claimant) -> None:
        self._in_use -= 1
        held = self._held
        for key in (claimant.space_id, _run_of(claimant)):
            if held[key] == 1:
                del held[key]
            else:
                held[key] -= 1


class _Place:
    """One place in a block; a class of its own because a generator would cost three times as much."""

    __slots__ = ("_claimant", "_slots")

    def __init__(self, slots: FairSlots, claimant: Claimant) -> None:
        self._slots = slots
        self._claimant = claimant

    async def __aenter__(self) -> None:
        slots = self._slots
        # Whoever waits is served as soon as a place is free, so that a free place means that nobody waits.
        if slots._in_use < slots._size:
            slots._hold(self._claimant)
        else:
            await slots._wait(self._claimant)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._slots._give_back(self._claimant)


def _run_of(claimant: Claimant) -> tuple[int, int | None]:
    return claimant.space_id, claimant.run_id


def _checked(size: int) -> int:
    if size < 0:
        raise ValueError("There cannot be fewer than no places.")
    return size
