"""What our server offers beside ASGI: text written to a websocket at once, without a task of its own for each message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

EXTENSION = "graphloop.wire"
"""Where a websocket's scope has it among its extensions."""


class Wire(Protocol):
    """A websocket's connection as whoever writes to many of them in one go sees it."""

    on_writable: Callable[[], None] | None
    """Called when a client that was slow has caught up."""

    def write(self, text: bytes) -> bool:
        """Send a text message, UTF-8 as it is; false if the client is slow, who then gets nothing."""
