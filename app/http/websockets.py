"""Uvicorn's websocket with a wire, for servers that tell many clients the same."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from app.core.wire import EXTENSION

_FINAL_TEXT = 0x81


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Also takes text directly, and puts it into one frame without asking what the frame is for."""

    on_writable: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        # A frame that an extension would have to change, as compression does, cannot be written past it.
        if self.response.status_code == 101 and not self.conn.extensions:
            extensions: dict[str, Any] = {**(self.scope["extensions"] or {}), EXTENSION: self}
            self.scope["extensions"] = extensions

    def write(self, text: bytes) -> bool:
        """Send a text message; false if the client is slow, who then gets nothing."""
        if not self.writable.is_set():
            return False
        # After its end a connection takes everything, as a client does who no longer listens.
        if self.handshake_complete and not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(_head(len(text)) + text)
        return True

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_writable is not None:
            self.on_writable()


def _head(length: int) -> bytes:
    """What stands before a text message in its one, unmasked frame."""
    if length < 126:
        return bytes((_FINAL_TEXT, length))
    return (
        struct.pack("!BBH", _FINAL_TEXT, 126, length) if length < 65_536 else struct.pack("!BBQ", _FINAL_TEXT, 127, length)
    )
