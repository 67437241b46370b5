"""Compresses large JSON and text answers for those who accept it: Brotli if the package is installed, else gzip.

Starlette's own middleware heeds no q-values, knows no Brotli, leaves ETags as they are, and compresses what is streamed too.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GZIP_LEVEL = 1
_BROTLI_QUALITY = 1
# A thread costs as much as compressing some kilobytes; above this the event loop would be held up for a millisecond.
_THREAD_FROM_BYTES = 32_000
_HAS_BROTLI = find_spec("brotli") is not None
_TYPES = (b"application/json", b"application/graphql-response+json", b"text/")
_STREAM = b"text/event-stream"


class Compression:
    """Compresses complete answers from a size on; streams and files pass as they are."""

    def __init__(self, app: ASGIApp, min_bytes: int) -> None:
        self.app = app
        self._min_bytes = min_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coding = _coding_of(scope) if scope["type"] == "http" else None
        if coding is not None:
            send = _Answer(send, coding, self._min_bytes).send
        await self.app(scope, receive, send)


class _Answer:
    """One answer, whose start is held back until it is known what the body becomes."""

    def __init__(self, send: Send, coding: str, min_bytes: int) -> None:
        self._send, self._coding, self._min_bytes = send, coding, min_bytes
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_compressible(message, self._min_bytes):
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                message = await self._compressed(start, message)
            await self._send(start)
        await self._send(message)

    async def _compressed(self, start: Message, message: Message) -> Message:
        compress, body = _COMPRESS[self._coding], message["body"]
        is_large = len(body) >= _THREAD_FROM_BYTES
        smaller = await asyncio.to_thread(compress, body) if is_large else compress(body)
        headers = MutableHeaders(raw=start["headers"])
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        headers["content-encoding"] = self._coding
        headers["content-length"] = str(len(smaller))
        if (etag := headers.get("etag")) and not etag.startswith("W/"):
            headers["etag"] = f"W/{etag}"
        return {**message, "body": smaller}


def chosen_coding(accepted: str, *, has_brotli: bool = _HAS_BROTLI) -> str | None:
    """The coding that the client likes best among ours; nothing if it takes none of them."""
    weights = {name: weight for name, weight in map(_weighted, accepted.lower().split(",")) if name}
    rest = weights.get("*", 0.0)
    wanted = {name: weights.get(name, rest) for name in ("br", "gzip") if name != "br" or has_brotli}
    best = max(wanted, key=lambda name: wanted[name])
    return best if wanted[best] > 0 else None


def gzip(body: bytes) -> bytes:
    """Compress quickly; higher levels take up to twice the time for a tenth of the size."""
    compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def brotli(body: bytes) -> bytes:
    """Compress with the optional package."""
    import brotli

    compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
    return compressed


_COMPRESS: dict[str, Callable[[bytes], bytes]] = {"br": brotli, "gzip": gzip}
_chosen = lru_cache(maxsize=256)(chosen_coding)


def _coding_of(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            return _chosen(value.decode("latin-1"))
    return None


def _weighted(part: str) -> tuple[str, float]:
    name, _, parameters = part.partition(";")
    _, _, weight = parameters.partition("q=")
    try:
        return name.strip(), float(weight) if weight.strip() else 1.0
    except ValueError:
        return name.strip(), 0.0


def _is_compressible(message: Message, min_bytes: int) -> bool:
    length, kind = 0, b""
    for name, value in message["headers"]:
        if name == b"content-length":
            length = int(value)
        elif name == b"content-type":
            kind = value
        elif name == b"content-encoding":
            return False
    return length >= min_bytes and kind.startswith(_TYPES) and not kind.startswith(_STREAM) and message["status"] != 206
