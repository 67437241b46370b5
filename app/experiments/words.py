"""Names and tags as experiments and their templates have them."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import Invalid
from app.datasets.documents import is_name

MAX_NAME = 200
MOST_TAGS = 20
MAX_TAG = 64


class InvalidTags(Invalid):
    """There are at most 20 tags, each of 1 to 64 characters without control characters, and each once."""

    code = "INVALID_TAGS"


def checked_name(name: str) -> str:
    """A name without surrounding space."""
    title = name.strip()
    if not is_name(title, MAX_NAME):
        raise Invalid("Give a name of 1 to 200 characters, none of them a control character.", path=("input", "name"))
    return title


def checked_tags(tags: Sequence[str]) -> list[str]:
    """Tags without surrounding space."""
    plain = [tag.strip() for tag in tags]
    is_right = len(plain) <= MOST_TAGS and len(set(plain)) == len(plain) and all(is_name(tag, MAX_TAG) for tag in plain)
    if not is_right:
        raise InvalidTags(path=("input", "tags"))
    return plain
