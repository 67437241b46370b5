"""Files on their way into a dataset: `POST /api/uploads` with the file as the body."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
