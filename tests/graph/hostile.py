"""Documents that are sent to hurt, by the family of what they do, each with the codes it may be refused with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

FORM = "GRAPHQL_VALIDATION_FAILED"
SYNTAX = "GRAPHQL_PARSE_FAILED"
BYTES = "DOCUMENT_TOO_LARGE"
TOKENS = "TOO_MANY_TOKENS"
DEEP = "DOCUMENT_TOO_DEEP"
INTROSPECTION = "INTROSPECTION_TOO_DEEP"
DEFINITIONS = "TOO_MANY_DEFINITIONS"
VARIABLES = "TOO_MANY_VARIABLES"
SELECTIONS = "TOO_MANY_SELECTIONS"
FRAGMENTS = "FRAGMENTS_TOO_LARGE"
REPEATS = "TOO_MANY_REPEATS"
ALIASES = "TOO_MANY_ALIASES"
DIRECTIVES = "TOO_MANY_DIRECTIVES"
ROOTS = "TOO_MANY_ROOT_FIELDS"
PAGE = "PAGE_TOO_LARGE"
COST = "TOO_COSTLY"
VALUES = "TOO_MANY_VALUES"
LITERALS = "TOO_MANY_LITERALS"
LISTS = "LIST_TOO_LONG"
INPUTS = "TOO_MANY_INPUTS"
LARGE = "VARIABLES_TOO_LARGE"
VARIABLES_DEEP = "VARIABLES_TOO_DEEP"
REQUEST = "BAD_REQUEST"
BODY = "TOO_LARGE"

SELECT_ID = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
PAGES = "query($first: Int!) { viewer { spaces(first: $first) { nodes { prompts(first: $first) { nodes { id } } } } } }"
WRITE = (
    "mutation($items: [DatasetItemInput!]!)"
    ' { writeDatasetItems(input: { datasetId: "x", items: $items }) { errors { code message path } } }'
)


@dataclass(frozen=True)
class Hostile:
    """A request that has to be refused."""

    name: str
    document: str
    codes: frozenset[str]
    variables: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    """What is sent instead of a document and variables."""

    @property
    def sent(self) -> Any:
        """The body of the request."""
        return {"query": self.document, "variables": self.variables} if self.body is None else self.body


Family = Callable[[], Iterator[Hostile]]
_families: list[Family] = []


def family(made: Family) -> Family:
    """Register a family of documents."""
    _families.append(made)
    return made


def corpus() -> list[Hostile]:
    """All of them."""
    return [hostile for made in _families for hostile in made()]


def _hostile(name: str, document: str, *codes: str, **variables: Any) -> Hostile:
    return Hostile(name, document, frozenset(codes), variables)


def _many(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


@family
def aliases() -> Iterator[Hostile]:
    """One field under many names."""
    codes = (ALIASES, TOKENS, BYTES)
    for count in (31, 50, 100, 180, 1_000, 10_000):
        yield _hostile(f"aliases: {count} of a value", f"{{ viewer {{ {_many(count, 'a#: name')} }} }}", *codes)
        yield _hostile(f"aliases: {count} of a root", f"{{ {_many(count, 'a#: viewer { id }')} }}", *codes)
        yield _hostile(f"aliases: {count} of __typename", f"{{ {_many(count, 'a#: __typename')} }}", *codes)
        listed = _many(count, "a#: spaces(first: 1000) { totalCount }")
        yield _hostile(f"aliases: {count} of a list", f"{{ viewer {{ {listed} }} }}", *codes)
    for count in (31, 100):
        login = 'a#: logIn(input: { email: "a@example.com", password: "#" }) { errors { code } }'
        yield _hostile(f"aliases: {count} guesses of a password", f"mutation {{ {_many(count, login)} }}", *codes)
        inlined = _many(count, "... { a#: name }")
        yield _hostile(f"aliases: {count} in inline fragments", f"{{ viewer {{ {inlined} }} }}", *codes, SELECTIONS)
    spread = "fragment F on Viewer { " + _many(31, "a#: name") + " }"
    yield _hostile("aliases: in a fragment", "{ viewer { ...F } } " + spread, ALIASES)


@family
def roots() -> Iterator[Hostile]:
    """Many fields at the root of one operation."""
    for count in (21, 25, 30):
        yield _hostile(f"roots: {count} queries", f"{{ {_many(count, 'a#: __typename')} }}", ROOTS)
        logged = _many(count, "a#: logOut { errors { code } }")
        yield _hostile(f"roots: {count} mutations", f"mutation {{ {logged} }}", ROOTS)


@family
def depth() -> Iterator[Hostile]:
    """Fields within fields, and brackets within brackets."""
    circle = "prompts { nodes { space { "
    for turns in (5, 6, 10, 15, 20, 50, 100, 1_000):
        nested = circle * turns + "id" + " } } }" * turns
        yield _hostile(f"depth: {turns} turns", f'{{ space(id: "x") {{ {nested} }} }}', DEEP, TOKENS, BYTES)
    for levels in (49, 100, 190, 300, 1_000, 10_000):
        yield _hostile(f"depth: {levels} unknown fields", "{ a " * levels + "}" * levels, DEEP, TOKENS, BYTES)
        yield _hostile(f"depth: {levels} open braces", "{" * levels, DEEP, TOKENS, SYNTAX, BYTES)
        yield _hostile(
            f"depth: {levels} inline fragments", "{" + "...{" * levels + "id" + "}" * (levels + 1), DEEP, TOKENS, BYTES
        )
    chain = "{ viewer { spaces { nodes { ...F0 } } } } " + " ".join(
        f"fragment F{number} on Space {{ prompts {{ nodes {{ space {{ ...F{number + 1} }} }} }} }}" for number in range(5)
    )
    yield _hostile("depth: by a chain of fragments", chain + " fragment F5 on Space { id }", DEEP)
    nested = "{ viewer { ... on Viewer { spaces { nodes { ... on Space { " + circle * 5 + "id" + " }" * 21
    yield _hostile("depth: through inline fragments", nested, DEEP, SYNTAX)


@family
def literals() -> Iterator[Hostile]:
    """Values that are written out in the document."""
    for levels in (60, 150, 250, 1_000, 5_000, 7_900):
        lists = "[" * levels + "]" * levels
        yield _hostile(f"literals: {levels} lists", f"{{ nodes(ids: {lists}) {{ id }} }}", DEEP, TOKENS, BYTES)
        yield _hostile(f"literals: {levels} open lists", f"{{ nodes(ids: {'[' * levels}", DEEP, TOKENS, BYTES)
        objects = "{a:" * levels + "1" + "}" * levels
        yield _hostile(f"literals: {levels} objects", f"{{ node(id: {objects}) {{ id }} }}", DEEP, TOKENS, BYTES)
    for count in (600, 3_000, 100_000):
        ids = '"x" ' * count
        yield _hostile(f"literals: {count} ids", f"{{ nodes(ids: [{ids}]) {{ id }} }}", TOKENS, BYTES)
        yield _hostile(f"literals: {count} numbers", f"{{ nodes(ids: [{'1,' * count}]) {{ id }} }}", TOKENS, BYTES, VALUES)
    for size in (16_001, 100_000, 1_000_000):
        yield _hostile(f"literals: a text of {size}", f'{{ node(id: "{"x" * size}") {{ id }} }}', BYTES)
        yield _hostile(f"literals: a block of {size}", f'{{ node(id: """{"x" * size}""") {{ id }} }}', BYTES)
        yield _hostile(f"literals: a number of {size} digits", f"{{ node(id: {'1' * size}) {{ id }} }}", BYTES)
        escapes = "\\u0041" * (size // 6)
        yield _hostile(f"literals: escapes of {size}", f'{{ node(id: "{escapes}") {{ id }} }}', BYTES)
    lines = "\n" * 2_000
    yield _hostile("literals: a block of lines", f'{{ node(id: """{lines}""") {{ id }} }}', TOKENS)
    yield _hostile("literals: an open text", '{ node(id: "' + "x" * 10_000, SYNTAX)
    yield _hostile("literals: an open block", '{ node(id: """' + "x" * 10_000, SYNTAX)
    yield _hostile("literals: quotes", '"' * 15_000, TOKENS)
    yield _hostile(
        "literals: a page of 10 to the 400", f"{{ viewer {{ spaces(first: 1{'0' * 400}) {{ totalCount }} }} }}", FORM, PAGE
    )
    fields = _many(180, "unknown#: 1")
    made = f"mutation {{ createPrompt(input: {{ {fields} }}) {{ errors {{ code }} }} }}"
    yield _hostile("literals: unknown input fields", made, FORM, TOKENS, LITERALS)
    again = _many(180, "name: 1")
    yield _hostile(
        "literals: one input field again",
        f"mutation {{ createPrompt(input: {{ {again} }}) {{ errors {{ code }} }} }}",
        FORM,
        TOKENS,
        LITERALS,
    )


