"""What our server offers beside ASGI, for many websockets that mostly listen.

Text is written at once, without a task for each message; and a connection that is listened to needs no coroutine that waits
for it, which would take more memory than the connection.
"""

from __future__ import annotations

from typing import Protocol

EXTENSION = "graphloop.wire"
"""Where a websocket's scope has it among its extensions."""


class Receiver(Protocol):
    """Whoever is told what happens to a connection."""

    def received(self, message: bytes, *, is_text: bool) -> None:
        """A message came; no further one is read until `go_on`."""

    def writable(self) -> None:
        """A client that was slow has caught up."""

    def lost(self) -> None:
        """The connection has ended."""


class Wire(Protocol):
    """A websocket's connection."""

    def listen(self, receiver: Receiver) -> bool:
        """Tell a receiver from now on; false if messages can only be waited for in ASGI's way."""

    def go_on(self) -> None:
        """Read the next message."""

    def write(self, text: bytes) -> bool:
        """Send a text message, UTF-8 as it is; false if the client is slow, who then gets nothing."""
