"""Renders Jinja2 templates that nobody trusts, inside a worker process: `jinja` is the side of the server.

Jinja2's sandbox keeps a template from the inside of Python, but not from time and memory: `{{ 'x' * 10**10 }}` is its to
compute. So the process may not grow, and has nothing that a template that got out could use: no environment, no files or
sockets to open, no processes to start.
"""

from __future__ import annotations

# Jinja2 and MarkupSafe import these when they come to need them, and nothing can be imported by then.
import encodings.unicode_escape  # noqa: F401
import html  # noqa: F401
import json
import pprint  # noqa: F401
import textwrap  # noqa: F401
from collections.abc import Iterator
from functools import lru_cache
from types import TracebackType
from typing import Any

import jinja2.debug  # noqa: F401
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.core.worker_side import Channel, limit_memory, open_nothing, step_back, write_nothing

_CALLS = 1_000
_MAX_MESSAGE = 500
_CACHED_TEMPLATES = 64
_OTHER_TEMPLATES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_COSTLY = (MemoryError, RecursionError, OverflowError)


class TooLong(Exception):
    """What the templates gave is longer than allowed."""


class OtherTemplate(TemplateSyntaxError):
    """A template names another one."""


def work(channel: Channel, memory_bytes: str, output_bytes: str) -> None:
    """Answer requests until the server is gone, or a template has used up what there is."""
    _warm()
    step_back()
    write_nothing()
    limit_memory(int(memory_bytes))
    open_nothing()
    for _ in range(_CALLS):
        request = channel.receive()
        if request is None:
            return
        answer = _answer(request, int(output_bytes))
        channel.reply(json.dumps(answer).encode())
        if answer.get("costly"):
            return


def _answer(request: bytes, output_bytes: int) -> dict[str, Any]:
    rendering = _Rendering(output_bytes)
    try:
        given = json.loads(request)
        if given["values"] is None:
            rendering.check(given["texts"])
            return {"rendered": []}
        return {"rendered": rendering.of(given["texts"], given["values"])}
    except TooLong:
        return {"costly": f"It gives more than {output_bytes:,} bytes.", "index": rendering.index}
    except _COSTLY as error:
        return {"costly": _costly(error), "index": rendering.index}
    except Exception as error:  # a template can raise whatever Python can
        return {"failed": _message(error), "index": rendering.index, "line": _line(error), "variable": _variable(error)}


class _Rendering:
    """Renders texts one after the other, and knows which one it is at."""

    def __init__(self, output_bytes: int) -> None:
        self.index = 0
        self._room = output_bytes

    def of(self, texts: list[str], values: dict[str, Any]) -> list[str]:
        rendered = []
        for self.index, text in enumerate(texts):
            rendered.append("".join(self._pieces(_compiled(text), values)))
        return rendered

    def check(self, texts: list[str]) -> None:
        """Read texts as templates without rendering them."""
        for self.index, text in enumerate(texts):
            _compiled(text)

    def _pieces(self, template: Template, values: dict[str, Any]) -> Iterator[str]:
        # Rather than `template.generate`, which rewrites tracebacks so that they read well and cost much.
        for piece in template.root_render_func(template.new_context(values)):
            self._room -= len(piece.encode(errors="surrogatepass"))
            if self._room < 0:
                raise TooLong
            yield piece


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, cache_size=0)
    # Made for pages: it gives random filler, as much as it is asked for.
    del environment.globals["lipsum"]
    # The one that comes along escapes for HTML, which a model would read as noise.
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


_ENVIRONMENT = _environment()


@lru_cache(maxsize=_CACHED_TEMPLATES)
def _compiled(text: str) -> Template:
    tree = _ENVIRONMENT.parse(text)
    other = next(tree.find_all(_OTHER_TEMPLATES), None)
    if other is not None:
        raise OtherTemplate("A template cannot include, import or extend another one.", other.lineno)
    return _ENVIRONMENT.from_string(tree)


def _warm() -> None:
    """Have everything imported and made that a template may need, while that is possible."""
    text = "{% for n in range(2) %}{{ n|string|urlize|tojson|title }}{{ missing is defined }}{% endfor %}{{ [1]|pprint }}"
    "".join(_compiled(text).root_render_func(_compiled(text).new_context({})))
    _compiled.cache_clear()


def _costly(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "It nests too deeply."
    if isinstance(error, MemoryError):
        return "It needs more memory than allowed."
    return f"{str(error)[:_MAX_MESSAGE].rstrip('.')}."


def _message(error: Exception) -> str:
    if name := _variable(error):
        return f"The variable `{name}` has no value."
    text = str(error)[:_MAX_MESSAGE] or "No reason given"
    return text if isinstance(error, TemplateError) else f"{type(error).__name__}: {text}"


def _variable(error: Exception) -> str | None:
    """The name that has no value: Jinja2 says it in words alone."""
    before, found, after = str(error).rpartition(" is undefined")
    if isinstance(error, UndefinedError) and found and not after:
        return before.strip("'")
    return None


def _line(error: Exception) -> int | None:
    """The line of the template where it went wrong."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    lines = [line for step in _steps(error.__traceback__) if (line := _template_line(step)) is not None]
    return lines[-1] if lines else None


def _steps(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _template_line(step: TracebackType) -> int | None:
    template = step.tb_frame.f_globals.get("__jinja_template__")
    return template.get_corresponding_lineno(step.tb_lineno) if isinstance(template, Template) else None
