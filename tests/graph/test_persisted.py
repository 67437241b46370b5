from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.core.settings import load_settings
from graphql_schema.core.persisted import (
    BadManifest,
    DocumentNotRegistered,
    PersistedDocuments,
    PersistedQueryHashMismatch,
    PersistedQueryInvalid,
    PersistedQueryNotFound,
    Resolved,
)

TEXT = "query Mine { viewer { id } }"
OTHER = "{ __typename }"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def asked(text_hash: Any, version: Any = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": text_hash}}


def documents(**settings: Any) -> PersistedDocuments:
    return PersistedDocuments(load_settings(**settings))


def registered(folder: Path, content: Any, **settings: Any) -> PersistedDocuments:
    """Documents with a manifest."""
    file = folder / "manifest.json"
    file.write_bytes(orjson.dumps(content))
    return documents(persisted_documents=file, **settings)


def accepted(of: PersistedDocuments, text: str) -> None:
    """Send a text with its hash, which proves to be good."""
    of.remember(of.resolve(text, asked(hash_of(text)), None))


def test_text_alone_is_just_that() -> None:
    known = documents()
    for extensions in (None, {}, {"tracing": True}):
        assert known.resolve(TEXT, extensions, None) == Resolved(TEXT)
    assert known.resolve(None, None, None) == Resolved(None)


def test_hash_is_unknown_until_its_text_was_accepted() -> None:
    known = documents()
    for _ in range(2):
        with pytest.raises(PersistedQueryNotFound, match=r"^PersistedQueryNotFound$"):
            known.resolve(None, asked(hash_of(TEXT)), None)
        sent = known.resolve(TEXT, asked(hash_of(TEXT)), None)
        assert sent == Resolved(TEXT, hash_of(TEXT), is_new=True)
    known.remember(sent)
    expected = Resolved(TEXT, hash_of(TEXT))
    assert known.resolve(None, asked(hash_of(TEXT)), None) == expected
    assert known.resolve("", asked(hash_of(TEXT).upper()), None) == expected
    assert known.resolve(None, None, f"sha256:{hash_of(TEXT)}") == expected


def test_text_has_to_be_that_of_the_hash() -> None:
    known = documents()
    with pytest.raises(PersistedQueryHashMismatch):
        known.resolve(OTHER, asked(hash_of(TEXT)), None)
    with pytest.raises(PersistedQueryNotFound):
        known.resolve(None, asked(hash_of(TEXT)), None)


@pytest.mark.parametrize(
    "extension",
    [asked("abc"), asked(None), asked(5), asked(hash_of(TEXT), 2), {"persistedQuery": 1}, {"persistedQuery": []}],
    ids=str,
)
@pytest.mark.parametrize("query", [TEXT, None])
def test_what_is_not_the_protocol_is_refused(extension: dict[str, Any], query: str | None) -> None:
    with pytest.raises(PersistedQueryInvalid):
        documents().resolve(query, extension, None)


def test_memory_is_bounded_and_keeps_what_is_used() -> None:
    known = documents(persisted_bytes=10_000)
    texts = [f"{{ a{number} {'x' * 900} }}" for number in range(9)]
    for text in texts:
        accepted(known, text)
        assert known.resolve(None, asked(hash_of(texts[0])), None).text == texts[0]
    kept = 0
    for text in texts:
        try:
            known.resolve(None, asked(hash_of(text)), None)
            kept += 1
        except PersistedQueryNotFound:
            assert text != texts[0]
    assert 1 < kept < len(texts)


def test_document_that_is_too_large_is_left_to_be_refused_for_that() -> None:
    known = documents(graphql_document_bytes=1_000)
    text = "#" * 1_001
    resolved = known.resolve(text, asked(hash_of(text)), None)
    assert resolved == Resolved(text)
    known.remember(resolved)
    with pytest.raises(PersistedQueryNotFound):
        known.resolve(None, asked(hash_of(text)), None)


MANIFESTS = [
    {hash_of(TEXT): TEXT},
    {hash_of(TEXT).upper(): TEXT},
    {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": hash_of(TEXT), "body": TEXT}]},
]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=["map", "upper case", "apollo"])
def test_registered_documents_are_known_from_the_start(tmp_path: Path, manifest: Any) -> None:
    known = registered(tmp_path, manifest)
    expected = Resolved(TEXT, hash_of(TEXT), is_registered=True)
    assert known.resolve(None, asked(hash_of(TEXT)), None) == expected
    assert known.resolve(None, None, hash_of(TEXT)) == expected
    assert known.resolve(TEXT, asked(hash_of(TEXT)), None) == expected
    assert known.resolve(OTHER, None, None) == Resolved(OTHER)


def test_manifests_may_use_names_of_their_own_and_fill_a_folder(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(orjson.dumps({"Mine_1": TEXT}))
    (tmp_path / "two.json").write_bytes(orjson.dumps({"other": OTHER}))
    known = documents(persisted_documents=tmp_path)
    assert known.resolve(None, None, "Mine_1").text == TEXT
    assert known.resolve(None, None, "other").text == OTHER
    assert known.resolve(None, asked(hash_of(OTHER)), None).is_registered


def test_only_registered_documents_are_resolved_where_that_is_set(tmp_path: Path) -> None:
    known = registered(tmp_path, {hash_of(TEXT): TEXT}, registered_only=True)
    assert known.resolve(TEXT, None, None).is_registered
    assert known.resolve(None, None, hash_of(TEXT)).text == TEXT
    for query, extensions, document_id in (
        (OTHER, None, None),
        (OTHER, asked(hash_of(OTHER)), None),
        (None, asked(hash_of(OTHER)), None),
        (None, None, "other"),
        (None, None, None),
        ("#" * 100_000, None, None),
        (TEXT + " ", None, None),
    ):
        with pytest.raises(DocumentNotRegistered):
            known.resolve(query, extensions, document_id)


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{", b'{"a": 1}', b'{"a": ""}', b'{"format": "apollo-persisted-query-manifest", "operations": [{"id": "a"}]}'],
)
def test_manifest_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(content)
    with pytest.raises(BadManifest, match=r"manifest\.json"):
        documents(persisted_documents=file)


def test_manifest_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadManifest, match="cannot be read"):
        documents(persisted_documents=tmp_path / "none.json")
    with pytest.raises(BadManifest, match="registered_only"):
        documents(registered_only=True)
