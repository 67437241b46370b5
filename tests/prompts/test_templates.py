"""The template renderer: what is replaced, what is left alone, and that hostile text costs linear time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.chat import Message, MessageRole
from app.prompts.templates import MissingVariable, as_text, render, render_messages, variables

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,10}", fullmatch=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}}", "A"),
        ("{{ a }}{{\n a\t}}", "AA"),
        ("{{{a}}}", "{A}"),
        ("{a} {{}} {{ }} {{1a}} {{a b}} }}", "{a} {{}} {{ }} {{1a}} {{a b}} }}"),
        (r"\{{a}} {{a}}", "{{a}} A"),
        ("{{user.first-name}}", "Ada"),
        ("{{none}}|{{number}}|{{object}}", '|1.5|{"k":[1,"é"]}'),
    ],
)
def test_renders(text: str, expected: str) -> None:
    values = {"a": "A", "user.first-name": "Ada", "none": None, "number": 1.5, "object": {"k": [1, "é"]}}
    assert render(text, values) == expected


def test_missing_variable_is_named() -> None:
    with pytest.raises(MissingVariable, match="`ticket`") as caught:
        render("{{a}} {{ticket}}", {"a": 1})
    assert caught.value.code == "MISSING_VARIABLE"


def test_variables_come_once_in_order_of_appearance() -> None:
    assert variables(r"{{b}} {{a}} {{ b }} \{{c}} {{d.e-f}}") == ("b", "a", "d.e-f")


def test_values_are_never_rendered_again() -> None:
    assert render("{{a}}{{b}}", {"a": "{{b}}", "b": r"\{{a}}"}) == r"{{b}}\{{a}}"


def test_messages_keep_their_roles() -> None:
    messages = (Message(MessageRole.SYSTEM, "Be brief."), Message(MessageRole.USER, "{{question}}"))
    assert render_messages(messages, {"question": "Why?"}) == (messages[0], Message(MessageRole.USER, "Why?"))


@given(st.text(alphabet=st.characters(exclude_characters="{")), st.dictionaries(names, json_values))
def test_text_without_braces_is_untouched(text: str, values: dict[str, Any]) -> None:
    assert render(text, values) == text
    assert variables(text) == ()


@given(st.lists(st.tuples(st.text(alphabet=st.characters(exclude_characters="{\\")), names)), st.text())
def test_every_placeholder_becomes_its_value(parts: list[tuple[str, str]], value: str) -> None:
    template = "".join(f"{text}{{{{{name}}}}}" for text, name in parts)
    assert render(template, {name: value for _, name in parts}) == "".join(text + value for text, _ in parts)


@given(json_values.filter(lambda value: value is not None and not isinstance(value, str)))
def test_other_values_are_rendered_as_json(value: Any) -> None:
    assert json.loads(as_text(value)) == value


@pytest.mark.parametrize("piece", ["{", "{{", "{{ ", "{{a", "{{a ", " ", "\\{{", "{{a}", "{{a}}", "}"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = "{{" + piece * (1_000_000 // len(piece))
    # In quadratic time this would go on for hours.
    assert len(render(text, {"a": ""})) <= len(text)
