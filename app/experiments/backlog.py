"""What a process has yet to begin of each run: it takes no more of one than it can do, and leaves the rest to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.experiments.units import Unit
from app.runner.jobs import use_unwanted, wake


class Backlog:
    """What this process has yet to begin of each run: while it has enough, other shards of the run are for others."""

    def __init__(self) -> None:
        self._loading: Counter[int] = Counter()
        self._left: Counter[int] = Counter()
        self._enough: dict[int, int] = {}
        self._full: set[int] = set()

    @contextmanager
    def loading(self, run_id: int) -> Iterator[None]:
        """A shard of which nobody knows yet how much is left."""
        self._loading[run_id] += 1
        self._changed(run_id)
        try:
            yield
        finally:
            self._loading[run_id] -= 1
            self._changed(run_id)

    @contextmanager
    def beginning(self, run_id: int, units: Sequence[Unit], enough: Callable[[], int]) -> Iterator[Iterator[Unit]]:
        """What is to be begun, one after another; `enough` is how many can be in work at the same time."""
        left = len(units)
        self._left[run_id] += left
        self._enough[run_id] = enough()

        def counted() -> Iterator[Unit]:
            nonlocal left
            for unit in units:
                yield unit
                left -= 1
                self._enough[run_id] = enough()
                self._left[run_id] -= 1
                self._changed(run_id)

        try:
            yield counted()
        finally:
            self._left[run_id] -= left
            self._changed(run_id)

    def _changed(self, run_id: int) -> None:
        """Have jobs looked for as soon as there is room for another shard of the run, however small this one was."""
        if self._has_enough(run_id):
            self._full.add(run_id)
        elif run_id in self._full:
            self._full.discard(run_id)
            wake()
        if not self._loading[run_id] and not self._left[run_id]:
            for kept in (self._loading, self._left, self._enough):
                kept.pop(run_id, None)

    def enough(self) -> list[dict[str, Any]]:
        """Arguments of the jobs that are for others just now."""
        runs = {*self._loading, *self._left}
        return [{"run_id": run_id} for run_id in runs if self._has_enough(run_id)]

    def _has_enough(self, run_id: int) -> bool:
        return self._loading[run_id] > 0 or self._left[run_id] > self._enough.get(run_id, 0)


backlog = Backlog()
use_unwanted(backlog.enough)
