"""Messages, tools and replies as the OpenAI-compatible wire writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.llm.chat import (
    ChatDelta,
    ChatReply,
    ChatRequest,
    Message,
    Part,
    PartType,
    Tool,
    ToolCall,
    ToolChoice,
    ToolChoiceMode,
)
from app.llm.media import content_of, unsupported

MOST_TOKENS = 1_000_000_000
_API = "The chat completions API"


def wire_message(message: Message) -> dict[str, Any]:
    """A message as it is sent."""
    wire: dict[str, Any] = {"role": message.role.value.lower(), "content": message.content}
    if message.parts:
        wire["content"] = [_wire_part(part) for part in message.parts]
    if message.tool_calls:
        wire["tool_calls"] = [_wire_call(call) for call in message.tool_calls]
        wire["content"] = wire["content"] or None
    if message.tool_call_id is not None:
        wire["tool_call_id"] = message.tool_call_id
    return wire


def _wire_part(part: Part) -> dict[str, Any]:
    if part.type is PartType.TEXT:
        return {"type": "text", "text": part.text or ""}
    if part.type is PartType.IMAGE:
        return {"type": "image_url", "image_url": {"url": part.url or ""}}
    content = content_of(part)
    if content is None:
        raise unsupported(part, _API, "by its address; send it as a data URL")
    kind = content.media_type.partition("/")[2]
    if part.type is PartType.AUDIO:
        return {"type": "input_audio", "input_audio": {"data": content.base64, "format": _AUDIO.get(kind, kind)}}
    return {"type": "file", "file": {"filename": f"file.{kind}", "file_data": part.url}}


_AUDIO = {"mpeg": "mp3", "x-wav": "wav", "wave": "wav", "vnd.wave": "wav"}


def _wire_call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def wire_tool(tool: Tool) -> dict[str, Any]:
    """A tool as it is offered."""
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": {name: value for name, value in function.items() if value is not None}}


def wire_choice(choice: ToolChoice) -> Any:
    """How the model is to choose among tools."""
    if choice.mode is ToolChoiceMode.SPECIFIC:
        return {"type": "function", "function": {"name": choice.name}}
    return choice.mode.value.lower()


def response_format(request: ChatRequest) -> dict[str, Any]:
    """The schema that the reply should follow."""
    named = {"name": "reply", "strict": True, "schema": request.response_schema}
    return {"type": "json_schema", "json_schema": named}


@dataclass(slots=True)
class Usage:
    """Tokens of a call, as far as the server says."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_input_tokens: int | None = None

    @classmethod
    def of(cls, data: Any) -> Usage:
        """The counts in a reply's `usage`."""
        usage = data if isinstance(data, dict) else {}
        details = usage.get("prompt_tokens_details")
        cached = details.get("cached_tokens") if isinstance(details, dict) else usage.get("prompt_cache_hit_tokens")
        return cls(count(usage.get("prompt_tokens")), count(usage.get("completion_tokens")), count(cached))


def tool_calls(given: Any) -> tuple[ToolCall, ...]:
    """The calls that a message asks for."""
    return tuple(_call(each, index) for index, each in enumerate(given) if _is_call(each)) if isinstance(given, list) else ()


def _is_call(given: Any) -> bool:
    return isinstance(given, dict) and isinstance(given.get("function"), dict)


def _call(given: dict[str, Any], index: int) -> ToolCall:
    function = given["function"]
    return ToolCall(
        _string(given.get("id")) or f"call_{index}", _string(function.get("name")), _string(function.get("arguments"))
    )


def thoughts(message: Mapping[str, Any]) -> str:
    """What the model thought, under the names that servers give it."""
    return _string(message.get("reasoning_content")) or _string(message.get("reasoning"))


def text(content: Any) -> str:
    """The reply's text; some servers send it in parts, and none at all if the limit of tokens left no room."""
    if isinstance(content, list):
        return "".join(text(part.get("text")) for part in content if isinstance(part, dict))
    return _string(content)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """A count of tokens, if it is one; a number beyond all reason is as good as none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS else None


@dataclass(slots=True)
class Assembly:
    """A streamed reply as far as it has come."""

    model: str
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    finish_reason: str | None = None
    usage: Usage = field(default_factory=Usage)
    _calls: dict[int, list[str]] = field(default_factory=dict)
    """Id, name and arguments by the call's place."""

    def add(self, chunk: dict[str, Any]) -> ChatDelta | None:
        """Take in a chunk; gives what it adds to the text or the reasoning."""
        self.model = _string(chunk.get("model")) or self.model
        if isinstance(chunk.get("usage"), dict):
            self.usage = Usage.of(chunk["usage"])
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        self.finish_reason = _string(first.get("finish_reason")) or self.finish_reason
        delta = first.get("delta")
        return self._delta(delta) if isinstance(delta, dict) else None

    def _delta(self, delta: dict[str, Any]) -> ChatDelta | None:
        said, thought = text(delta.get("content")), thoughts(delta)
        self.content.append(said)
        self.reasoning.append(thought)
        self.refusal.append(_string(delta.get("refusal")))
        if isinstance(calls := delta.get("tool_calls"), list):
            self._add_calls(calls)
        return ChatDelta(said, thought) if said or thought else None

    def _add_calls(self, calls: Iterable[Any]) -> None:
        for call in filter(_is_call, calls):
            place = index if isinstance(index := call.get("index"), int) else len(self._calls)
            known, function = self._calls.setdefault(place, ["", "", ""]), call["function"]
            known[0] = known[0] or _string(call.get("id"))
            known[1] += _string(function.get("name"))
            known[2] += _string(function.get("arguments"))

    def reply(self, *, is_structured: bool, request_id: str | None) -> ChatReply:
        """The whole reply."""
        calls = (ToolCall(call[0] or f"call_{place}", call[1], call[2]) for place, call in sorted(self._calls.items()))
        return ChatReply(
            content="".join(self.content),
            model=self.model,
            finish_reason=self.finish_reason,
            input_tokens=self.usage.input_tokens,
            output_tokens=self.usage.output_tokens,
            is_structured=is_structured,
            tool_calls=tuple(calls),
            cached_input_tokens=self.usage.cached_input_tokens,
            reasoning="".join(self.reasoning) or None,
            request_id=request_id,
        )