@family
def cycles() -> Iterator[Hostile]:
    """Fragments that are spread within themselves."""
    yield _hostile("cycles: itself", "{ viewer { ...A } } fragment A on Viewer { ...A }", FORM)
    yield _hostile(
        "cycles: below a field",
        "{ viewer { ...A } } fragment A on Viewer { spaces { nodes { ...B } } } "
        "fragment B on Space { prompts { nodes { space { ...B } } } }",
        FORM,
    )
    yield _hostile("cycles: unused", "{ viewer { id } } fragment A on Viewer { ...A }", FORM)
    yield _hostile("cycles: through an inline fragment", "{ viewer { ...A } } fragment A on Viewer { ... { ...A } }", FORM)
    yield _hostile(
        "cycles: in introspection", "{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T } }", FORM
    )
    for count in (2, 3, 5, 10, 20, 24, 200):
        ring = " ".join(f"fragment F{n} on Viewer {{ id ...F{(n + 1) % count} }}" for n in range(count))
        yield _hostile(f"cycles: a ring of {count}", "{ viewer { ...F0 } } " + ring, FORM, DEFINITIONS, TOKENS)
    for count in (3, 6, 10, 14):
        web = " ".join(f"fragment F{n} on Viewer {{ {_many(count, '...F#')} }}" for n in range(count))
        yield _hostile(f"cycles: a web of {count}", "{ viewer { ...F0 } } " + web, FORM, SELECTIONS, TOKENS)


