"""Jinja2 templates: what they give, how they fail, and which variables they ask for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib.util import find_spec
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import meta

from app.core import jinja
from app.core.jinja import (
    JinjaMissing,
    JinjaRenderer,
    TemplateFailed,
    TemplateTooCostly,
    jinja_variables,
    render_jinja,
    use_jinja,
)


@pytest.fixture(scope="module")
async def renderer() -> AsyncIterator[JinjaRenderer]:
    made = JinjaRenderer(1, timeout_seconds=30)
    yield made
    await made.close()


async def one(renderer: JinjaRenderer, text: str, /, **values: Any) -> str:
    (rendered,) = await renderer.render([text], values)
    return rendered


@pytest.mark.parametrize(
    ("text", "values", "rendered"),
    [
        ("Hello {{ name }}!\n", {"name": "Ada"}, "Hello Ada!\n"),
        ("{% for n in items %}{{ loop.index }}.{{ n }} {% endfor %}", {"items": ["a", "b"]}, "1.a 2.b "),
        ("{% if a and not b %}x{% else %}y{% endif %}", {"a": True, "b": False}, "x"),
        ("{{ a.b.c }} {{ a['b'] | length }}", {"a": {"b": {"c": 1}}}, "1 1"),
        ("{{ text | upper | replace('A', 'b') }}", {"text": "aa"}, "bb"),
        ("{% macro m(x, y=2) %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}", {}, "12"),
        ("{% set a = b %}{{ a }}{# not this #}{% raw %}{{ b }}{% endraw %}", {"b": 1}, "1{{ b }}"),
        ("{{ missing | default('none') }}{{ missing is defined }}", {}, "noneFalse"),
        ("{{ data | tojson }}", {"data": {"a": "<b>ü", "n": [1, None]}}, '{"a": "<b>ü", "n": [1, null]}'),
        ("<{{ html }}>", {"html": "<&>"}, "<<&>>"),
        ("{{ n }}", {"n": 10**30}, str(10**30)),
        ("{{ t }}", {"t": "\ud800"}, "\ud800"),
        ("", {}, ""),
    ],
)
async def test_renders(renderer: JinjaRenderer, text: str, values: dict[str, Any], rendered: str) -> None:
    assert await one(renderer, text, **values) == rendered


@pytest.mark.parametrize("name", sorted(jinja2.defaults.DEFAULT_FILTERS))
async def test_filters_have_all_they_need(renderer: JinjaRenderer, name: str) -> None:
    values = {"text": "<b>A</b> &amp; b", "items": [{"a": 1}, {"a": 2}], "pairs": {"a": 1}, "number": 3}
    failures = []
    for value in values:
        for asked in ("", "(2)", "('a')", "('a', 'b')", "('real')"):
            try:
                await one(renderer, f"{{{{ {value} | {name}{asked} | string }}}}", **values)
            except TemplateFailed as failure:
                failures.append(failure.message)
    assert len(failures) < 20
    assert not [message for message in failures if "Errno" in message or "import" in message.lower()]


async def test_several_texts_are_rendered_with_the_same_values(renderer: JinjaRenderer) -> None:
    assert await renderer.render(["{{ a }}", "plain", "{{ a + 1 }}"], {"a": 1}) == ["1", "plain", "2"]
    assert await renderer.render([], {}) == []


@pytest.mark.parametrize(
    ("text", "line", "variable", "words"),
    [
        ("a\nb {{ name }}", 2, "name", "Line 2: The variable `name` has no value."),
        ("{{ a.b.c }}", 1, None, "Line 1: 'dict object' has no attribute 'b'"),
        ("x\n\n{% for n in %}{% endfor %}", 3, None, "Line 3: "),
        ("{{ a }", 1, None, "Line 1: "),
        ("\n{{ 1 / 0 }}", 2, None, "Line 2: ZeroDivisionError: division by zero"),
        ("{{ a | nothing }}", 1, None, "No filter named 'nothing'"),
        ("x\n{% include 'other' %}", 2, None, "Line 2: A template cannot include, import or extend another one."),
        ("{{ a.__class__ }}", 1, None, "unsafe"),
        ("{% for n in range(3) %}\n{{ n.x.y }}\n{% endfor %}", 2, None, "Line 2: "),
    ],
)
async def test_failures_name_line_and_variable(
    renderer: JinjaRenderer, text: str, line: int, variable: str | None, words: str
) -> None:
    with pytest.raises(TemplateFailed) as caught:
        await renderer.render(["fine", text], {"a": {}})
    error = caught.value
    assert (error.code, error.index, error.path, error.line, error.variable) == (
        "TEMPLATE_FAILED",
        1,
        ("1",),
        line,
        variable,
    )
    assert words in error.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "longer than 0.3 seconds"),
        ("{{ 'x' * 10 ** 9 }}", "more memory"),
        ("{{ 'x' * 1000001 }}", "more than 1,000,000 bytes"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests too deeply"),
        ("{{ range(10 ** 9) }}", "Range too big"),
    ],
)
async def test_costly_templates_say_what_they_need_too_much_of(text: str, words: str) -> None:
    renderer = JinjaRenderer(1, timeout_seconds=0.3 if "seconds" in words else 30)
    with pytest.raises(TemplateTooCostly, match=words) as caught:
        await renderer.render([text], {})
    assert caught.value.code == "TEMPLATE_TOO_COSTLY"
    assert await one(renderer, "{{ 1 }}") == "1"
    await renderer.close()


async def test_nothing_of_a_rendering_is_left_for_the_next(renderer: JinjaRenderer) -> None:
    assert await one(renderer, "{% set secret = 1 %}{{ secret }}{{ name }}", name="x") == "1x"
    with pytest.raises(TemplateFailed, match="secret"):
        await one(renderer, "{{ secret }}")
    with pytest.raises(TemplateFailed, match="name"):
        await one(renderer, "{{ name }}")


async def test_many_renderings_at_once_do_not_mix(renderer: JinjaRenderer) -> None:
    rendered = await asyncio.gather(*(one(renderer, "{{ n }}", n=n) for n in range(50)))
    assert rendered == [str(n) for n in range(50)]


async def test_renders_where_it_was_told_to(renderer: JinjaRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "_renderer", None)
    with pytest.raises(RuntimeError):
        await render_jinja(["x"], {})
    use_jinja(renderer)
    assert await render_jinja(["{{ a }}"], {"a": 1}) == ["1"]


async def test_without_the_library_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "find_spec", lambda name: None if name == "jinja2" else find_spec(name))
    with pytest.raises(JinjaMissing, match="pip install") as caught:
        await JinjaRenderer().render(["x"], {})
    assert caught.value.code == "JINJA2_MISSING"
    assert jinja_variables("{{ a }}") == ("a",)


# --- the variables of a template -------------------------------------------------------------------------------------

TEMPLATES = [
    "",
    "plain {single} text",
    "{{ a }} {{ b.c.d }} {{ e['f'] }} {{ a }}",
    "{{ a | default(b) | join(', ') }}",
    "{{ a if b else c }}",
    "{{ f(x, y=z) }} {{ f(k='x') }}",
    "{{ 'name in text' }} {{ \"an{{other\" }} {{ 'it\\'s' ~ a }}",
    "{{ {'key': value, 'other': {'deep': x}} }}",
    "{{- a -}} {%- if b -%} x {%- endif -%}",
    "{# {{ hidden }} #}{{ shown }}",
    "{% raw %}{{ hidden }}{% endraw %}{{ shown }}",
    "{%- raw -%}{{ hidden }}{%- endraw -%}{{ shown }}",
    "{% for n in items %}{{ n }}{{ loop.index }}{{ outer }}{% endfor %}{{ n }}",
    "{% for key, value in pairs.items() %}{{ key }}{{ value }}{% endfor %}",
    "{% for n in items if n.ok and wanted %}{{ n }}{% else %}{{ empty }}{% endfor %}",
    "{% for n in (a if b else c) %}{{ n }}{% endfor %}",
    "{% for n in items recursive %}{{ loop(n.children) }}{% endfor %}",
    "{% set a = b %}{{ a }}",
    "{% set a, c = b %}{{ a }}{{ c }}",
    "{{ a }}{% set a = 1 %}",
    "{% set a %}{{ b }}{% endset %}{{ a }}",
    "{% set a | upper %}{{ b }}{% endset %}{{ a }}",
    "{% set ns = namespace(found=x) %}{% set ns.found = y %}{{ ns.found }}",
    "{% macro m(a, b=c) %}{{ a }}{{ b }}{{ caller() }}{{ d }}{% endmacro %}{{ m(e) }}",
    "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m() }}",
    "{% call(row) table(rows) %}{{ row }}{{ other }}{% endcall %}",
    "{% call table() %}x{% endcall %}",
    "{% with a = b, c = d %}{{ a }}{{ c }}{{ e }}{% endwith %}{{ a }}",
    "{% filter upper %}{{ a }}{% endfilter %}",
    "{% block body %}{{ a }}{% endblock %}",
    "{% if a is defined and b is not none and c is divisibleby 3 %}{% elif d in e %}{{ g }}{% endif %}",
    "{% if a is sameas b %}{% endif %}",
    "{{ range(n) }} {{ dict(a=b) }} {{ cycler('x') }}",
    "{{ a[b:c] }} {{ a // b ** 2 == c }} {{ not x }} {{ -y }}",
    "{{ 1.5 }} {{ 1e5 }} {{ true }} {{ None }}",
    "{{ über }} {{ a_1 }}",
    "{{ a }}}} {{ b }}",
    "{{ messages[0].content.split('x')[-1] | trim }}",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_finds_the_variables_that_jinja_would_ask_for(text: str) -> None:
    environment = jinja2.Environment(autoescape=True)
    assert set(jinja_variables(text)) == meta.find_undeclared_variables(environment.parse(text))


def test_variables_come_once_and_in_order() -> None:
    assert jinja_variables("{{ b }}{{ a }}{{ b }}{% if c %}{% endif %}") == ("b", "a", "c")


@given(st.text(alphabet="{}%#-a b.|='\"()[],\n\\", max_size=200))
def test_any_text_has_variables(text: str) -> None:
    assert all(name.isidentifier() for name in jinja_variables(text))


@pytest.mark.parametrize("text", ["{{ " * 50_000, "{% for a in " * 20_000, "{{ (" * 50_000, "{{ '" * 50_001, "{#" * 50_000])
def test_hostile_texts_have_variables_too(text: str) -> None:
    assert len(jinja_variables(text)) <= 2
