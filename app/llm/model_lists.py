"""Which models a provider says it has: one small request in each of the wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson

from app.core.egress import Egress, EgressFailed, EgressRefused, EgressResponse
from app.core.errors import Conflict
from app.llm import demo
from app.llm.faults import Discretion, told
from app.llm.models import LlmProvider

SECONDS = 30.0
_MAX_NAME = 200


class ModelsNotListed(Conflict):
    """The provider did not say which models it has; name them yourself."""

    code = "MODELS_NOT_LISTED"


async def ask_for_models(
    egress: Egress, provider: LlmProvider, base_url: str, secret: str | None, extra_headers: Mapping[str, str]
) -> list[str]:
    """Names of the models that a provider lists for this key, in order."""
    if provider is LlmProvider.DEMO:
        return list(demo.MODELS)
    url, headers = _request(provider, base_url, secret)
    given = {name.casefold() for name in extra_headers}
    sent = {name: value for name, value in headers.items() if name.casefold() not in given} | dict(extra_headers)
    discretion = Discretion((secret, *extra_headers.values()))
    try:
        response = await egress.request("GET", url, headers=sent, timeout_seconds=SECONDS)
    except (EgressRefused, EgressFailed) as error:
        raise ModelsNotListed(error.message) from error
    names = _names(response, discretion)
    return sorted({name.removeprefix("models/") for name in names} if provider is LlmProvider.GEMINI else names)


def _request(provider: LlmProvider, base_url: str, secret: str | None) -> tuple[str, dict[str, str]]:
    """The address and headers of the question."""
    match provider:
        case LlmProvider.ANTHROPIC:
            key = {"x-api-key": secret} if secret else {}
            return _at(base_url, "/v1", "/v1/models", "limit=1000"), {**key, "anthropic-version": "2023-06-01"}
        case LlmProvider.GEMINI:
            key = {"x-goog-api-key": secret} if secret else {}
            return _at(base_url, "/v1beta", "/v1beta/models", "pageSize=1000"), key
        case _:
            return _at(base_url, "", "/models"), {"Authorization": f"Bearer {secret}"} if secret else {}


def _at(base_url: str, version: str, path: str, query: str = "") -> str:
    parts = urlsplit(base_url)
    whole = parts.path.rstrip("/").removesuffix(version) + path
    return urlunsplit((parts.scheme, parts.netloc, whole, "&".join(filter(None, (parts.query, query))), ""))


def _names(response: EgressResponse, discretion: Discretion) -> set[str]:
    data = _decoded(response.body)
    if response.status >= 300:
        raise ModelsNotListed(discretion.status_fault(response.status, response.headers, told(data)).message)
    listed = data.get("data", data.get("models")) if isinstance(data, dict) else data
    if not isinstance(listed, list):
        raise ModelsNotListed
    return {name for each in listed if isinstance(each, dict) and (name := _name(each))}


def _name(listed: dict[str, Any]) -> str | None:
    """The name of a model that can chat, as far as the provider tells."""
    methods = listed.get("supportedGenerationMethods")
    if isinstance(methods, list) and "generateContent" not in methods:
        return None
    name = listed.get("id") or listed.get("name")
    return name if isinstance(name, str) and name.isprintable() and len(name) <= _MAX_NAME else None


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