@family
def bombs() -> Iterator[Hostile]:
    """Few fragments that grow into many fields."""
    for width, height in ((2, 9), (2, 12), (2, 20), (3, 8), (3, 12), (5, 6), (5, 8), (8, 5), (9, 6)):
        levels = " ".join(
            f"fragment F{level} on Space {{ {_many(width, f'... {{ ...F{level + 1} }}')} }}" for level in range(height)
        )
        document = f"{{ viewer {{ spaces {{ nodes {{ ...F0 }} }} }} }} {levels} fragment F{height} on Space {{ id name }}"
        yield _hostile(f"bombs: {width} to the {height}", document, FRAGMENTS, SELECTIONS, TOKENS)
    for width, height in ((3, 5), (4, 4), (5, 3)):
        levels = " ".join(
            f"fragment F{level} on Space {{ {_many(width, f'p{level}#: createdBy {{ ...U{level} }}')} }}"
            for level in range(height)
        )
        yield _hostile(f"bombs: unused {width} by {height}", "{ viewer { id } } " + levels, FORM, ALIASES, FRAGMENTS)
    spaces = "fragment S on Space { prompts(first: 100) { nodes { ...P } } x: prompts(first: 100) { nodes { ...P } } }"
    prompts = "fragment P on Prompt { commits(first: 100) { nodes { id } } y: commits(first: 100) { nodes { id } } }"
    yield _hostile("bombs: of lists", "{ viewer { spaces { nodes { ...S } } } } " + spaces + prompts, COST)


