"""Logs: one line an event, on standard error, as JSON or for a terminal, from our own code and from libraries alike."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Literal, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

HIDDEN = "***"
_SECRET_NAMES = frozenset(
    {"authorization", "cookie", "set-cookie", "password", "secret", "secret_key", "api_key", "token", "x-api-key"}
)
_PLAIN = (str, int, float, type(None))
_SECRET_ENDINGS = ("_password", "_secret", "_token", "_api_key", "_secret_key")
# At debug level these write the parameters of each statement, or each step of the event loop.
_CHATTY = (
    "tortoise",
    "tortoise.db_client",
    "aiosqlite",
    "asyncio",
    "aiohttp",
    "websockets",
    "uvicorn",
    "uvicorn.error",
)


# Bound once, for each request writes to it.
_access: structlog.typing.FilteringBoundLogger | None = None


def configure_logs(
    level: Literal["debug", "info", "warning", "error"] = "info",
    format: Literal["json", "console", "auto"] = "auto",
) -> None:
    """Send every log line through one renderer; run uvicorn with `log_config=None` so that it joins in."""
    global _access
    _access = None
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer = _renderer(format)
    structlog.configure(
        processors=[*_shared_steps(), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_NamedLogger,
        cache_logger_on_first_use=False,
    )
    _configure_standard_logging(number, renderer)


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines carry this name."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(name))


def bind(**values: object) -> AbstractContextManager[None]:
    """Add these values to every line logged inside the `with` block, by this task and those it starts."""
    return structlog.contextvars.bound_contextvars(**values)


def log_access(*, method: str, path: str, status: int, duration_ms: float, actor_id: int | None = None) -> None:
    """One line for a request that was answered; the path comes without its query, which may hold a token."""
    global _access
    if _access is None:
        _access = get_logger("access").bind()
    _access.info(
        "request",
        method=method,
        path=path.partition("?")[0],
        status=status,
        duration_ms=round(duration_ms, 2),
        actor_id=actor_id,
    )


class _NamedLogger(structlog.WriteLogger):
    """Writes lines to standard error, and remembers the name it was asked for."""

    def __init__(self, name: str = "") -> None:
        super().__init__(sys.stderr)
        self.name = name


def _configure_standard_logging(level: int, renderer: Processor) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *_shared_steps()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_color_message, renderer],
            # Our own steps write the exception; the standard formatter would append it a second time.
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    for former in [former for former in root.handlers if isinstance(former.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.INFO))
    # `log_access` writes this line, with more in it.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


def _shared_steps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        _add_name,
        _add_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        # Plain tracebacks: the richer kinds print local variables, and with them secrets.
        structlog.processors.format_exc_info,
        _hide_secrets,
    ]


def _renderer(format: Literal["json", "console", "auto"]) -> Processor:
    if format == "json" or (format == "auto" and not sys.stderr.isatty()):
        return structlog.processors.JSONRenderer(serializer=_to_json)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )


def _to_json(event: EventDict, default: Callable[[Any], Any], **_: Any) -> str:
    return orjson.dumps(event, default=default, option=orjson.OPT_NON_STR_KEYS).decode()


def _add_name(logger: WrappedLogger, _: str, event: EventDict) -> EventDict:
    if isinstance(logger, _NamedLogger) and logger.name:
        event["logger"] = logger.name
    return event


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if (current := request_id.get()) is not None:
        event.setdefault("request_id", current)
    return event


def _without_color_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)
    return event


def _hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace values whose name says that they are secret, wherever they are nested."""
    return cast("MutableMapping[str, Any]", _hidden(event))


def _hidden(value: Any) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {name: HIDDEN if _is_secret(str(name)) else _hidden(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(part) for part in value]
    return value


@lru_cache(maxsize=1_024)
def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return lowered in _SECRET_NAMES or lowered.endswith(_SECRET_ENDINGS)
