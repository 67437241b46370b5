"""Errors as clients see them: typed entries of a payload when expected, coded and masked top-level errors otherwise."""

import secrets
from collections.abc import Callable
from typing import Any

import strawberry
import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from app.core.errors import DomainError, TooMany, Unauthenticated
from app.core.passing import is_passing
from graphql_schema.core.limits import LimitExceeded

log: Any = structlog.get_logger(__name__)


@strawberry.interface(description="Something the caller can put right.")
class UserError:
    code: str = strawberry.field(description="Stable, machine-readable reason, such as `VERSION_TAKEN`.")
    message: str = strawberry.field(description="What went wrong and what to do about it, for a person.")
    path: list[str] = strawberry.field(description="Path of the input at fault; empty when none is.")


@strawberry.type(description="A problem that needs no more than its code, message and path to be understood.")
class Problem(UserError):
    """The kind of error that needs no fields of its own."""


_OURS = ("INTERNAL", "Something went wrong on our side")
_AWAY = ("UNAVAILABLE", "The database is busy or away, try again soon")
ErrorFace = Callable[[Any], UserError]
_faces: dict[type[DomainError], ErrorFace] = {}


def error_face(error: type[DomainError]) -> Callable[[ErrorFace], ErrorFace]:
    """Register how an error with more to say than a problem is shown."""

    def register(face: ErrorFace) -> ErrorFace:
        _faces[error] = face
        return face

    return register


def is_expected(error: BaseException) -> bool:
    """Whether an error belongs into a payload: signed out and rate-limited do not."""
    return isinstance(error, DomainError) and not isinstance(error, Unauthenticated | TooMany)


def user_error(error: DomainError) -> UserError:
    """An expected error as an entry of a payload."""
    face = _faces.get(type(error))
    return face(error) if face else Problem(code=error.code, message=error.message, path=list(error.path))


def coded(error: GraphQLError) -> GraphQLError:
    """A top-level error with a code; what was not meant for clients is hidden behind a reference into the log."""
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error:
        original = original.original_error
    if isinstance(original, LimitExceeded):
        return _coded(error, original.code, original.message, limit=original.limit, cost=original.cost)
    if isinstance(original, DomainError):
        return _coded(error, original.code, original.message)
    if error.extensions and "code" in error.extensions:
        return error
    if isinstance(error, GraphQLSyntaxError):
        return _coded(error, "GRAPHQL_PARSE_FAILED", error.message)
    if original is None or isinstance(original, GraphQLError):
        return _coded(error, "BAD_USER_INPUT" if error.path else "GRAPHQL_VALIDATION_FAILED", error.message)
    return _masked(error, original)


def _masked(error: GraphQLError, original: BaseException) -> GraphQLError:
    reference = secrets.token_hex(6)
    log.error("unexpected error", reference=reference, path=error.path, exc_info=original)
    if is_passing(original):
        shown = _coded(
            error, "UNAVAILABLE", f"The database is busy or away; try again soon. The log has it under {reference}."
        )
    else:
        shown = _coded(error, "INTERNAL", f"Something went wrong on our side; the log has it under {reference}.")
    shown.extensions = {**(shown.extensions or {}), "reference": reference}
    return shown


def _coded(error: GraphQLError, code: str, message: str, **more: Any) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code, **more},
    )
