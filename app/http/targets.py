"""Outputs that endpoints send back later: `POST /api/targets/results`, with the token of the invocation in a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.errors import DomainError
from app.evaluation.invocations import HEADER, PATH, InvocationInvalid
from app.evaluation.reports import InvalidReport
from app.experiments.arriving import ResultConflict, ResultLate, receive_result
from app.http.middleware import BodyTooLarge

MOST_TOKEN = 1_000
_STATUS = {InvocationInvalid: 401, ResultConflict: 409, ResultLate: 410}
_NAMES = {
    "output": "output",
    "error": "error",
    "latencyMs": "latency_ms",
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "cost": "cost",
    "externalId": "external_id",
}


async def result(request: Request) -> Response:
    """Take the result of an invocation; the same one twice is one result."""
    try:
        token = request.headers.get(HEADER, "")
        if not 1 <= len(token) <= MOST_TOKEN:
            raise InvocationInvalid
        status = await receive_result(token, _given(await request.body()))
    except ClientDisconnect:
        return Response(status_code=400)
    except BodyTooLarge:
        return _answer({"errors": [{"message": "The body is too large.", "extensions": {"code": "TOO_LARGE"}}]}, 413)
    except DomainError as error:
        return _refused(error)
    return _answer({"status": status.value}, 200)


def _given(body: bytes) -> Mapping[str, Any]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise InvalidReport("The body is not JSON.") from None
    if not isinstance(given, dict):
        raise InvalidReport("The body is a JSON object with `output` or `error`.")
    if unknown := given.keys() - _NAMES.keys():
        raise InvalidReport(f"There is nothing called {min(unknown)!r}; known: {', '.join(_NAMES)}.")
    return {_NAMES[name]: value for name, value in given.items()}


def _refused(error: DomainError) -> Response:
    shown = {"message": error.message, "path": list(error.path), "extensions": {"code": error.code}}
    return _answer({"errors": [shown]}, _STATUS.get(type(error), 400))


def _answer(body: object, status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


ROUTES = [Route(PATH, result, methods=["POST"])]