@family
def repeats() -> Iterator[Hostile]:
    """One field again and again in one place, which is compared with itself each time."""
    codes = (REPEATS, TOKENS, SELECTIONS, BYTES)
    for count in (11, 50, 190, 500, 1_000, 5_000):
        yield _hostile(f"repeats: {count} values", f"{{ viewer {{ {'name ' * count} }} }}", *codes)
        yield _hostile(f"repeats: {count} objects", f"{{ {'viewer { id } ' * count} }}", *codes)
        yield _hostile(f"repeats: {count} in inline fragments", f"{{ viewer {{ {'... { name } ' * count} }} }}", *codes)
        with_arguments = "spaces(first: 5, after: null) { totalCount } " * count
        yield _hostile(f"repeats: {count} lists", f"{{ viewer {{ {with_arguments} }} }}", *codes)
    for count in (11, 24, 60):
        fragments = " ".join(f"fragment F{number} on Viewer {{ name }}" for number in range(count))
        document = f"{{ viewer {{ {_many(count, '...F#')} }} }} {fragments}"
        yield _hostile(f"repeats: {count} by fragments", document, *codes, DEFINITIONS)
    for count in (4, 5):
        nested = "{ " + ("viewer { " + ("spaces { " + "nodes { id } " * count + "} ") * count + "} ") * count + "}"
        yield _hostile(f"repeats: {count} by {count} by {count}", nested, *codes)
    yield _hostile("repeats: under one alias", "{ viewer { " + "a: name " * 11 + "} }", REPEATS)
    yield _hostile(
        "repeats: of spreads", "{ viewer { " + "...F " * 300 + "} } fragment F on Viewer { id }", SELECTIONS, TOKENS
    )


@family
def directives() -> Iterator[Hostile]:
    """Directives without end."""
    codes = (DIRECTIVES, TOKENS, BYTES)
    for count in (5, 20, 100, 1_000, 5_000):
        switched = "name " + "@include(if: true) " * count
        yield _hostile(f"directives: {count} on a field", f"{{ viewer {{ {switched} }} }}", *codes)
        yield _hostile(f"directives: {count} on an operation", f"query {_many(count, '@a#')} {{ viewer {{ id }} }}", *codes)
        on_fragment = "... " + "@skip(if: false) " * count + "{ id }"
        yield _hostile(f"directives: {count} on a fragment", f"{{ viewer {{ {on_fragment} }} }}", *codes)
    each = "... @include(if: true) @skip(if: false) { id } "
    yield _hostile("directives: on many fragments", f"{{ viewer {{ {each * 21} }} }}", DIRECTIVES)
    declared = _many(11, "$a#: Int " + "@x @y @z @w")
    yield _hostile("directives: on variables", f"query({declared}) {{ viewer {{ id }} }}", DIRECTIVES)
    yield _hostile("directives: unknown", "{ viewer { name @a @b @c } }", FORM)
    yield _hostile("directives: deferred", "{ ... @defer { viewer { id } } }", FORM)


