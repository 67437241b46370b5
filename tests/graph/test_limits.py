"""What an operation may ask for: exactly at a limit it passes, one above it is refused; and what it costs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import orjson
import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.access import NOBODY, Actor
from app.core.errors import DomainError
from app.core.settings import Settings, load_settings
from graphql_schema.core.admission import Admission
from graphql_schema.core.costs import CostPlan, cost_of
from graphql_schema.core.limits import LimitExceeded, Limits, TooCostly, TooManyOperations
from graphql_schema.core.sizes import check_body, check_text, check_variables
from graphql_schema.core.structure import check_document
from graphql_schema.core.validating import RULES, errors_of, with_suggestion
from graphql_schema.schema import schema
from tests.api import operations
from tests.graph.hostile import PAGES, WRITE, Hostile, corpus

CORE: GraphQLSchema = schema._schema
LIMITS = Limits.of(load_settings())
CORPUS = corpus()


def refused(document: str, variables: Any = None, limits: Limits = LIMITS) -> DomainError | None:
    """Why a document is refused before it is executed, apart from its form."""
    try:
        check_variables(variables or {}, limits)
        check_text(document, limits)
        parsed = parse(document, max_tokens=limits.tokens)
        check_document(parsed, limits)
        for operation in parsed.definitions:
            if isinstance(operation, OperationDefinitionNode):
                CostPlan.made(CORE, parsed, operation).check(variables or {}, limits)
    except DomainError as error:
        return error
    return None


def price(document: str, **variables: Any) -> int:
    parsed = parse(document)
    assert validate(CORE, parsed) == []
    operation = next(node for node in parsed.definitions if isinstance(node, OperationDefinitionNode))
    return cost_of(CORE, parsed, operation, variables)


def test_every_limit_is_a_setting() -> None:
    assert {f"graphql_{limit.name}" for limit in fields(Limits)} <= Settings.model_fields.keys()
    assert Limits.of(load_settings(graphql_depth=7)).depth == 7


def test_every_refusal_says_the_limit_and_what_was_asked() -> None:
    codes = set()
    for kind in LimitExceeded.__subclasses__():
        error = kind(1_000, 1_234)
        assert (error.limit, error.cost) == (1_000, 1_234)
        assert error.message.replace(",", "").count("1000") == 1
        assert error.message.replace(",", "").count("1234") == 1
        codes.add(kind.code)
    assert len(codes) == len(LimitExceeded.__subclasses__()) >= 18


@pytest.mark.parametrize("name", [*operations(), "introspection"])
def test_what_clients_are_promised_passes(name: str) -> None:
    document = {**operations(), "introspection": get_introspection_query()}[name]
    assert refused(document) is None


def test_pages_of_reports_pass() -> None:
    results = "results(first: 1000) { nodes { id status reason output error cost latencyMs datasetItem { key } "
    related = "evaluatorRecords { score evaluatorVersion { version } } } }"
    assert refused(f'{{ node(id: "x") {{ ... on ExperimentRun {{ {results} {related} }} }} }}') is None
    prompts = "prompts(first: 50) { nodes { key commits(first: 10) { nodes { version messages } } } }"
    assert refused(f'{{ space(id: "x") {{ {prompts} }} }}') is None


def repeated(text: str, count: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


BOUNDARIES = {
    # The limit and its value here, a document that is exactly at it, and one that is one above it.
    "document_bytes": (100, "{viewer{id}}".ljust(100), "{viewer{id}}".ljust(101)),
    "tokens": (11, "{viewer{id name a b c}}\n", "{viewer{id name a b c d}}\n"),
    "nesting": (5, "{a(b:[[[[1]]]])}", "{a(b:[[[[[1]]]]])}"),
    "depth": (3, "{ viewer { spaces { totalCount } } }", "{ viewer { spaces { nodes { id } } } }"),
    "introspection_depth": (2, "{ __schema { types { name } } }", "{ __schema { types { ofType { name } } } }"),
    "introspection_lists": (
        1,
        "{ __schema { types { name } } }",
        "{ __schema { types { fields { name } } } }",
    ),
    "definitions": (2, "query A { viewer { id } } query B { viewer { id } }", "{ a } fragment B on C { d } scalar E"),
    "variables": (
        3,
        "query($a: Int, $b: Int) { viewer { spaces(first: $a) { totalCount } } }",
        "query($a: I $b: I $c: I $d: I) { a }",
    ),
    "selections": (4, "{ viewer { id ... { name } } }", "{ viewer { id ... { name ...F } } }"),
    "expanded_selections": (
        6,
        "{ viewer { ...F ...F } } fragment F on Viewer { id }",
        "{ viewer { ...F ...F } x: viewer { ...F ...F } } fragment F on Viewer { id name }",
    ),
    "repeats": (
        2,
        "{ viewer { id ...F } } fragment F on Viewer { id }",
        "{ viewer { id ... { id } ...F } } fragment F on Viewer { id }",
    ),
    "aliases": (1, "{ viewer { a: id } }", "{ a: viewer { b: id } }"),
    "directives": (1, "{ viewer { id @a } }", "{ viewer { id @a name @a } }"),
    "directives_each": (1, "{ viewer { id @a name @a } }", "query @a @b { viewer { id } }"),
    "root_fields": (
        2,
        "{ a: __typename viewer { id } }",
        "{ a: __typename viewer { id } ...F } fragment F on Query { c: __typename }",
    ),
    "cost": (3, "{ viewer { spaces(first: 2) { nodes { id } } } }", "{ viewer { spaces(first: 3) { nodes { id } } } }"),
    "first": (2, "{ viewer { spaces(first: 2) { nodes { id } } } }", "{ viewer { spaces(first: 3) { nodes { id } } } }"),
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_at_a_limit_all_is_well_and_one_above_it_is_refused(name: str) -> None:
    limit, within, above = BOUNDARIES[name]
    limits = replace(LIMITS, **{name: limit})
    assert refused(within, limits=limits) is None
    error = refused(above, limits=limits)
    assert isinstance(error, LimitExceeded)
    assert error.limit == limit
    assert error.cost > limit


def test_variables_are_bounded_in_size_number_and_depth() -> None:
    limits = replace(LIMITS, variables_values=4, variables_bytes=30, nesting=3)
    check_variables({"a": [1, {"b": 2}]}, limits)
    for variables, code in (
        ({"a": [1, 2, 3, 4]}, "TOO_MANY_VALUES"),
        ({"a": [[[1]]]}, "VARIABLES_TOO_DEEP"),
        ({"a": "x" * 23}, "VARIABLES_TOO_LARGE"),
    ):
        with pytest.raises(LimitExceeded) as caught:
            check_variables(variables, limits)
        assert caught.value.code == code


def test_inputs_are_bounded_but_what_a_json_value_holds_is_not() -> None:
    limits = replace(LIMITS, input_list=3, inputs=10)
    item = {"key": "a", "data": {"vector": [0] * 100}}
    assert refused(WRITE, {"items": [item] * 3}, limits) is None
    for items, code in (([item] * 4, "LIST_TOO_LONG"), ([item | {"tags": ["x"]}] * 3, "TOO_MANY_INPUTS")):
        error = refused(WRITE, {"items": items}, limits)
        assert error is not None
        assert error.code == code


def test_a_body_of_many_values_is_refused_before_it_is_decoded() -> None:
    limits = replace(LIMITS, variables_values=10)
    check_body(orjson.dumps({"a": [1] * 10}), limits)
    check_body(b'{"query": "' + b"x" * 1_000 + b'"}', limits)
    with pytest.raises(LimitExceeded):
        check_body(b"[" + b"[]," * 50 + b"0]", limits)


@given(st.text(alphabet='{}[]()"\\#\n\r.,:$@aé1- ', max_size=200))
def test_no_text_breaks_the_checks(text: str) -> None:
    with suppress(DomainError, GraphQLSyntaxError):
        check_text(text, LIMITS)
        check_document(parse(text), LIMITS)


@given(
    st.lists(
        st.sampled_from(["{", "}", "[", "]", '"a"', '"""b"""', "name", "#c\n", "...", "1.5e3", "$", "@", "!"]), max_size=80
    )
)
def test_tokens_are_counted_as_the_parser_would(tokens: list[str]) -> None:
    count = len(tokens) + sum(token.endswith("\n") for token in tokens)
    limits = replace(LIMITS, tokens=count, nesting=10_000, variables=10_000)
    check_text(" ".join(tokens), limits)
    if count:
        with pytest.raises(LimitExceeded):
            check_text(" ".join(tokens), replace(limits, tokens=count - 1))


def test_a_fragment_within_itself_is_refused_however_it_is_hidden() -> None:
    for document in (
        "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ... { ...A } }",
        "fragment A on Viewer { spaces { nodes { createdBy { ...A } } } }",
    ):
        error = refused(document)
        assert error is not None
        assert error.code == "GRAPHQL_VALIDATION_FAILED"


def test_fragments_that_do_not_exist_are_left_to_validation() -> None:
    parsed = parse("{ viewer { ...Nowhere ... on Nothing { a } } }")
    check_document(parsed, LIMITS)
    assert len(errors_of(CORE, parsed)) == 2


def test_rows_are_priced_by_their_lists() -> None:
    assert price("{ __typename }") == 0
    assert price("{ viewer { name } }") == 1
    assert price("{ viewer { spaces { totalCount } } }") == 2
    assert price("{ viewer { spaces { nodes { id } } } }") == 1 + 50
    assert price("{ viewer { spaces(first: 10) { totalCount edges { node { createdBy { id } } } } } }") == 1 + 1 + 10 + 10
    assert price('{ nodes(ids: ["a", "b", "c"]) { id } }') == 3
    assert price('{ prompt(id: "a") { labels { label } } }') == 1 + 5


def test_a_price_follows_the_variables() -> None:
    ids = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Space { prompts(first: 10) { nodes { id } } } } }"
    assert price(ids, ids=["a"] * 4) == 4 + 4 * 10
    assert price(ids, ids=[]) == 0
    assert price(PAGES, first=7) == 1 + 7 + 7 * 7
    assert price(PAGES.replace("Int!", "Int! = 3")) == 1 + 3 + 3 * 3
    # What is no number of rows is refused by execution; until then it counts as what is usual.
    for nonsense in (None, "7", -1, True, 1.5, {}):
        assert price(PAGES, first=nonsense) == 1 + 50 + 50 * 50 + 50 * 50 // 100


Node = tuple[str, list[Any]]
KINDS = {"Space": ["prompts", "datasets"], "Prompt": ["commits", "space"], "PromptCommit": ["prompt"], "Dataset": ["space"]}
TARGETS = {"prompts": "Prompt", "datasets": "Dataset", "commits": "PromptCommit", "space": "Space", "prompt": "Prompt"}


@st.composite
def selections(draw: st.DrawFn, kind: str = "Space", depth: int = 3) -> str:
    """Selections of a type: fields, pages with literal, variable and usual sizes, inline fragments and spreads."""
    made = ["id"]
    for number in range(draw(st.integers(0, 2))):
        how = draw(st.sampled_from(["field", "inline", "spread"])) if depth else "spread"
        if how == "inline":
            made.append(f"... on {kind} {{ {draw(selections(kind, depth - 1))} }}")
        elif how == "spread":
            made.append(f"...On{kind}")
        else:
            name = draw(st.sampled_from(KINDS[kind]))
            below = draw(selections(TARGETS[name], depth - 1))
            made.append(f"a{depth}{number}{name}: {_field(draw, name, below)}")
    return " ".join(made)


def _field(draw: st.DrawFn, name: str, below: str) -> str:
    if name in {"space", "prompt"}:
        return f"{name} {{ {below} }}"
    first = draw(st.sampled_from(["", "(first: 2)", "(first: 0)", "(first: $n)", "(first: $m)"]))
    page = draw(
        st.sampled_from([f"nodes {{ {below} }}", f"edges {{ node {{ {below} }} }}", "totalCount", "pageInfo { endCursor }"])
    )
    return f"{name}{first} {{ {page} ... on {TARGETS[name]}Connection {{ totalCount }} }}"


FRAGMENTS = (
    " fragment OnSpace on Space { prompts(first: $n) { ...Prompts } }"
    " fragment Prompts on PromptConnection { nodes { ...OnPrompt } totalCount }"
    " fragment OnPrompt on Prompt { key createdBy { id } commits(first: 3) { edges { node { ...OnPromptCommit } } } }"
    " fragment OnPromptCommit on PromptCommit { version createdBy { name } }"
    " fragment OnDataset on Dataset { name createdBy { id } }"
)


@given(selections(), st.integers(0, 1_000), st.one_of(st.none(), st.integers(0, 1_000)))
def test_a_cost_is_that_of_what_is_written_out(selected: str, n: int, m: int | None) -> None:
    text = f'query($n: Int! = 9, $m: Int! = 11) {{ space(id: "x") {{ {selected} }} }}{FRAGMENTS}'
    parsed = parse(text)
    operation = parsed.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    variables = {"n": n} | ({} if m is None else {"m": m})
    naive = Naive({node.name.value: node for node in parsed.definitions if isinstance(node, FragmentDefinitionNode)}, n, m)
    assert cost_of(CORE, parsed, operation, variables) == naive.of(operation.selection_set, 1) // 100


class Naive:
    """Prices by writing everything out, in hundredths of a row."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode], n: int, m: int | None) -> None:
        self.fragments = fragments
        self.sizes = {"n": n, "m": 11 if m is None else m}

    def of(self, selected: SelectionSetNode | None, parents: int, rows: int = 0) -> int:
        return sum(self.field(node, parents, rows) for node in self.flat(selected))

    def flat(self, selected: SelectionSetNode | None) -> list[FieldNode]:
        found: list[FieldNode] = []
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                found.append(node)
            elif isinstance(node, InlineFragmentNode):
                found += self.flat(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                found += self.flat(self.fragments[node.name.value].selection_set)
        return found

    def field(self, node: FieldNode, parents: int, rows: int) -> int:
        name = node.name.value
        if name in {"prompts", "datasets", "commits"}:
            size = parents * self.first(node)
            names = {inner.name.value for inner in self.flat(node.selection_set)}
            read = size * 100 if names & {"nodes", "edges", "pageInfo"} else 0
            return read + self.of(node.selection_set, parents, size)
        if name in {"nodes", "edges"}:
            return self.of(node.selection_set, rows)
        if name == "node":
            return self.of(node.selection_set, parents)
        if name == "pageInfo":
            return 0
        if name == "totalCount":
            return parents * 100
        return parents * (100 + self.of(node.selection_set, 1)) if node.selection_set else parents

    def first(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            value: Any = argument.value
            return int(value.value) if hasattr(value, "value") else self.sizes[value.name.value]
        return 50


async def test_an_actor_has_so_many_operations_at_a_time_and_nobody_elses() -> None:
    admission = Admission(replace(LIMITS, operations=2))
    ada, key, other = Actor(user_id=1, session_id=5), Actor(user_id=1, api_key_id=7), Actor(api_key_id=1)
    with admission.enter(ada), admission.enter(key):
        with pytest.raises(TooManyOperations) as caught, admission.enter(ada):
            raise AssertionError("a third operation was let in")
        assert (caught.value.limit, caught.value.cost) == (2, 3)
        with admission.enter(other), admission.enter(NOBODY, "10.0.0.1"), admission.enter(NOBODY, "10.0.0.2"):
            pass
    with admission.enter(ada), admission.enter(ada):
        pass
    assert admission._running == {}


async def test_an_operation_that_fails_is_over() -> None:
    admission = Admission(replace(LIMITS, operations=1))
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), admission.enter(NOBODY, "10.0.0.1"):
            _ = 1 / 0
    assert admission._running == {}


def test_suggestions_are_for_what_was_nearly_right() -> None:
    for document, meant in (
        ("{ viewer { nmae } }", "name"),
        ("{ viewer { ... on Viewr { id } } }", "Viewer"),
        ('mutation { createSpace(input: { name: "x", kindd: TEAM }) { errors { code } } }', "kind"),
    ):
        errors = errors_of(CORE, parse(document))
        assert "Did you mean" not in " ".join(error.message for error in errors)
        assert any(f"Did you mean `{meant}`?" in with_suggestion(CORE, error).message for error in errors), errors
    (error,) = errors_of(CORE, parse("{ viewer { zzzzzzzz } }"))
    assert with_suggestion(CORE, error) is error


def test_rules_that_are_left_out_are_not_missed() -> None:
    for document in ("{ ... @defer { viewer { id } } }", "{ viewer { spaces { nodes @stream { id } } } }"):
        assert errors_of(CORE, parse(document))
    assert len(RULES) > 25
    assert errors_of(CORE, parse("query($a: Int) { viewer { id } }"))
    assert errors_of(CORE, parse("{ viewer { spaces(first: $a) { totalCount } } }"))


def test_the_corpus_is_large_and_every_document_has_a_name() -> None:
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS) >= 220


@pytest.mark.parametrize("hostile", [one for one in CORPUS if one.document], ids=lambda hostile: hostile.name)
def test_what_is_hostile_is_refused_before_it_is_executed(hostile: Hostile) -> None:
    assert _code(hostile) in hostile.codes


def _code(hostile: Hostile) -> str:
    try:
        error = refused(hostile.document, hostile.variables)
    except GraphQLSyntaxError:
        return "GRAPHQL_PARSE_FAILED"
    if error is None and errors_of(CORE, parse(hostile.document)):
        return "GRAPHQL_VALIDATION_FAILED"
    return error.code if error else "nothing"


def test_a_dear_operation_says_what_it_would_cost() -> None:
    error = refused(PAGES, {"first": 1_000})
    assert isinstance(error, TooCostly)
    assert error.cost == 1 + 1_000 + 1_000_000 + 1_000_000 // 100
    assert "1,011,001" in error.message
