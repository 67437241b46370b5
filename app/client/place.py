"""Where commands find a server: from options, or from variables as CI sets them."""

from __future__ import annotations

from dataclasses import dataclass

URL_VARIABLE, KEY_VARIABLE, SPACE_VARIABLE = "GRAPHLOOP_URL", "GRAPHLOOP_API_KEY", "GRAPHLOOP_SPACE"
DEFAULT_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Place:
    """A server, the key to it, and the space that is worked in."""

    url: str
    key: str
    space: str | None = None
    """Its name or id; needed where the key opens several, or acts for no user."""
