"""What a client says about an HTTP endpoint: checked when an experiment is made, before anything is sent anywhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.core.choices import Choice
from app.core.errors import DomainError, Invalid
from app.core.secrets import mask
from app.core.signing import signing_key
from app.evaluation.json_template import names_in
from app.evaluation.mapping import EvaluatorInput, InputMapping, check, with_turns
from app.llm.providers import providers

CONTEXT = ("history", "conversation_id")
"""Names that a body may use without an input: the turns before, and what all turns of an item share."""
MOST_HEADERS = 20
MOST_URL = 2_000
MOST_BODY_BYTES = 64 * 1024
MOST_VALUE = 4_096
MOST_NAME = 300
_BOUNDS = {
    "timeout_seconds": ("timeoutSeconds", 0.1, 600),
    "max_concurrency": ("maxConcurrency", 1, 10_000),
    "requests_per_minute": ("requestsPerMinute", 1, 2_000_000_000),
}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# The client sets these itself; a second opinion lets one request be read as two.
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer"})
_OWN_PREFIXES = ("webhook-", "graphloop-")


class HttpMethod(Choice):
    """How an endpoint is called."""

    POST = "POST", "The inputs are sent as a JSON body."
    PUT = "PUT", "The inputs are sent as a JSON body."
    PATCH = "PATCH", "The inputs are sent as a JSON body."
    GET = "GET", "The inputs are sent as the query of the URL."


class InvalidUrl(Invalid):
    """Give an http or https URL without user name, password or fragment, such as `https://example.com/answer`."""

    code = "INVALID_URL"


class InvalidHeader(Invalid):
    """That header cannot be sent: its name or value is malformed, or the server sets it itself."""

    code = "INVALID_HEADER"


class InvalidBody(Invalid):
    """A body is JSON of at most 64 KiB, and a GET request has none."""

    code = "INVALID_BODY"


@dataclass(frozen=True, slots=True)
class FrozenEndpoint:
    """An endpoint as it is stored: what may be shown, and what may not."""

    source_key: str
    name: str
    config: dict[str, Any]
    secrets: dict[str, str]


def frozen_endpoint(given: Mapping[str, Any], columns: Collection[str]) -> FrozenEndpoint:
    """An endpoint that a client named, checked; error paths begin within it."""
    url, method = _checked_url(given["url"]), HttpMethod(given.get("method") or HttpMethod.POST)
    body = _checked_body(given.get("body"), method)
    mappings = _checked_inputs(body, given.get("inputs"), columns)
    headers, secrets = _checked_headers(given.get("headers") or ())
    if given.get("signing_secret"):
        secrets["signing_secret"] = _checked_signing(given["signing_secret"])
    config = {
        "url": url,
        "method": method.value,
        "headers": headers,
        "inputs": [mapping.stored() for mapping in mappings],
        "is_signed": "signing_secret" in secrets,
    } | _checked_numbers(given)
    if body is not None:
        config["body"] = body
    used = [mapping.column for mapping in mappings if mapping.column is not None]
    key = hashlib.sha256(f"{method} {url}".encode()).hexdigest()
    return FrozenEndpoint(key, _name(given.get("name"), url), with_turns(config, used, columns), secrets)


def _checked_url(text: str) -> str:
    url = text.strip()
    if len(url) > MOST_URL or not url.isprintable() or not _is_address(url):
        raise InvalidUrl(path=("url",))
    try:
        providers().egress.require_allowed(url)
    except DomainError as error:
        raise error.under("url") from None
    return url


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    is_plain = "@" not in parts.netloc and "#" not in url and " " not in url and "\\" not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain


def _name(given: str | None, url: str) -> str:
    """Its display name; a query may hold what is nobody's business."""
    parts = urlsplit(url)
    return ((given or "").strip() or f"{parts.netloc}{parts.path}")[:MOST_NAME]


def _checked_body(body: Any, method: HttpMethod) -> Any:
    if body is None:
        return None
    if method is HttpMethod.GET or _size(body) > MOST_BODY_BYTES:
        raise InvalidBody(path=("body",))
    return body


def _size(body: Any) -> int:
    try:
        return len(orjson.dumps(body))
    except TypeError:  # integers beyond 64 bits and lone surrogates are JSON to Python, not to orjson
        raise InvalidBody("The body holds a number or a text that JSON cannot carry.", path=("body",)) from None


def _checked_inputs(body: Any, given: Sequence[Mapping[str, Any]] | None, columns: Collection[str]) -> list[InputMapping]:
    """What fills the body; without a mapping, the columns of the names that it asks for, or else all columns."""
    asked_for = [] if body is None else [name for name in _names_in(body) if name not in CONTEXT]
    if given is None:
        names = [name for name in asked_for if name in columns] if body is not None else sorted(columns)
        mappings = [InputMapping(name, column=name) for name in names]
    else:
        mappings = [InputMapping(**mapping) for mapping in given]
    wanted = [mapping.name for mapping in mappings] if body is None else asked_for
    inputs = [EvaluatorInput(name) for name in wanted]
    check(mappings, columns=columns, wanted=inputs, path=("inputs",), allow_output=False)
    return mappings


def _names_in(body: Any) -> tuple[str, ...]:
    try:
        return names_in(body)
    except DomainError as error:
        raise error.under("body") from None


def _checked_headers(headers: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Headers as they are shown, and the values of those that are secret."""
    if len(headers) > MOST_HEADERS:
        raise InvalidHeader(f"At most {MOST_HEADERS} headers can be sent besides.", path=("headers",))
    shown: list[dict[str, Any]] = []
    secrets: dict[str, str] = {}
    for index, header in enumerate(headers):
        name, value = header["name"], header["value"].strip()
        taken = {other["name"].lower() for other in shown} | _OWN_HEADERS
        if not _HEADER_NAME.fullmatch(name) or name.lower() in taken or name.lower().startswith(_OWN_PREFIXES):
            raise InvalidHeader(path=("headers", index, "name"))
        if len(value) > MOST_VALUE or not (value.isascii() and value.isprintable()):
            raise InvalidHeader(path=("headers", index, "value"))
        if header.get("is_secret", True):
            secrets[f"header:{name}"] = value
        shown.append({"name": name} | ({"masked_value": mask(value)} if header.get("is_secret", True) else {"value": value}))
    return shown, secrets


def _checked_signing(secret: str) -> str:
    try:
        signing_key(secret)
    except DomainError as error:
        raise error.under("signingSecret") from None
    return secret.strip()


def _checked_numbers(given: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {
        "timeout_seconds": float(given.get("timeout_seconds") or 60.0),
        "max_concurrency": 64 if given.get("max_concurrency") is None else given["max_concurrency"],
    }
    if given.get("requests_per_minute") is not None:
        numbers["requests_per_minute"] = given["requests_per_minute"]
    for name, value in numbers.items():
        shown, least, most = _BOUNDS[name]
        if not least <= value <= most:
            raise Invalid(f"`{shown}` must be from {least:g} to {most:,g}.", path=(shown,))
    return numbers
