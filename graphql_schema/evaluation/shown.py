"""Stored settings as clients see them: named as in the inputs, ids of rows as global ids."""

from __future__ import annotations

from typing import Any

from strawberry.utils.str_converters import to_camel_case

from graphql_schema.core.ids import global_id

_REFERENCES = {"connection_id": "LlmConnection", "prompt_id": "Prompt", "prompt_commit_id": "PromptCommit"}
_FREE_FORM = frozenset({"schema", "value", "body", "default"})
"""Whatever a client put there is given back as it came."""


def camel_case(name: str) -> str:
    """A name as the schema writes it."""
    return str(to_camel_case(name))


def shown(settings: Any) -> Any:
    """Stored settings as clients would write them."""
    if isinstance(settings, list):
        return [shown(item) for item in settings]
    if not isinstance(settings, dict):
        return settings
    return {camel_case(name): _value(name, value) for name, value in settings.items()}


def _value(name: str, value: Any) -> Any:
    if name in _REFERENCES and value is not None:
        return global_id(_REFERENCES[name], value)
    return value if name in _FREE_FORM else shown(value)