@family
def introspection() -> Iterator[Hostile]:
    """The schema asked for again and again."""
    for turns in (2, 3, 4, 5):
        nested = "fields { type { " * turns + "name" + " } }" * turns
        yield _hostile(
            f"introspection: {turns} turns of fields", f"{{ __schema {{ types {{ {nested} }} }} }}", INTROSPECTION
        )
        inputs = "inputFields { type { " * turns + "name" + " } }" * turns
        yield _hostile(
            f"introspection: {turns} turns of inputs", f"{{ __schema {{ types {{ {inputs} }} }} }}", INTROSPECTION
        )
        kinds = "possibleTypes { interfaces { " * turns + "name" + " } }" * turns
        yield _hostile(f"introspection: {turns} turns of types", f"{{ __schema {{ types {{ {kinds} }} }} }}", INTROSPECTION)
    for levels in (15, 20, 30, 45):
        wrapped = "ofType { " * levels + "name" + " }" * levels
        yield _hostile(f"introspection: {levels} wraps", f"{{ __schema {{ types {{ {wrapped} }} }} }}", INTROSPECTION, DEEP)
    by_name = '{ __type(name: "Query") { ' + "fields { type { " * 3 + "name" + " } }" * 3 + " } }"
    yield _hostile("introspection: turns of one type", by_name, INTROSPECTION)
    fragments = "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } "
    yield _hostile(
        "introspection: by fragments", fragments + "fragment U on __Type { fields { type { name } } }", INTROSPECTION
    )
    types = "types { name fields { name args { name type { name ofType { name } } } type { name ofType { name } } } }"
    schema = f"__schema {{ {types} }}"
    for count in (10, 15, 20):
        again = _many(count, f"a#: {schema}")
        yield _hostile(f"introspection: {count} times", f"{{ {again} }}", COST, TOKENS, SELECTIONS)
        spread = f"{{ {_many(count, 'a#: __schema { ...S }')} }} fragment S on __Schema {{ {types} }}"
        yield _hostile(f"introspection: {count} times by a fragment", spread, COST)


@family
def definitions() -> Iterator[Hostile]:
    """Many operations, fragments, variables and types in one document."""
    for count in (26, 60, 100, 1_000):
        codes = (DEFINITIONS, TOKENS, BYTES)
        yield _hostile(f"definitions: {count} operations", _many(count, "query Q# { viewer { id } }"), *codes)
        unused = _many(count, "fragment F# on Viewer { id }")
        yield _hostile(f"definitions: {count} fragments", "{ viewer { id } } " + unused, *codes)
        yield _hostile(f"definitions: {count} types", _many(count, "scalar S#"), *codes)
    for count in (101, 110, 500, 3_000):
        declared = _many(count, "$a#: Int")
        yield _hostile(
            f"definitions: {count} variables", f"query({declared}) {{ viewer {{ id }} }}", VARIABLES, TOKENS, BYTES
        )
        used = "$a " * count
        yield _hostile(
            f"definitions: a variable {count} times",
            f"query($a: ID!) {{ nodes(ids: [{used}]) {{ id }} }}",
            VARIABLES,
            TOKENS,
        )
    yield _hostile("definitions: one variable again", f"query({'$a: Int ' * 90}) {{ viewer {{ id }} }}", FORM)
    yield _hostile("definitions: operations of one name", "query Q { viewer { id } } " * 20, FORM)
    yield _hostile("definitions: unnamed operations", "{ viewer { id } } " * 20, FORM)
    yield _hostile("definitions: a large type", f"type A {{ {_many(180, 'a#: Int')} }}", FORM, TOKENS, REQUEST)


