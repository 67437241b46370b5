"""Files on their way into a dataset: `POST /api/uploads` with the file as the body."""

from __future__ import annotations

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.accounts.access import Permission
from app.accounts.credentials import actor_of_request
from app.core.errors import DomainError, Forbidden, Unauthenticated
from app.core.settings import Settings
from app.datasets.uploads import receive_upload
from app.http.middleware import BodyTooLarge

_STATUS = {Unauthenticated: 401, Forbidden: 403}


class UploadTooLarge(DomainError):
    """The file is too large."""

    code = "TOO_LARGE"


async def upload(request: Request) -> Response:
    """Keep the body as a file and answer its id."""
    try:
        pk = await _received(request)
    except BodyTooLarge:
        return _refused(UploadTooLarge(), 413)
    except ClientDisconnect:
        return Response(status_code=400)
    except DomainError as error:
        return _refused(error, _STATUS.get(type(error), 400))
    return _json({"id": f"Upload_{pk:x}"}, 201)


async def _received(request: Request) -> int:
    actor = await actor_of_request(request.headers, request.cookies)
    if actor.is_anonymous:
        raise Unauthenticated
    if not actor.spaces_with(Permission.WRITE_DATASETS):
        raise Forbidden("There is no space in which you may write datasets.")
    settings: Settings = request.app.state.settings
    made = await receive_upload(
        actor,
        folder=settings.data_dir / "uploads",
        chunks=request.stream(),
        content_type=request.headers.get("content-type", "application/octet-stream"),
        file_name=request.headers.get("x-file-name") or request.query_params.get("name"),
    )
    return int(made.id)


def _refused(error: DomainError, status: int) -> Response:
    return _json({"errors": [{"message": error.message, "extensions": {"code": error.code}}]}, status)


def _json(body: object, status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


ROUTES = [Route("/api/uploads", upload, methods=["POST"])]
