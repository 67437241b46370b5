"""What an operation may ask for: the limits, and the errors that name the limit and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.errors import DomainError
from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document, its variables and an actor may ask for; each is the setting `graphql_<name>`."""

    document_bytes: int
    tokens: int
    nesting: int
    depth: int
    introspection_depth: int
    introspection_lists: int
    definitions: int
    variables: int
    selections: int
    expanded_selections: int
    repeats: int
    aliases: int
    literals: int
    directives: int
    directives_each: int
    root_fields: int
    first: int
    cost: int
    variables_bytes: int
    variables_values: int
    input_list: int
    inputs: int
    operation_seconds: float
    operations: int
    subscriptions: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that an operator chose."""
        return cls(**{name: getattr(settings, f"graphql_{name}") for name in cls.__slots__})


class LimitExceeded(DomainError):
    """More was asked for than is allowed."""

    code = "LIMIT_EXCEEDED"
    words: ClassVar[str] = "This asks for {cost:,} where at most {limit:,} are allowed; ask for less."
    """Its message, from the limit and from what was asked."""

    def __init__(self, limit: float, cost: float) -> None:
        self.limit = limit
        self.cost = cost
        super().__init__(self.words.format(limit=limit, cost=cost))


class DocumentTooLarge(LimitExceeded):
    """The document has too many bytes."""

    code = "DOCUMENT_TOO_LARGE"
    words = "The document has {cost:,} bytes, at most {limit:,} are allowed; ask for less, or move values into variables."


class TooManyTokens(LimitExceeded):
    """The document has too many tokens."""

    code = "TOO_MANY_TOKENS"
    words = (
        "The document has {cost:,} tokens and line breaks, at most {limit:,} are allowed;"
        " ask for less, or move values into variables."
    )


class DocumentTooDeep(LimitExceeded):
    """The document is nested too deeply."""

    code = "DOCUMENT_TOO_DEEP"
    words = "The document is {cost:,} levels deep, at most {limit:,} are allowed; begin further in, for instance at `node`."


class IntrospectionTooDeep(LimitExceeded):
    """The schema is asked for too deeply."""

    code = "INTROSPECTION_TOO_DEEP"
    words = (
        "The schema is asked for {cost:,} levels deep, at most {limit:,} are allowed;"
        " ask for one list of types at a time, as tools do."
    )


class TooManyDefinitions(LimitExceeded):
    """The document has too many operations and fragments."""

    code = "TOO_MANY_DEFINITIONS"
    words = "The document has {cost:,} operations and fragments, at most {limit:,} are allowed; send fewer at a time."


class TooManyVariables(LimitExceeded):
    """The document names too many variables."""

    code = "TOO_MANY_VARIABLES"
    words = "The document names variables {cost:,} times, at most {limit:,} are allowed; use input objects for many values."


class TooManySelections(LimitExceeded):
    """The document selects too much."""

    code = "TOO_MANY_SELECTIONS"
    words = "The document selects {cost:,} fields and fragments, at most {limit:,} are allowed; ask in several operations."


class FragmentsTooLarge(LimitExceeded):
    """The document's fragments grow too large."""

    code = "FRAGMENTS_TOO_LARGE"
    words = (
        "With its fragments written out the document selects {cost:,} fields, at most {limit:,} are allowed;"
        " spread fragments in fewer places."
    )


class TooManyRepeats(LimitExceeded):
    """One field is selected too often in one place."""

    code = "TOO_MANY_REPEATS"
    words = "One name is selected {cost:,} times in one place, at most {limit:,} are allowed; select each field once."


class TooManyAliases(LimitExceeded):
    """The document has too many aliases."""

    code = "TOO_MANY_ALIASES"
    words = "The document has {cost:,} aliases, at most {limit:,} are allowed; use `nodes(ids:)` or several operations."


class TooManyLiterals(LimitExceeded):
    """The document has too many values written out."""

    code = "TOO_MANY_LITERALS"
    words = "The document has {cost:,} values written out, at most {limit:,} are allowed; send them as variables."


class TooManyDirectives(LimitExceeded):
    """The document has too many directives."""

    code = "TOO_MANY_DIRECTIVES"
    words = "There are {cost:,} directives, at most {limit:,} are allowed; put them on fragments instead of on each field."


class TooManyRootFields(LimitExceeded):
    """The operation has too many fields at its root."""

    code = "TOO_MANY_ROOT_FIELDS"
    words = "The operation has {cost:,} fields at its root, at most {limit:,} are allowed; ask in several operations."


class FirstTooLarge(LimitExceeded):
    """A page would be too large."""

    code = "PAGE_TOO_LARGE"
    words = "`first` is {cost:,}, at most {limit:,} are allowed; read on with `after`."


class TooCostly(LimitExceeded):
    """The operation asks for too many rows."""

    code = "TOO_COSTLY"
    words = "The operation asks for up to {cost:,} rows, at most {limit:,} are allowed; lower `first`, or nest fewer lists."


class VariablesTooLarge(LimitExceeded):
    """The variables have too many bytes."""

    code = "VARIABLES_TOO_LARGE"
    words = "The variables have {cost:,} bytes, at most {limit:,} are allowed; send them in several operations."


class TooManyValues(LimitExceeded):
    """The variables have too many values."""

    code = "TOO_MANY_VALUES"
    words = "The variables have {cost:,} values, at most {limit:,} are allowed; send them in several operations."


class ListTooLong(LimitExceeded):
    """A list in an input is too long."""

    code = "LIST_TOO_LONG"
    words = "A list in the variables has {cost:,} entries, at most {limit:,} are allowed; send them in several operations."


class TooManyInputs(LimitExceeded):
    """There are too many inputs."""

    code = "TOO_MANY_INPUTS"
    words = "The variables give {cost:,} inputs, at most {limit:,} are allowed; send them in several operations."


class VariablesTooDeep(LimitExceeded):
    """The variables are nested too deeply."""

    code = "VARIABLES_TOO_DEEP"
    words = "The variables are {cost:,} levels deep, at most {limit:,} are allowed; send deep content as text."


class TooManyOperations(LimitExceeded):
    """Too many operations run at the same time."""

    code = "TOO_MANY_OPERATIONS"
    words = "With this one you would have {cost:,} operations running, at most {limit:,} are allowed; wait for one to end."


class OperationTimeout(LimitExceeded):
    """The operation took too long."""

    code = "OPERATION_TIMEOUT"
    words = "The operation was stopped after {cost:g} seconds, at most {limit:g} are allowed; ask for less at a time."


class TooManySubscriptions(LimitExceeded):
    """Too many subscriptions are open on this connection."""

    code = "TOO_MANY_SUBSCRIPTIONS"
    words = "With this one the connection would have {cost:,} subscriptions, at most {limit:,} are allowed; end one first."
