"""Messages as a prompt keeps them: checked when they are written, taken apart and put together when they are filled in.

A stored message has `role` and `content`, and besides only what it needs: `parts`, `toolCalls`, `toolCallId`, `placeholder`
(the name of a variable that holds the messages to put in its place), and `isRendered` where that is false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core.errors import Invalid, Path
from app.llm.chat import Message, MessageRole, Part, PartType, ToolCall
from app.prompts.models import PromptKind

Stored = dict[str, Any]
_ADDRESSES = ("https://", "http://", "data:")


class InvalidMessages(Invalid):
    """A prompt needs at least one message; a TEXT prompt and a SNIPPET have just one."""

    code = "INVALID_MESSAGES"


class InvalidMessage(Invalid):
    """The message's parts do not go together."""

    code = "INVALID_MESSAGE"


def checked_messages(kind: PromptKind, messages: Sequence[Mapping[str, Any]]) -> list[Stored]:
    """Messages as they are stored."""
    if not messages or (kind is not PromptKind.CHAT and len(messages) > 1):
        raise InvalidMessages(path=("input", "messages"))
    stored = [checked_message(message, "input", "messages", index) for index, message in enumerate(messages)]
    if kind is PromptKind.SNIPPET and set(stored[0]) != {"role", "content"}:
        raise InvalidMessage("A snippet is text: give it `content` and nothing else.", path=("input", "messages", 0))
    return stored


def checked_message(message: Mapping[str, Any], *path: str | int) -> Stored:
    """One message as it is stored."""
    role, content = MessageRole(message.get("role", MessageRole.USER)), message.get("content") or ""
    stored: Stored = {"role": str(role), "content": content}
    if message.get("placeholder") is not None:
        _require(not content and not message.get("parts"), "A placeholder has no content of its own.", *path, "placeholder")
        return stored | {"placeholder": message["placeholder"]}
    if parts := message.get("parts"):
        _require(not content, "A message has either `content` or `parts`.", *path, "content")
        stored["parts"] = [_part(part, *path, "parts", index) for index, part in enumerate(parts)]
    if calls := message.get("tool_calls"):
        _require(role is MessageRole.ASSISTANT, "Only an assistant's message calls tools.", *path, "toolCalls")
        stored["toolCalls"] = [{name: str(call[name]) for name in ("id", "name", "arguments")} for call in calls]
    if message.get("tool_call_id") is not None:
        _require(role is MessageRole.TOOL, "Only a tool's message answers a call.", *path, "toolCallId")
        stored["toolCallId"] = message["tool_call_id"]
    return stored if message.get("is_rendered", True) else stored | {"isRendered": False}


def _part(part: Mapping[str, Any], *path: str | int) -> Stored:
    given = [name for name in ("text", "url", "variable") if part.get(name) is not None]
    _require(len(given) == 1, "A part has exactly one of `text`, `url` or `variable`.", *path)
    if given == ["variable"]:
        return {"variable": part["variable"]}
    kind = PartType(part.get("type") or PartType.TEXT)
    _require((kind is PartType.TEXT) == (given == ["text"]), "Text has `text`, everything else has `url`.", *path, "type")
    if kind is not PartType.TEXT:
        is_address = part["url"].startswith(_ADDRESSES) or "{{" in part["url"]
        _require(is_address, "That is neither an address nor a data URL.", *path, "url")
    return {"type": str(kind), given[0]: part[given[0]]}


def _require(holds: bool, told: str, *path: str | int) -> None:
    if not holds:
        raise InvalidMessage(told, path=path)


def is_rendered(message: Stored) -> bool:
    """Whether variables and snippets are filled in."""
    return "placeholder" not in message and message.get("isRendered", True)


def texts_of(message: Stored) -> Iterator[str]:
    """The templates of a message in order: its content, the texts and addresses of its parts."""
    yield message["content"]
    for part in message.get("parts", ()):
        if "variable" not in part:
            yield part["text"] if "text" in part else part["url"]


def with_texts(message: Stored, texts: Iterator[str]) -> Stored:
    """A message with other texts in the places of its own."""
    made = message | {"content": next(texts)}
    if parts := message.get("parts"):
        made["parts"] = [
            part if "variable" in part else part | {"text" if "text" in part else "url": next(texts)} for part in parts
        ]
    return made


def templates_in(messages: Sequence[Stored]) -> Iterator[tuple[int, str]]:
    """All templates of messages, each with the place of its message."""
    for index, message in enumerate(messages):
        if is_rendered(message):
            yield from ((index, text) for text in texts_of(message))


def placeholders_in(messages: Sequence[Stored]) -> Iterator[tuple[str, Path]]:
    """Names of variables that hold messages, and where they stand."""
    for index, message in enumerate(messages):
        if "placeholder" in message:
            yield message["placeholder"], (index, "placeholder")


def part_variables_in(messages: Sequence[Stored]) -> Iterator[tuple[str, Path]]:
    """Names of variables that hold parts, and where they stand."""
    for index, message in enumerate(messages):
        for place, part in enumerate(message.get("parts", ())):
            if "variable" in part:
                yield part["variable"], (index, "parts", place, "variable")


def message_of(given: Any) -> Message | None:
    """A message that a client wrote as JSON, in the words of the API; nothing if it is none."""
    if not isinstance(given, dict) or not isinstance(given.get("role"), str):
        return None
    role = given["role"].upper()
    parts, calls = parts_of(given.get("parts") or []), _calls_of(given.get("toolCalls") or [])
    content, answered = given.get("content") or "", given.get("toolCallId")
    is_one = role in set(MessageRole) and isinstance(content, str) and isinstance(answered, str | None)
    if not is_one or parts is None or calls is None or (parts and content):
        return None
    return Message(MessageRole(role), content, parts, calls, answered)


def parts_of(given: Any) -> tuple[Part, ...] | None:
    """Parts that a client wrote as JSON; nothing if they are none. A text alone is one part, as is a part outside a list."""
    if isinstance(given, str):
        return (Part(PartType.TEXT, text=given),)
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, list):
        return None
    parts = tuple(_part_of(part) for part in given)
    return tuple(part for part in parts if part) if all(parts) else None


def _part_of(given: Any) -> Part | None:
    if not isinstance(given, dict) or given.get("type", "TEXT") not in set(PartType):
        return None
    kind = PartType(given.get("type", "TEXT"))
    value = given.get("text" if kind is PartType.TEXT else "url")
    if not isinstance(value, str):
        return None
    return Part(kind, text=value) if kind is PartType.TEXT else Part(kind, url=value)


def _calls_of(given: Any) -> tuple[ToolCall, ...] | None:
    fields = ("id", "name", "arguments")
    if not isinstance(given, list) or not all(isinstance(call, dict) for call in given):
        return None
    if not all(isinstance(call.get(field), str) for call in given for field in fields):
        return None
    return tuple(ToolCall(*(call[field] for field in fields)) for call in given)


def shown_message(message: Message) -> dict[str, Any]:
    """A message as the API shows it: role and content, and besides only what it has."""
    shown: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.parts:
        shown["parts"] = [_shown_part(part) for part in message.parts]
    if message.tool_calls:
        shown["toolCalls"] = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in message.tool_calls]
    return shown if message.tool_call_id is None else shown | {"toolCallId": message.tool_call_id}


def _shown_part(part: Part) -> dict[str, Any]:
    return {"type": part.type.value} | ({"url": part.url} if part.text is None else {"text": part.text})
