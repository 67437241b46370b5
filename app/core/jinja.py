"""Jinja2 templates, rendered in workers with limits on time, memory and length.

Jinja2 is an extra, and only the workers import it. They start at the first rendering.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import orjson

from app.core.errors import DomainError, Invalid
from app.core.jinja_names import names_in
from app.core.workers import WorkerLost, WorkerOvertime, Workers

DEFAULT_TIMEOUT_SECONDS = 2.0
DEFAULT_MEMORY_BYTES = 128 * 1024 * 1024
DEFAULT_OUTPUT_BYTES = 1_000_000

_LONGEST_ESCAPE = 6
_ROOM_FOR_WORDS = 10_000


class JinjaMissing(DomainError):
    """Jinja2 is not installed on the server; run: pip install 'graphloop[jinja2]'."""

    code = "JINJA2_MISSING"


class _TemplateError(Invalid):
    """The template was not rendered."""

    def __init__(self, message: str, *, index: int = 0, line: int | None = None, variable: str | None = None) -> None:
        place = "" if line is None else f"Line {line}: "
        super().__init__(f"{place}{message}", path=(index,))
        self.index = index
        """Which of the texts it is about."""
        self.line = line
        self.variable = variable


class TemplateFailed(_TemplateError):
    """The template is not valid, asks for what has no value, or does what it may not."""

    code = "TEMPLATE_FAILED"


class TemplateTooCostly(_TemplateError):
    """The template needs more time, memory or room than allowed."""

    code = "TEMPLATE_TOO_COSTLY"


class JinjaRenderer:
    """Renders templates in a few workers of its own."""

    def __init__(
        self,
        workers: int = 2,
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        output_bytes: int = DEFAULT_OUTPUT_BYTES,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._workers = Workers(
            "app.core.jinja_worker",
            (str(memory_bytes), str(output_bytes)),
            count=workers,
            longest_reply=_LONGEST_ESCAPE * output_bytes + _ROOM_FOR_WORDS,
        )

    async def start(self) -> None:
        """Start the workers; does nothing if they run."""
        require_jinja()
        await self._workers.start()

    async def close(self) -> None:
        """End the workers; the next rendering would start new ones."""
        await self._workers.close()

    async def render(self, texts: Sequence[str], values: Mapping[str, Any]) -> list[str]:
        """Fill in several templates with the same values; the limits are for all of them together."""
        return await self._answer(texts, dict(values))

    async def check(self, texts: Sequence[str]) -> None:
        """Refuse texts that are no valid templates, whatever values they would get."""
        await self._answer(texts, None)

    async def _answer(self, texts: Sequence[str], values: dict[str, Any] | None) -> list[str]:
        require_jinja()
        request = _as_json({"texts": list(texts), "values": values})
        try:
            answer = json.loads(await self._workers.call(request, self._timeout_seconds))
        except WorkerOvertime:
            raise TemplateTooCostly(f"It takes longer than {self._timeout_seconds:g} seconds.") from None
        except WorkerLost as error:
            # What takes a process down is a stack or a memory that is used up.
            raise TemplateTooCostly("It brought down what rendered it.") from error
        return _rendered(answer)


_renderer: JinjaRenderer | None = None


def use_jinja(chosen: JinjaRenderer | None) -> None:
    """Let templates be rendered there from now on."""
    global _renderer
    _renderer = chosen


async def render_jinja(texts: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Fill in several templates with the same values; raises `TemplateFailed` or `TemplateTooCostly`."""
    return await _chosen().render(texts, values)


async def check_jinja(texts: Sequence[str]) -> None:
    """Refuse texts that are no valid templates; raises `TemplateFailed` or `TemplateTooCostly`."""
    await _chosen().check(texts)


def _chosen() -> JinjaRenderer:
    if _renderer is None:
        raise RuntimeError("Nothing renders templates.")
    return _renderer


def jinja_variables(text: str) -> tuple[str, ...]:
    """The names a template asks for, each once, in order of first appearance."""
    return names_in(text)


def is_jinja_available() -> bool:
    """Whether Jinja2 is installed."""
    return find_spec("jinja2") is not None


def require_jinja() -> None:
    """Raise `JinjaMissing` unless templates can be rendered."""
    if not is_jinja_available():
        raise JinjaMissing


def _as_json(request: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(request, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # integers beyond 64 bits and lone surrogates are JSON to Python, not to orjson
        return json.dumps(request, default=str).encode()


def _rendered(answer: dict[str, Any]) -> list[str]:
    if costly := answer.get("costly"):
        raise TemplateTooCostly(costly, index=answer["index"])
    if failed := answer.get("failed"):
        raise TemplateFailed(failed, index=answer["index"], line=answer["line"], variable=answer["variable"])
    rendered: list[str] = answer["rendered"]
    return rendered
