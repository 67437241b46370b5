"""What a connection is made of, each part checked as it comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.core.errors import Invalid
from app.llm.chat import RESERVED
from app.llm.models import LlmProvider

MAX_MODELS = 1000
MAX_MODEL_NAME = 200
MAX_HEADERS = 20
MAX_SECRET = 4096
MAX_CONCURRENCY = 10_000
MAX_RATE = 2_000_000_000
MAX_PARAMETERS_BYTES = 16_384
ADDRESSES = {
    LlmProvider.ANTHROPIC: "https://api.anthropic.com",
    LlmProvider.GEMINI: "https://generativelanguage.googleapis.com",
}
"""Where providers are that have an address of their own."""
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# The client sets these itself; a second opinion lets one request be read as two.
_OWN_HEADERS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "upgrade"})


class InvalidBaseUrl(Invalid):
    """Give an http or https URL without user name, password or fragment, such as `https://api.example.com/v1`."""

    code = "INVALID_BASE_URL"


class InvalidSecret(Invalid):
    """A secret is one line of printable ASCII characters, 4,096 at most."""

    code = "INVALID_SECRET"


class InvalidHeader(Invalid):
    """That header cannot be sent: its name or value is malformed, or the client sets it itself."""

    code = "INVALID_HEADER"


class InvalidModels(Invalid):
    """A model's name has 1 to 200 characters, and a connection has at most 1,000 models."""

    code = "INVALID_MODELS"


class InvalidParameters(Invalid):
    """Parameters are a JSON object of at most 16 KB, and cannot name the model, the messages or streaming."""

    code = "INVALID_PARAMETERS"


class InvalidConcurrency(Invalid):
    """From 1 to 10,000 calls can be in flight."""

    code = "INVALID_CONCURRENCY"


class InvalidRate(Invalid):
    """A limit by the minute is from 1 to 2,000,000,000; leave it out for none."""

    code = "INVALID_RATE"


def checked_secret(provider: LlmProvider, secret: str | None) -> str:
    """A secret without surrounding space; empty for none."""
    text = (secret or "").strip()
    if len(text) > MAX_SECRET or not (text.isascii() and text.isprintable()):
        raise InvalidSecret(path=("input", "secret"))
    if provider is LlmProvider.DEMO and text:
        raise InvalidSecret("The demo provider takes no secret.", path=("input", "secret"))
    return text


def checked_parameters(given: Any) -> dict[str, Any]:
    """Parameters that may be sent with every request."""
    parameters = {} if given is None else given
    is_object = isinstance(parameters, dict) and not parameters.keys() & RESERVED
    if not is_object or len(orjson.dumps(parameters)) > MAX_PARAMETERS_BYTES:
        raise InvalidParameters(path=("input", "parameters"))
    return dict(parameters)


def checked_address(provider: LlmProvider, text: str | None) -> str | None:
    """Where a provider is: the address that was given, or its own; none for the provider that is built in."""
    url = (text or "").strip()
    if provider is LlmProvider.DEMO:
        if url:
            raise InvalidBaseUrl("The demo provider is built in and has no address.", path=("input", "baseUrl"))
        return None
    url = url or ADDRESSES.get(provider, "")
    if len(url) > 500 or not url.isprintable() or not _is_address(url):
        raise InvalidBaseUrl(path=("input", "baseUrl"))
    return url if "?" in url else url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    is_plain = "@" not in parts.netloc and "#" not in url and " " not in url and "\\" not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain


def checked_models(models: Sequence[str], field: str = "models") -> list[str]:
    """Names of models, each once."""
    names = list(dict.fromkeys(name.strip() for name in models))
    for index, name in enumerate(names):
        if not 1 <= len(name) <= MAX_MODEL_NAME or not name.isprintable():
            raise InvalidModels(path=("input", field, index) if field == "models" else ("input", field))
    if len(names) > MAX_MODELS:
        raise InvalidModels(path=("input", field))
    return names


def checked_headers(headers: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Headers that may be sent besides, by name."""
    if len(headers) > MAX_HEADERS:
        raise InvalidHeader("At most 20 headers can be sent besides.", path=("input", "extraHeaders"))
    seen: set[str] = set()
    for index, header in enumerate(headers):
        name, value = header["name"], header["value"]
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS | seen:
            raise InvalidHeader(path=("input", "extraHeaders", index, "name"))
        if len(value) > MAX_SECRET or not (value.isascii() and value.isprintable()):
            raise InvalidHeader(path=("input", "extraHeaders", index, "value"))
        seen.add(name.lower())
    return {header["name"]: header["value"].strip() for header in headers}


def checked_concurrency(calls: int) -> int:
    """A number of calls that may be in flight."""
    if not 1 <= calls <= MAX_CONCURRENCY:
        raise InvalidConcurrency(path=("input", "maxConcurrency"))
    return calls


def checked_rate(per_minute: int | None, field: str) -> int | None:
    """A limit by the minute, or none."""
    if per_minute is not None and not 1 <= per_minute <= MAX_RATE:
        raise InvalidRate(path=("input", field))
    return per_minute