@family
def products() -> Iterator[Hostile]:
    """Lists of lists: `first` multiplied by `first`."""
    inner = "prompts(first: {inner}) {{ nodes {{ id commits {{ nodes {{ id }} }} }} }}"
    for outer, within in ((1_000, 1_000), (1_000, 50), (500, 100), (100, 100), (50, 200), (200, 50), (1_000, 1), (20, 900)):
        selected = inner.format(inner=within)
        document = f"{{ viewer {{ spaces(first: {outer}) {{ nodes {{ {selected} }} }} }} }}"
        yield _hostile(f"products: {outer} by {within}", document, COST)
    edges = "{ viewer { spaces(first: 1000) { edges { node { prompts(first: 100) { edges { node { id } } } } } } } }"
    yield _hostile("products: by edges", edges, COST)
    counts = "{ viewer { spaces(first: 1000) { nodes { " + _many(26, "a#: prompts { totalCount }") + " } } } }"
    yield _hostile("products: of counts", counts, COST)
    infos = "{ viewer { spaces(first: 1000) { nodes { prompts(first: 1000) { pageInfo { hasNextPage } } } } } }"
    yield _hostile("products: of page infos", infos, COST)
    for first in (160, 500, 1_000):
        yield _hostile(f"products: {first} by a variable", PAGES, COST, first=first)
    by_default = PAGES.replace("Int!", "Int! = 1000")
    yield _hostile("products: by a variable's default", by_default, COST)
    yield _hostile(
        "products: by the default of the list",
        "{ viewer { spaces { nodes { prompts { nodes { commits { nodes { id } } } } } } } }",
        COST,
    )
    spread = "{ viewer { spaces(first: 1000) { ...A } } } fragment A on SpaceConnection { nodes { ...B } } "
    yield _hostile("products: by fragments", spread + "fragment B on Space { prompts(first: 1000) { nodes { id } } }", COST)
    commits = "... on Prompt { commits(first: 1000) { nodes { id } } }"
    inline = f'{{ node(id: "x") {{ ... on Space {{ prompts(first: 1000) {{ nodes {{ {commits} }} }} }} }} }}'
    yield _hostile("products: behind an interface", inline, COST)
    for count in (25_050, 26_000):
        yield _hostile(f"products: {count} ids", SELECT_ID, COST, VALUES, ids=["x"] * count)
    related = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Space { prompts { nodes { id } } } } }"
    yield _hostile("products: of ids and a list", related, COST, ids=["x"] * 1_000)
    for first in (1_001, 5_000, 2_147_483_647):
        yield _hostile(f"products: a page of {first}", f"{{ viewer {{ spaces(first: {first}) {{ totalCount }} }} }}", PAGE)
        by_variable = "query($first: Int!) { viewer { spaces(first: $first) { nodes { id } } } }"
        yield _hostile(f"products: a page of {first} by a variable", by_variable, PAGE, COST, first=first)


@family
def variables() -> Iterator[Hostile]:
    """Variables that are large, or deep."""
    for count in (25_001, 60_000, 180_000):
        yield _hostile(f"variables: {count} ids", SELECT_ID, VALUES, ids=["x"] * count)
        yield _hostile(f"variables: {count} empty items", WRITE, VALUES, items=[{}] * count)
        yield _hostile(f"variables: {count} numbers that nobody declared", "{ viewer { id } }", VALUES, unused=[0] * count)
    for levels in (60, 200, 600):
        lists: Any = 1
        objects: Any = 1
        for _ in range(levels):
            lists, objects = [lists], {"a": objects}
        yield _hostile(f"variables: {levels} lists", WRITE, VARIABLES_DEEP, items=[{"data": lists}])
        yield _hostile(f"variables: {levels} objects", WRITE, VARIABLES_DEEP, items=[{"data": objects}])
    for count in (1_001, 12_000, 24_000):
        yield _hostile(f"variables: {count} inputs of nothing", WRITE, LISTS, items=[None] * count)
        yield _hostile(f"variables: {count} inputs of unknown fields", WRITE, LISTS, VALUES, items=[{"x": 1}] * count)
    tagged = [{"data": {}, "tags": ["x"] * 30}] * 900
    yield _hostile("variables: inputs of many tags", WRITE, INPUTS, VALUES, items=tagged)
    yield _hostile("variables: inputs of too many fields", WRITE, INPUTS, items=[{f"a{n}": 0 for n in range(20_000)}])
    yield _hostile("variables: a text of 2 MB", SELECT_ID, BODY, LARGE, ids=["x" * 2_000_001])
    yield _hostile("variables: many names", "{ viewer { id } }", VALUES, **{f"a{number}": 0 for number in range(25_001)})


