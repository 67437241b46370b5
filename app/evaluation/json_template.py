"""JSON templates: a text that is nothing but `{{name}}` becomes the value itself; within other text, the value's text.

Values are put into parsed JSON, never into its text, so that no value can break out of its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.errors import Invalid
from app.prompts import templates

MOST_LEVELS = 32
_ALONE = re.compile(r"\s*+\{\{\s*+([A-Za-z_][A-Za-z0-9_.-]*+)\s*+\}\}\s*+")


class TemplateTooDeep(Invalid):
    """A JSON template has at most 32 levels."""

    code = "TEMPLATE_TOO_DEEP"


def names_in(template: Any) -> tuple[str, ...]:
    """The names that a template asks for, each once."""
    return tuple(dict.fromkeys(name for text in _texts(template, 0) for name in templates.variables(text)))


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A template with values in place of names; raises `MissingVariable` for a name without one."""
    if isinstance(template, str):
        return _filled_text(template, values)
    if isinstance(template, list):
        return [filled(item, values) for item in template]
    if isinstance(template, dict):
        return {name: filled(item, values) for name, item in template.items()}
    return template


def _filled_text(text: str, values: Mapping[str, Any]) -> Any:
    alone = _ALONE.fullmatch(text)
    if alone is None:
        return templates.render(text, values)
    if alone[1] not in values:
        raise templates.MissingVariable(alone[1])
    return values[alone[1]]


def _texts(template: Any, level: int) -> Iterator[str]:
    if level > MOST_LEVELS:
        raise TemplateTooDeep
    if isinstance(template, str):
        yield template
    elif isinstance(template, list | dict):
        for item in template.values() if isinstance(template, dict) else template:
            yield from _texts(item, level + 1)
