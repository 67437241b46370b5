"""Templates that would use up the server or get at it, each with the error that stops it."""

from __future__ import annotations

from typing import NamedTuple

FAILED, TOO_COSTLY = "TEMPLATE_FAILED", "TEMPLATE_TOO_COSTLY"
EITHER = f"{FAILED} {TOO_COSTLY}"

VALUES = {"text": "abc", "items": list(range(100)), "person": {"name": "Ada"}}


class TemplateBomb(NamedTuple):
    """A template, and the codes of which one has to stop it."""

    name: str
    text: str
    codes: str


def _nested(times: int, count: int = 1000) -> str:
    loops = "".join(f"{{% for n{level} in range({count}) %}}" for level in range(times))
    return loops + "x" + "{% endfor %}" * times


_MACRO = "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"
_DOUBLING = "{% set ns = namespace(t='x') %}{% for n in range(100) %}{% set ns.t = ns.t + ns.t %}{% endfor %}{{ ns.t }}"
_QUIET = (
    "{% set ns = namespace(n=0) %}{% for a in range(90000) %}{% for b in range(90000) %}{% set ns.n = b %}"
    "{% endfor %}{% endfor %}"
)
_MACROS = (
    "{% macro a() %}{{ 'x' * 9 }}{% endmacro %}{% macro b() %}{% for n in range(9999) %}{{ a() }}{% endfor %}{% endmacro %}"
    "{% macro c() %}{% for n in range(9999) %}{{ b() }}{% endfor %}{% endmacro %}{{ c() }}"
)
_HOPS = "{{ ''.__class__.__mro__[1].__subclasses__() }}"