@family
def floods() -> Iterator[Hostile]:
    """Text that says nothing."""
    codes = (BYTES, TOKENS, VALUES, BODY)
    for count in (16_001, 500_000):
        for name, text in (
            ("spaces", " "),
            ("commas", ","),
            ("tabs", "\t"),
            ("lines", "\n"),
            ("returns", "\r"),
            ("marks", "\ufeff"),
        ):
            yield _hostile(f"floods: {count} {name}", "{ viewer {" + text * count + "id } }", *codes)
        yield _hostile(f"floods: a comment of {count}", "#" + "x" * count + "\n{ viewer { id } }", *codes)
        yield _hostile(f"floods: {count} comments", "#\n" * count + "{ viewer { id } }", *codes)
        yield _hostile(f"floods: a name of {count}", "{ " + "n" * count + " }", *codes)
        yield _hostile(f"floods: {count} letters of 2 bytes", '{ node(id: "' + "é" * count + '") { id } }', *codes)
        yield _hostile(f"floods: {count} letters of 4 bytes", '{ node(id: "' + "😀" * count + '") { id } }', *codes)
    yield _hostile("floods: letters of 4 bytes within the length", '{ node(id: "' + "😀" * 5_000 + '") { id } }', BYTES)
    for name, text in (
        ("bangs", "!"),
        ("dollars", "$"),
        ("ats", "@"),
        ("ampersands", "&"),
        ("pipes", "|"),
        ("nulls", "\x00"),
        ("dots", "."),
    ):
        yield _hostile(f"floods: {name}", "{ " + text * 5_000 + " }", TOKENS, SYNTAX)
    for count in (201, 300, 590):
        yield _hostile(f"floods: {count} fields that are not there", f"{{ {_many(count, 'a#')} }}", SELECTIONS, TOKENS)
    yield _hostile("floods: lines before errors", "{ viewer {" + "\n" * 650 + _many(20, "a#") + " } }", TOKENS)


@family
def probes() -> Iterator[Hostile]:
    """Names that are not there, to be told which are."""
    for name in ("nam", "emial", "unique_name", "x" * 30, "x" * 1_000):
        yield _hostile(f"probes: a field of {len(name)} letters", f"{{ viewer {{ {name} }} }}", FORM)
    for name in ("Spaces", "SpaceMembershipOrderFieldX", "X" * 31, "X" * 3_000):
        yield _hostile(f"probes: a type of {len(name)} letters", f"query($a: {name}) {{ viewer {{ name }} }}", FORM)
        conditions = f"... on {name} {{ id }} " * 20
        codes = (FORM, BYTES, REPEATS)
        yield _hostile(f"probes: 20 conditions of {len(name)} letters", f"{{ viewer {{ {conditions} }} }}", *codes)
    wrong = _many(100, "createPromptDraftCommit#")
    yield _hostile("probes: 100 mutations", f"mutation {{ {wrong} }}", ROOTS)
    for count in (5, 19):
        wrong = _many(count, "createPromptDraftCommit#")
        yield _hostile(f"probes: {count} mutations", f"mutation {{ {wrong} }}", FORM)
    arguments = _many(100, "firsx#: 1")
    yield _hostile("probes: 100 arguments", f"{{ viewer {{ spaces({arguments}) {{ totalCount }} }} }}", FORM)
    conflicts = " ".join("a: spaces { nodes { x: " + name + " } }" for name in ("id", "name", "kind", "role", "iconUri"))
    yield _hostile("probes: names that mean two things", f"{{ viewer {{ {conflicts} }} }}", FORM)


@family
def batches() -> Iterator[Hostile]:
    """Several operations in one request."""
    for count in (1, 2, 10, 1_000):
        body = [{"query": "{ __typename }"}] * count
        yield Hostile(f"batches: {count}", "", frozenset({REQUEST}), body=body)
