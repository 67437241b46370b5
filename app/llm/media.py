"""Parts of messages that are not text: data URLs taken apart, and what an API cannot take refused."""

from __future__ import annotations

import mimetypes
from typing import NamedTuple

from app.llm.chat import FaultCode, Part, ProviderFault

_UNKNOWN = "application/octet-stream"


class Content(NamedTuple):
    """What a data URL holds."""

    media_type: str
    base64: str


def content_of(part: Part) -> Content | None:
    """What a part's data URL holds; nothing if it is an address."""
    head, comma, data = (part.url or "").partition(",")
    if not head.startswith("data:"):
        return None
    if not comma or not head.endswith(";base64"):
        raise ProviderFault(FaultCode.REFUSED, "A data URL of a message must be of the form `data:TYPE;base64,DATA`.")
    return Content(head.removeprefix("data:").partition(";")[0] or _UNKNOWN, data)


def media_type_of(url: str) -> str:
    """What is probably found at an address."""
    return mimetypes.guess_type(url.partition("?")[0])[0] or _UNKNOWN


def unsupported(part: Part, api: str, what: str) -> ProviderFault:
    """The fault of a part that an API cannot take."""
    return ProviderFault(FaultCode.REFUSED, f"{api} takes no {part.type.value.lower()} part {what}.")
