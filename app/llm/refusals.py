"""What providers turned out not to take, learnt from their refusals: one wasted call each, not one a request."""

from __future__ import annotations

from typing import TypeVar

import orjson

from app.llm.chat import ChatRequest

_MOST = 1_000
_Key = TypeVar("_Key")


def schema_key(request: ChatRequest) -> tuple[str, bytes]:
    """What is remembered of a schema that was refused: another one may please, and another model may take it."""
    return request.model, orjson.dumps(request.response_schema, option=orjson.OPT_SORT_KEYS)


def remember(known: set[_Key], key: _Key) -> None:
    """Keep a refusal in mind, as one of so many."""
    if len(known) >= _MOST:
        known.clear()
    known.add(key)
