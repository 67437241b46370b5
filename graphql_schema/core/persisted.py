"""Documents that are named instead of sent: those of a manifest, and those that a client sent once with their hash.

Spoken are Apollo's protocol (`extensions.persistedQuery`) and `documentId`, plain or as `sha256:<hash>`. With
`registered_only` the manifest is all that is executed, whether it is named or sent as text.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.core.errors import Conflict, DomainError
from app.core.settings import Settings

_HASH = re.compile(r"[0-9a-f]{64}")
_APOLLO_MANIFEST = "apollo-persisted-query-manifest"
# What Python needs to keep a text beside its bytes: the entry, the hash and two string objects.
_BYTES_EACH = 300


class PersistedQueryNotFound(DomainError):
    """PersistedQueryNotFound"""

    # Apollo's clients look for these very words before they send the text.
    code = "PERSISTED_QUERY_NOT_FOUND"


class PersistedQueryHashMismatch(DomainError):
    """The hash is not that of the document; send the SHA-256 of exactly this text, in hexadecimal."""

    code = "PERSISTED_QUERY_HASH_MISMATCH"


class PersistedQueryInvalid(DomainError):
    """`extensions.persistedQuery` has to be `{"version": 1, "sha256Hash": "<64 hexadecimal digits>"}`."""

    code = "PERSISTED_QUERY_INVALID"


class DocumentNotRegistered(DomainError):
    """This server executes registered documents only, and this is none of them."""

    code = "DOCUMENT_NOT_REGISTERED"


class BadManifest(Conflict):
    """The manifest of registered documents cannot be used."""

    code = "BAD_MANIFEST"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The text to execute, if there is any, and how it was asked for."""

    text: str | None
    hash: str | None = None
    """The name it was asked for by, or the hash of a text that came with one."""
    is_registered: bool = False
    is_new: bool = False
    """A text with its hash, to be remembered once it has proved to be a good document."""


class PersistedDocuments:
    """The documents that a server knows by name."""

    def __init__(self, settings: Settings) -> None:
        self._registered_only = settings.registered_only
        self._largest = settings.graphql_document_bytes
        self._most_bytes = settings.persisted_bytes
        self._registered = dict(_named(settings.persisted_documents)) if settings.persisted_documents else {}
        self._remembered: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        if self._registered_only and not self._registered:
            raise BadManifest("With `registered_only`, name a manifest with documents in `persisted_documents`.")

    def resolve(self, query: str | None, extensions: Mapping[str, Any] | None, document_id: str | None) -> Resolved:
        """The text that a request means, by itself or by a name; refuses what it may not be."""
        name = _name(extensions, document_id)
        if query:
            return self._sent(query, name)
        if name is None and not self._registered_only:
            return Resolved(None)
        if name in self._registered:
            return Resolved(self._registered[name], name, is_registered=True)
        if name is None or self._registered_only:
            raise DocumentNotRegistered
        if name not in self._remembered:
            raise PersistedQueryNotFound
        self._remembered.move_to_end(name)
        return Resolved(self._remembered[name], name)

    def remember(self, resolved: Resolved) -> None:
        """Know a document by its hash from now on, until others need the room; call it once the document was accepted."""
        if not resolved.is_new or resolved.text is None or resolved.hash is None or resolved.hash in self._remembered:
            return
        self._remembered[resolved.hash] = resolved.text
        self._bytes += _size(resolved.text)
        while self._bytes > self._most_bytes:
            _, forgotten = self._remembered.popitem(last=False)
            self._bytes -= _size(forgotten)

    def _sent(self, query: str, name: str | None) -> Resolved:
        if name is None and not self._registered_only:
            return Resolved(query)
        if len(query) > self._largest:
            # Hashing it would be work for nothing: it is refused for its size when it is not for being unknown.
            if self._registered_only:
                raise DocumentNotRegistered
            return Resolved(query)
        digest = _hash(query)
        if name is not None and _HASH.fullmatch(name) and name != digest and self._registered.get(name) != query:
            raise PersistedQueryHashMismatch
        is_registered = digest in self._registered
        if self._registered_only and not is_registered:
            raise DocumentNotRegistered
        return Resolved(query, digest, is_registered, is_new=name == digest and not is_registered)


def _name(extensions: Mapping[str, Any] | None, document_id: str | None) -> str | None:
    """The name a document is asked for by; hashes in lower case."""
    if document_id:
        name = document_id.removeprefix("sha256:")
        return name.lower() if _HASH.fullmatch(name.lower()) else document_id
    asked = extensions.get("persistedQuery") if extensions else None
    if asked is None:
        return None
    given = asked.get("sha256Hash") if isinstance(asked, Mapping) and asked.get("version") == 1 else None
    if not isinstance(given, str) or not _HASH.fullmatch(given.lower()):
        raise PersistedQueryInvalid
    return given.lower()


def _named(place: Path) -> Iterator[tuple[str, str]]:
    """Every document of a manifest or a folder of them, by its name there and by its hash."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    for file in files:
        for name, text in _documents(file):
            yield name, text
            yield _hash(text), text


def _documents(file: Path) -> Iterator[tuple[str, str]]:
    try:
        content = orjson.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BadManifest(f"The manifest {file} cannot be read: {error}") from None
    pairs = _pairs(content)
    if pairs is None or not all(isinstance(part, str) and part for pair in pairs for part in pair):
        raise BadManifest(f"The manifest {file} should map names to documents, or be of Apollo's format.")
    for name, text in pairs:
        yield name.lower() if _HASH.fullmatch(name.lower()) else name, text


def _pairs(content: Any) -> list[tuple[Any, Any]] | None:
    if not isinstance(content, dict):
        return None
    if content.get("format") != _APOLLO_MANIFEST:
        return list(content.items())
    operations = content.get("operations")
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        return None
    return [(each.get("id"), each.get("body")) for each in operations]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass")) + _BYTES_EACH
