"""Ids that every process can make alone and that sort by time: 41 bits of milliseconds, 10 of node, 12 of sequence."""

from __future__ import annotations

import threading
import time

EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
NODE_BITS = 10
SEQUENCE_BITS = 12
NODES = 1 << NODE_BITS
_SEQUENCES = 1 << SEQUENCE_BITS


class IdGenerator:
    """Makes 64-bit ids for one node; never repeats and never runs backwards, even if the clock does."""

    def __init__(self, node: int, *, after_ms: int = 0) -> None:
        if not 0 <= node < NODES:
            raise ValueError(f"node must be from 0 to {NODES - 1}")
        self.node = node
        self._last = after_ms + 1
        self._sequence = -1
        self._lock = threading.Lock()

    @property
    def last_ms(self) -> int:
        """The millisecond of the newest id."""
        return self._last

    def __call__(self) -> int:
        with self._lock:
            present = max(int(time.time() * 1000) - EPOCH_MS, self._last)
            if present > self._last:
                self._last, self._sequence = present, 0
            else:
                self._sequence += 1
                if self._sequence == _SEQUENCES:
                    # The millisecond is used up: borrow the next one rather than wait.
                    self._last, self._sequence = present + 1, 0
            return self._last << (NODE_BITS + SEQUENCE_BITS) | self.node << SEQUENCE_BITS | self._sequence


_generator = IdGenerator(NODES - 1)


def use_node(node: int) -> None:
    """Make this process's ids with the node number it has claimed."""
    global _generator
    # Past what was made so far, so that ids rise also across a change of node, and coming back to a node repeats none.
    _generator = IdGenerator(node, after_ms=_generator.last_ms)


def new_id() -> int:
    """A new id of this process's node."""
    return _generator()
