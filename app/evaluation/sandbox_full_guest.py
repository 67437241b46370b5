"""What runs inside WebAssembly: reads one request, runs its source, writes the answer.

Its text is handed to the interpreter there (CPython 3.12), so it imports nothing of ours. The code that it runs may change
anything in here; what comes out is therefore nobody's word but that code's.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import datetime
import decimal
import functools
import hashlib
import io
import itertools
import json
import math
import os
import random
import re
import statistics
import string
import sys
import time
import typing
from types import ModuleType, TracebackType
from typing import Any

_NAME = "<code>"
_MAX_PRINTED = 64_000
_MAX_MESSAGE = 2_000
# Imported before there is a request, since most programs do.
_EARLY = (
    *(collections, dataclasses, datetime, decimal, functools, hashlib, itertools),
    *(math, random, re, statistics, string, typing),
)


class Printed(io.TextIOBase):
    """Keeps the beginning of what is printed and drops the rest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = _MAX_PRINTED

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if self.room > 0:
            self.parts.append(text[: self.room])
            self.room -= len(text)
        return len(text)


def main() -> None:
    """Answer one request."""
    request = json.loads(_read())
    printed = Printed()
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), printed, printed
    # Sleeping would only hold a worker.
    time.sleep = lambda _: None
    answer = _run(request["source"], request["inputs"])
    answer["printed"] = "".join(printed.parts)
    _write(_encoded(answer))
    os._exit(0)


def _run(source: str, inputs: dict[str, Any]) -> dict[str, Any]:
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    module.__dict__.update(inputs)
    try:
        return {"value": _value(source, module.__dict__)}
    except SyntaxError as error:
        return {"fault": "CODE_SYNTAX" if _is_of_source(error) else "CODE_ERROR", **_told(error)}
    except MemoryError as error:
        module.__dict__.clear()
        return {"fault": "CODE_MEMORY", **_told(error)}
    except ModuleNotFoundError as error:
        is_known = (error.name or "").partition(".")[0] in sys.stdlib_module_names
        return {"fault": "CODE_UNSUPPORTED" if is_known else "CODE_ERROR", **_told(error)}
    except BaseException as error:
        return {"fault": "CODE_ERROR", **_told(error)}


def _value(source: str, names: dict[str, Any]) -> Any:
    """What the last expression of a source gives."""
    tree = ast.parse(source, _NAME)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, _NAME, "exec"), names)  # noqa: S102 - this is what the sandbox is for
        return None
    tree.body.pop()
    exec(compile(tree, _NAME, "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), _NAME, "eval"), names)  # noqa: S307


def _is_of_source(error: SyntaxError) -> bool:
    return error.filename == _NAME and error.__traceback__ is not None and _last_line(error.__traceback__) is None


def _told(error: BaseException) -> dict[str, Any]:
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == _NAME else _last_line(error.__traceback__)
    return {"message": _message(error), "line": line}


def _message(error: BaseException) -> str:
    name = type(error).__name__
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return f"{name}: {text}"[:_MAX_MESSAGE] if text else name
    except BaseException:
        return name


def _last_line(step: TracebackType | None) -> int | None:
    line = None
    while step is not None:
        if step.tb_frame.f_code.co_filename == _NAME:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _encoded(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer).encode()
    except BaseException:  # what is no JSON, goes round in circles or is too large
        value = answer.pop("value", None)
        return json.dumps({**answer, "type": type(value).__name__}).encode()


def _read() -> bytes:
    parts = []
    while part := os.read(0, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


main()
