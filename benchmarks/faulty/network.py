"""A stretch of network that can be cut: TCP connections pass through it to a port or to a socket's file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.faulty.provider import reset

_BYTES = 65_536


class Link:
    """Passes connections on, until it is told to stall or to refuse them."""

    def __init__(self, to: int | Path) -> None:
        self.port = 0
        self._to = to
        self._is_refusing = False
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._ends: set[asyncio.StreamWriter] = set()

    def stall(self) -> None:
        """Let nothing through, without telling anybody."""
        self._flowing.clear()

    def refuse(self) -> None:
        """Reset every connection, and each new one."""
        self._is_refusing = True
        self.drop()

    def drop(self) -> None:
        """Reset every connection; new ones may come."""
        for writer in tuple(self._ends):
            reset(writer.transport)

    def resume(self) -> None:
        """Let everything through again; what was held back arrives late."""
        self._is_refusing = False
        self._flowing.set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on until either end closes it."""
        if self._is_refusing:
            reset(writer.transport)
            return
        self._ends.add(writer)
        onward: asyncio.StreamWriter | None = None
        try:
            back, onward = await self._connected()
            self._ends.add(onward)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, onward))
                group.create_task(self._pass(back, writer))
        except* OSError:
            # Whoever is at the other end learns of it by the reset below.
            reset(writer.transport)
        finally:
            for end in (writer, onward):
                if end is not None:
                    self._ends.discard(end)
                    end.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._to, Path):
            return await asyncio.open_unix_connection(self._to)
        return await asyncio.open_connection("127.0.0.1", self._to)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_BYTES):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


@asynccontextmanager
async def link(to: int | Path) -> AsyncIterator[Link]:
    """A link on a free port."""
    made = Link(to)
    tasks: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(made.accept(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accepted, "127.0.0.1", 0, backlog=1024)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
