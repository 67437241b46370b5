"""What judges are shown rather than told: images, recordings and documents, put into a message where their input stands.

A value says itself that it is one by the form that parts of a prompt's messages have, `{"type": "IMAGE", "url": ...}`, or by
being a data URL. Of a plain address, the judge's settings or the content type of the dataset's column say it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.core.errors import DomainError, Invalid, Path
from app.datasets.models import ContentType
from app.evaluation.mapping import Columns, EvaluatorInput, InputMapping, as_part
from app.llm.chat import Message, MessageRole, Part, PartType
from app.llm.providers import providers
from app.prompts import templates
from app.prompts.messages import parts_of

MOST_LEVELS = 32
OF_COLUMN = {
    ContentType.IMAGE: PartType.IMAGE,
    ContentType.AUDIO: PartType.AUDIO,
    ContentType.VIDEO: PartType.FILE,
}
_WORDS = {PartType.IMAGE: "image", PartType.AUDIO: "recording", PartType.FILE: "file"}
_DATA = {"data:image/": PartType.IMAGE, "data:audio/": PartType.AUDIO}
_PREFIXES = {PartType.IMAGE: "data:image/", PartType.AUDIO: "data:audio/", PartType.FILE: "data:"}
_MOST_HEADER = 200
_FORMS = ({"type", "url"}, {"type", "text"})


class MisplacedPart(Invalid):
    """Only a message of the role USER can hold an image, a recording or a file."""

    code = "MISPLACED_PART"


class UnusablePart(Invalid):
    """A value is not what the judge is to be shown."""

    code = "UNUSABLE_PART"


class PartMissing(Invalid):
    """There is nothing to be shown."""

    code = "MISSING_INPUT"


class WrongPartType(Invalid):
    """A column holds something else than the judge is to be shown."""

    code = "WRONG_PART_TYPE"


# --- settings --------------------------------------------------------------------------------------------------------


def require_places(names: Iterable[str], messages: Iterable[Message], path: Path) -> None:
    """Refuse inputs to be shown that stand in messages which hold text alone."""
    told = set(templates.message_variables(message for message in messages if message.role is not MessageRole.USER))
    for name in names:
        if name in told:
            message = f"`{name}` is shown to the judge, and only a message of the role USER can hold it."
            raise MisplacedPart(message, path=path)


def with_part_types(
    mappings: Sequence[InputMapping],
    wanted: Collection[EvaluatorInput],
    messages: Sequence[Message],
    columns: Columns,
    path: Path,
) -> list[InputMapping]:
    """The mappings of a judge, each with what it is shown its input as; `path` leads to the list of them."""
    declared = {one.name: one.part_type for one in wanted}
    typed: list[InputMapping] = []
    for index, mapping in enumerate(mappings):
        kind = _kind(mapping, declared.get(mapping.name), columns, (*path, index))
        if kind is not None and kind is not PartType.TEXT:
            require_places([mapping.name], messages, (*path, index))
            _require_value(mapping, kind, (*path, index, "value"))
        typed.append(replace(mapping, part_type=kind and kind.value))
    return typed


def _require_value(mapping: InputMapping, kind: PartType, path: Path) -> None:
    """Refuse a value, the same for every item, that cannot be shown."""
    if mapping.value is None:
        return
    try:
        parts_in(mapping.name, mapping.value, kind)
    except DomainError as error:
        raise error.under(*path) from None


def part_type_of(column: str | None, columns: Collection[str]) -> PartType | None:
    """What the values of a dataset's column are shown as; nothing for columns that hold no media."""
    kinds = columns.content_types if isinstance(columns, Columns) else {}
    held = kinds.get(column or "")
    return OF_COLUMN.get(ContentType(held)) if held else None


def _kind(mapping: InputMapping, declared: str | None, columns: Columns, path: Path) -> PartType | None:
    """What an input is shown as: as the judge says, else as the column says."""
    held = None if mapping.path else part_type_of(mapping.column, columns)
    if declared is None:
        return held
    kind = PartType(declared)
    if kind is PartType.TEXT:
        return kind
    if mapping.conversation:
        raise WrongPartType(f"`{mapping.name}` is {_named(kind)}, a conversation is text.", path=(*path, "conversation"))
    if held is not None and kind not in (held, PartType.FILE):
        message = f"`{mapping.name}` is {_named(kind)}, the column `{mapping.column}` holds a {_WORDS[held]}."
        raise WrongPartType(message, path=(*path, "column"))
    return kind