TEMPLATE_BOMBS = [
    # time
    TemplateBomb("two loops", _nested(2, 99_999), TOO_COSTLY),
    TemplateBomb("three loops", _nested(3), TOO_COSTLY),
    TemplateBomb("eight loops", _nested(8), TOO_COSTLY),
    TemplateBomb("loops that say nothing", _QUIET, TOO_COSTLY),
    TemplateBomb("a power of powers", "{{ 9 ** (9 ** 9) }}", TOO_COSTLY),
    TemplateBomb("a large power", "{{ (10 ** 10000000) % 7 }}", TOO_COSTLY),
    TemplateBomb("a power in a condition", "{% if 7 ** 99999999 > 1 %}x{% endif %}", TOO_COSTLY),
    TemplateBomb(
        "products of large numbers",
        "{% set a = 2 ** 9999999 %}{% for n in range(999) %}{{ (a * a) and '' }}{% endfor %}",
        EITHER,
    ),
    TemplateBomb(
        "sorting again and again", "{% for n in range(99999) %}{{ (range(99999)|sort)[:0]|join }}{% endfor %}", TOO_COSTLY
    ),
    TemplateBomb(
        "joining again and again", "{% for n in range(99999) %}{{ (range(99999)|join)|length * 0 }}{% endfor %}", TOO_COSTLY
    ),
    TemplateBomb("macros within macros", _MACROS, TOO_COSTLY),
    TemplateBomb(
        "searching for what is not there",
        "{% set t = 'a' * 9999999 %}{% for n in range(99999) %}{{ t.find('b') and '' }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "replacing",
        "{% set t = 'a' * 999999 %}{% for n in range(99999) %}{{ t.replace('a', 'bb')|length * 0 }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "counting words",
        "{% set t = 'a ' * 999999 %}{% for n in range(9999) %}{{ t|wordcount and '' }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "links in text",
        "{% set t = 'http://a.b/ ' * 99999 %}{% for n in range(999) %}{{ t|urlize|length * 0 }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "wrapping words",
        "{% set t = 'a ' * 999999 %}{% for n in range(999) %}{{ t|wordwrap(3)|length * 0 }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "stripping tags",
        "{% set t = '<a>' * 999999 %}{% for n in range(999) %}{{ t|striptags|length * 0 }}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb("batches", "{% for n in range(9999) %}{{ range(99999)|batch(1)|list|length * 0 }}{% endfor %}", TOO_COSTLY),
    TemplateBomb(
        "groups", "{% for n in range(9999) %}{{ range(99999)|map('string')|unique|list|length * 0 }}{% endfor %}", TOO_COSTLY
    ),
    TemplateBomb("sums", "{% for n in range(99999) %}{{ range(99999)|sum * 0 }}{% endfor %}", TOO_COSTLY),
    # memory
    TemplateBomb("a long text", "{{ 'x' * 10 ** 10 }}", TOO_COSTLY),
    TemplateBomb("a longer text", "{{ 'x' * 10 ** 20 }}", TOO_COSTLY),
    TemplateBomb("a long list", "{{ ([0] * 10 ** 9)|length }}", TOO_COSTLY),
    TemplateBomb("a long tuple", "{{ ((0,) * 10 ** 9)|length }}", TOO_COSTLY),
    TemplateBomb("a text that doubles", _DOUBLING, TOO_COSTLY),
    TemplateBomb(
        "a list that doubles",
        "{% set ns = namespace(t=[0]) %}{% for n in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        TOO_COSTLY,
    ),
    TemplateBomb(
        "lists of lists",
        "{{ range(99999)|map('list')|list if false else (range(99999)|list|batch(1)|list * 99999)|length }}",
        TOO_COSTLY,
    ),
    TemplateBomb("centred in a wide field", "{{ 'x'|center(10 ** 10) }}", TOO_COSTLY),
    TemplateBomb("the method for that", "{{ 'x'.center(10 ** 10) }}", TOO_COSTLY),
    TemplateBomb("left in a wide field", "{{ 'x'.ljust(10 ** 10) }}", TOO_COSTLY),
    TemplateBomb("filled with zeros", "{{ 'x'.zfill(10 ** 10) }}", TOO_COSTLY),
    TemplateBomb("a wide format", "{{ '%10000000000d'|format(1) }}", EITHER),
    TemplateBomb("a wide new format", "{{ '{:>10000000000}'.format(1) }}", EITHER),
    TemplateBomb("a width from a value", "{{ '%*d'|format(1000000000, 1) }}", TOO_COSTLY),
    TemplateBomb("a deep indent", "{{ 'a\n'|indent(10 ** 10) }}", TOO_COSTLY),
    TemplateBomb("tabs", "{{ '\t'.expandtabs(10 ** 10) }}", EITHER),
    TemplateBomb("joined with a long text", "{{ range(99999)|join('x' * 99999) }}", TOO_COSTLY),
    TemplateBomb("replaced by a long text", "{{ ('x' * 99999).replace('x', 'y' * 99999) }}", TOO_COSTLY),
    TemplateBomb("filled in", "{{ 'x' * 99999999 ~ 'y' * 99999999 }}", TOO_COSTLY),
    TemplateBomb("slices", "{{ range(9)|slice(10 ** 9)|list }}", TOO_COSTLY),
    TemplateBomb("a wide column", "{{ range(9)|batch(10 ** 9, 0)|list }}", TOO_COSTLY),
    # length
    TemplateBomb("a little too long", "{{ 'x' * 1000001 }}", TOO_COSTLY),
    TemplateBomb("too long in bytes", "{{ '\N{SNOWMAN}' * 400000 }}", TOO_COSTLY),
    TemplateBomb("too long in pieces", "{% for n in range(99999) %}{{ 'x' * 100 }}{% endfor %}", TOO_COSTLY),
    TemplateBomb("a long range", "{% for n in range(10 ** 10) %}x{% endfor %}", TOO_COSTLY),
    TemplateBomb("a range as a list", "{{ range(100001)|list }}", TOO_COSTLY),
    # depth
    TemplateBomb("a macro that calls itself", _MACRO, TOO_COSTLY),
    TemplateBomb("a loop that calls itself", "{% for n in items recursive %}{{ loop(items) }}{% endfor %}", TOO_COSTLY),
    TemplateBomb("brackets", "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}", EITHER),
    TemplateBomb("lists in lists", "{{ " + "[" * 20_000 + "]" * 20_000 + " }}", EITHER),
    TemplateBomb("minus signs", "{{ " + "-" * 20_000 + "1 }}", EITHER),
    TemplateBomb("not not not", "{{ " + "not " * 20_000 + "1 }}", EITHER),
    TemplateBomb("attributes of attributes", "{{ text" + ".a" * 20_000 + " }}", EITHER),
    TemplateBomb("filters on filters", "{{ text" + "|upper" * 20_000 + " }}", EITHER),
    TemplateBomb("statements in statements", "{% if true %}" * 5_000 + "{% endif %}" * 5_000, EITHER),
    TemplateBomb("unclosed", "{% for n in items %}" * 5_000, EITHER),
    # other templates and the inside of Python
    TemplateBomb("include", "{% include '/etc/passwd' %}", FAILED),
    TemplateBomb("include if there", "{% include 'a' ignore missing %}", FAILED),
    TemplateBomb("import", "{% import 'os' as os %}", FAILED),
    TemplateBomb("from import", "{% from 'os' import system %}", FAILED),
    TemplateBomb("extends", "{% extends 'base.html' %}", FAILED),
    TemplateBomb("classes", _HOPS, FAILED),
    TemplateBomb("classes by filter", "{{ text|attr('__class__') }}", FAILED),
    TemplateBomb("classes by format", "{{ '{0.__class__.__mro__}'.format(text) }}", FAILED),
    TemplateBomb("classes by a format of names", "{{ '{x.__class__}'.format_map({'x': 1}) }}", FAILED),
    TemplateBomb("globals of a function", "{{ cycler.__init__.__globals__.os.environ }}", FAILED),
    TemplateBomb("the code of a macro", "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}", FAILED),
    TemplateBomb("the environment of a context", "{{ self._TemplateReference__context.environment }}", FAILED),
    TemplateBomb("a generator's frame", "{{ (items|map('string')).gi_frame.f_globals }}", FAILED),
    TemplateBomb("changing a list", "{{ items.append(1) }}", FAILED),
    TemplateBomb("changing a mapping", "{{ person.update(name='Eve') }}", FAILED),
    TemplateBomb("filler", "{{ lipsum(n=10 ** 9) }}", FAILED),
]
