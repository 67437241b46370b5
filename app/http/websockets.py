"""Uvicorn's websocket with a wire, for servers that tell many clients the same."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from app.core.wire import EXTENSION, Receiver

_FINAL_TEXT = 0x81


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Also takes text directly, and puts it into one frame without asking what the frame is for."""

    _receiver: Receiver | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        # A frame that an extension would have to change, as compression does, cannot be written past it.
        if self.response.status_code == 101 and not self.conn.extensions:
            extensions: dict[str, Any] = {**(self.scope["extensions"] or {}), EXTENSION: self}
            self.scope["extensions"] = extensions

    async def run_asgi(self) -> None:
        """Run the application; a connection that it listens to by then stays open."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application\n")
            self._receiver = None
        if self._receiver is None:
            self.send_500_response()
            if self.close_timer is None:
                self.transport.close()

    def listen(self, receiver: Receiver) -> bool:
        """Tell a receiver of messages from now on, and drop what only the beginning needed."""
        self._receiver = receiver
        self.queue = _NOWHERE
        # Their parser keeps the request as long as the connection.
        self.request.headers.clear()
        del self.request, self.response
        self.go_on()
        return True

    def go_on(self) -> None:
        """Read the next message."""
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def write(self, text: bytes) -> bool:
        """Send a text message; false if the client is slow, who then gets nothing."""
        if not self.writable.is_set():
            return False
        # After its end a connection takes everything, as a client does who no longer listens.
        if not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(_head(len(text)) + text)
        return True

    def send_receive_event_to_app(self) -> None:
        if self._receiver is None:
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        self._receiver.received(message, is_text=self.curr_msg_data_type == "text")

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._receiver is not None:
            self._receiver.writable()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.lost()


class _Nowhere(asyncio.Queue[Any]):
    """Where the events of connections go that nobody waits for; one for all, since a queue takes kilobytes."""

    def put_nowait(self, item: Any) -> None:
        """Forget it."""


_NOWHERE = _Nowhere()


def _head(length: int) -> bytes:
    """What stands before a text message in its one, unmasked frame."""
    if length < 126:
        return bytes((_FINAL_TEXT, length))
    return (
        struct.pack("!BBH", _FINAL_TEXT, 126, length) if length < 65_536 else struct.pack("!BBQ", _FINAL_TEXT, 127, length)
    )
