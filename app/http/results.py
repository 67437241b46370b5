"""Results on their way out: `GET /api/experiment-runs/{id}/results.jsonl` or `.csv`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.accounts.access import get
from app.accounts.credentials import actor_of_request
from app.core.errors import DomainError, NotFound, Unauthenticated
from app.experiments.models import ExperimentRun
from app.exports.results import comma_separated, json_lines

_STATUS = {Unauthenticated: 401, NotFound: 404}
_KIND = "ExperimentRun_"
Writer = Callable[[ExperimentRun], AsyncIterator[bytes]]
_WRITERS: dict[str, tuple[Writer, str]] = {
    "jsonl": (json_lines, "application/x-ndjson"),
    "csv": (comma_separated, "text/csv; charset=utf-8"),
}


async def results(request: Request) -> Response:
    """The results of a run as a file, as they are by now."""
    try:
        run = await _run(request)
    except DomainError as error:
        body = {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
        return Response(orjson.dumps(body), _STATUS.get(type(error), 400), media_type="application/json")
    ending = request.path_params["format"]
    write, media_type = _WRITERS[ending]
    named = {"content-disposition": f'attachment; filename="run-{run.number}-results.{ending}"'}
    return StreamingResponse(write(run), media_type=media_type, headers=named)


async def _run(request: Request) -> ExperimentRun:
    actor = await actor_of_request(request.headers, request.cookies)
    if actor.is_anonymous:
        raise Unauthenticated
    unknown = NotFound("There is no such experiment run, or you may not see it.")
    if request.path_params["format"] not in _WRITERS:
        raise NotFound("Results come as `results.jsonl` or `results.csv`.")
    try:
        pk = int(request.path_params["id"].removeprefix(_KIND), 16)
    except ValueError:
        raise unknown from None
    if not 0 <= pk < 1 << 63:
        raise unknown
    return await get(ExperimentRun, pk, actor)


ROUTES = [Route("/api/experiment-runs/{id}/results.{format}", results, methods=["GET"])]
