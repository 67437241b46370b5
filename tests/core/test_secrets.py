from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.secrets import SecretBox, SecretKeyMissing, SecretUnreadable, mask

BOX = SecretBox.from_secret("an installation's long secret")
CONTEXT = ("llm_connection", "secret", "17", "3", "api.example.com")
contexts = st.lists(st.text(), max_size=5)


@given(st.text(), contexts)
def test_what_was_encrypted_comes_back(plain: str, context: list[str]) -> None:
    assert BOX.decrypt(BOX.encrypt(plain, context=context), context=context) == plain


@given(contexts, contexts)
def test_another_context_does_not_open_it(context: list[str], other: list[str]) -> None:
    token = BOX.encrypt("sk-1234", context=context)
    if context != other:
        with pytest.raises(SecretUnreadable):
            BOX.decrypt(token, context=other)


def test_neighbouring_parts_of_a_context_do_not_run_together() -> None:
    token = BOX.encrypt("sk-1234", context=("a", "bc"))
    with pytest.raises(SecretUnreadable):
        BOX.decrypt(token, context=("ab", "c"))


@given(st.data())
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    token = BOX.encrypt("sk-1234", context=CONTEXT)
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters().filter(lambda drawn: drawn != token[place]))
    with pytest.raises(SecretUnreadable):
        BOX.decrypt(token[:place] + character + token[place + 1 :], context=CONTEXT)


@given(st.text())
def test_any_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(SecretUnreadable):
        BOX.decrypt(text, context=CONTEXT)


@pytest.mark.parametrize("end", [0, 5, 20, -1])
def test_a_shortened_token_is_unreadable(end: int) -> None:
    with pytest.raises(SecretUnreadable):
        BOX.decrypt(BOX.encrypt("sk-1234", context=CONTEXT)[:end], context=CONTEXT)


def test_the_same_secret_never_looks_the_same() -> None:
    assert BOX.encrypt("same", context=CONTEXT) != BOX.encrypt("same", context=CONTEXT)


def test_rotation_reads_old_tokens_and_writes_new_ones() -> None:
    old = SecretBox.from_secret("the old secret")
    token = old.encrypt("sk-1234", context=CONTEXT)
    rotated = SecretBox.from_secret("the new secret", older=["the old secret"])
    assert not old.needs_rotation(token)
    assert rotated.needs_rotation(token)
    assert rotated.decrypt(token, context=CONTEXT) == "sk-1234"
    renewed = rotated.encrypt(rotated.decrypt(token, context=CONTEXT), context=CONTEXT)
    assert not rotated.needs_rotation(renewed)
    assert SecretBox.from_secret("the new secret").decrypt(renewed, context=CONTEXT) == "sk-1234"


def test_a_lost_key_is_told_apart_from_tampering() -> None:
    token = SecretBox.from_secret("another secret").encrypt("sk-1234", context=CONTEXT)
    with pytest.raises(SecretKeyMissing):
        BOX.decrypt(token, context=CONTEXT)


def test_keys_are_the_same_at_every_start() -> None:
    token = BOX.encrypt("sk-1234", context=CONTEXT)
    assert SecretBox.from_secret("an installation's long secret").decrypt(token, context=CONTEXT) == "sk-1234"


@pytest.mark.parametrize(("keys", "current"), [({}, "a"), ({"a": b"short"}, "a"), ({"a.b": b"x" * 32}, "a.b")])
def test_unusable_keys_are_refused(keys: dict[str, bytes], current: str) -> None:
    with pytest.raises(ValueError):
        SecretBox(keys, current)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError):
        SecretBox.from_secret("")


def test_one_string_is_no_context() -> None:
    with pytest.raises(TypeError):
        BOX.encrypt("sk-1234", context="llm_connection")


@pytest.mark.parametrize(("secret", "shown"), [("", "…"), ("abc", "…"), ("abcdefgh", "…gh"), ("sk-0123456789abcd", "…abcd")])
def test_mask_shows_the_end(secret: str, shown: str) -> None:
    assert mask(secret) == shown


@given(st.text())
def test_mask_never_shows_more_than_a_quarter(secret: str) -> None:
    shown = mask(secret).removeprefix("…") if secret else ""
    assert len(shown) <= min(4, len(secret) / 4)
    assert secret.endswith(shown)
