"""JSON templates in, places in JSON out: values stay values, and what is not understood is named."""

from __future__ import annotations

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.evaluation.json_path import InvalidPath, PlaceMissing, found_at, steps_of
from app.evaluation.json_template import MOST_LEVELS, TemplateTooDeep, filled, names_in
from app.prompts.templates import MissingVariable

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_name_alone_becomes_the_value_itself(value: Any) -> None:
    assert filled({"a": ["{{ x }}"]}, {"x": value}) == {"a": [value]}


@given(st.text(max_size=40))
def test_a_value_never_leaves_its_place(text: str) -> None:
    made = filled({"prompt": "Q: {{x}}", "role": "user"}, {"x": text})
    assert orjson.loads(orjson.dumps(made)) == {"prompt": f"Q: {text}", "role": "user"}


def test_names_are_found_once_and_values_of_other_kinds_read_as_text() -> None:
    template = {"a": "{{x}} and {{y}}", "b": [{"c": "{{x}}"}, 3, None], "{{z}}": True}
    assert names_in(template) == ("x", "y")
    assert filled(template, {"x": {"n": 1}, "y": 2}) == {
        "a": '{"n":1} and 2', "b": [{"c": {"n": 1}}, 3, None], "{{z}}": True
    }  # fmt: skip
    with pytest.raises(MissingVariable):
        filled(template, {"x": 1})


def test_a_template_has_only_so_many_levels() -> None:
    deep: Any = "{{x}}"
    for _ in range(MOST_LEVELS + 1):
        deep = [deep]
    with pytest.raises(TemplateTooDeep):
        names_in(deep)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$.choices[0].message.content", ("choices", 0, "message", "content")),
        ("$['any name'][-1][\"x.y\"]", ("any name", -1, "x.y")),
    ],
)
def test_paths_are_read(path: str, steps: tuple[str | int, ...]) -> None:
    assert steps_of(path) == steps


@pytest.mark.parametrize("path", ["", "a.b", "$.", "$..a", "$.a[", "$.a[*]", "$[?(@.a)]", "$.a b", "$" + ".a" * 400])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidPath):
        steps_of(path)


def test_a_place_is_found_or_it_is_said_how_far_the_path_leads() -> None:
    document = {"choices": [{"text": "one"}, {"text": "two"}]}
    assert found_at(steps_of("$.choices[-1].text"), document) == "two"
    for path, words in (("$.choices[2]", "`$.choices`, which is a list of 2"), ("$.text", "`$`, which is an object")):
        with pytest.raises(PlaceMissing, match="There is nothing") as caught:
            found_at(steps_of(path), document)
        assert words in caught.value.message


@given(st.text(max_size=30))
def test_no_text_makes_a_path_crash(text: str) -> None:
    with contextlib.suppress(DomainError):
        found_at(steps_of(f"${text}"), {"a": [1]})
