"""Answers that a client may keep: an ETag by which it learns that nothing has changed, without being sent it again."""

from __future__ import annotations

from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

_VARY = "Cookie, Authorization, Accept, Accept-Encoding"


def conditional(request: Request, response: Response, max_age_seconds: int = 0) -> Response:
    """The same answer with an ETag, or 304 if the client has it already.

    It is for the answers to queries that came by GET and by hash, and had no errors; whatever else comes is left as it is.
    """
    if request.method != "GET" or response.status_code != 200 or "set-cookie" in response.headers:
        return response
    # A weak tag, for the same answer may travel compressed.
    etag = f'W/"{blake2b(response.body, digest_size=16).hexdigest()}"'
    headers = {"etag": etag, "cache-control": _cache_control(max_age_seconds), "vary": _VARY}
    if is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether the client names this tag among those that it has."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known


def _cache_control(max_age_seconds: int) -> str:
    return f"private, max-age={max_age_seconds}" if max_age_seconds else "private, no-cache"