# --- values ----------------------------------------------------------------------------------------------------------


def parts_shown(inputs: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, tuple[Part, ...]]:
    """The parts of those inputs that are shown; `kinds` are those that the judge's settings name."""
    found = {name: parts_in(name, value, kinds.get(name)) for name, value in inputs.items()}
    return {name: parts for name, parts in found.items() if parts}


def parts_in(name: str, value: Any, declared: str | None = None) -> tuple[Part, ...]:
    """The parts that an input's value is shown as, none if it is told as text; raises if it is not what was declared."""
    kind = PartType(declared) if declared else None
    if kind is PartType.TEXT:
        return ()
    if kind is not None and value in (None, "", []):
        raise PartMissing(f"There is no {_WORDS[kind]} for the input `{name}`.")
    parts = _parts(name, value if kind is None else as_part(value, kind))
    for part in parts:
        _require_usable(name, part)
    if kind is not None and not parts:
        raise _unusable(name, kind)
    return parts


def shown_as(mapping: InputMapping, value: Any, declared: str | None) -> str | None:
    """What a judge is shown a mapping's value as; nothing for text. Raises if it is not what it should be."""
    parts = parts_in(mapping.name, value, declared)
    return mapping.part_type or next((part.type.value for part in parts if _is_media(part)), None)


def _parts(name: str, value: Any) -> tuple[Part, ...]:
    listed = value if isinstance(value, list) else [value]
    parts = [_part(one) for one in listed]
    if all(parts):
        whole = tuple(part for part in parts if part)
        return whole if any(map(_is_media, whole)) else ()
    return _described(name, value)


def _described(name: str, value: Any) -> tuple[Part, ...]:
    """JSON with a word in place of everything to be shown, which comes after it."""
    found: list[Part] = []
    told = _told(name, value, found, MOST_LEVELS)
    if not found:
        return ()
    shown = [[_text(f"\n{_label(name, part, number)}: "), part] for number, part in enumerate(found, 1)]
    return (_text(templates.as_text(told)), *(part for pair in shown for part in pair))


def _told(name: str, value: Any, found: list[Part], levels: int) -> Any:
    if (part := _part(value)) and _is_media(part):
        found.append(part)
        return _label(name, part, len(found))
    if levels and isinstance(value, dict):
        return {key: _told(name, one, found, levels - 1) for key, one in value.items()}
    if levels and isinstance(value, list):
        return [_told(name, one, found, levels - 1) for one in value]
    return value


def _part(value: Any) -> Part | None:
    """A value as a part, if it is one: text, a data URL, or an object in the form of a part."""
    if isinstance(value, str):
        kind = next((kind for start, kind in _DATA.items() if value.startswith(start)), None)
        return Part(kind, url=value) if kind and ";base64," in value[:_MOST_HEADER] else _text(value)
    if not isinstance(value, dict) or value.keys() not in _FORMS:
        return None
    parts = parts_of(value)
    return parts[0] if parts else None


def _require_usable(name: str, part: Part) -> None:
    if not _is_media(part):
        return
    url = part.url or ""
    if url.startswith(("http://", "https://")):
        # The provider fetches it, which may be a server of ours: what we do not call, we let nobody call for us.
        providers().egress.require_allowed(url)
    elif not url.startswith(_PREFIXES[part.type]) or ";base64," not in url[:_MOST_HEADER]:
        raise _unusable(name, part.type)


def _unusable(name: str, kind: PartType) -> UnusablePart:
    wanted = f"an http(s) address or `{_PREFIXES[kind]}…;base64,…`"
    return UnusablePart(f"The value of the input `{name}` is not {_named(kind)}: it has to be {wanted}.")


def _is_media(part: Part) -> bool:
    return part.type is not PartType.TEXT


def _text(text: str) -> Part:
    return Part(PartType.TEXT, text=text)


def _label(name: str, part: Part, number: int) -> str:
    return f"[{_WORDS[part.type]} {number} of {name}]"


def _named(kind: PartType) -> str:
    return f"{'an' if kind is PartType.IMAGE else 'a'} {_WORDS[kind]}"
