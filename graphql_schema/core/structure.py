"""How much a document holds, seen on its syntax alone: what is too much is refused before it is validated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

from app.core.errors import DomainError
from graphql_schema.core.limits import (
    DocumentTooDeep,
    FragmentsTooLarge,
    IntrospectionTooDeep,
    LimitExceeded,
    Limits,
    TooManyAliases,
    TooManyDefinitions,
    TooManyDirectives,
    TooManyLiterals,
    TooManyRepeats,
    TooManyRootFields,
    TooManySelections,
)

_INTROSPECTION = frozenset({"__schema", "__type"})
_LISTS_OF_TYPES = frozenset({"types", "fields", "inputFields", "interfaces", "possibleTypes"})
_MOST_LEVELS = 200
"""Selection sets within one another, inline fragments and spreads included, before our own stack would be at risk."""
Fragments = dict[str, FragmentDefinitionNode]


class FragmentCycle(DomainError):
    """A fragment may not be spread within itself."""

    # What validation would say of it; it is said here, so that nothing after this need fear to walk in circles.
    code = "GRAPHQL_VALIDATION_FAILED"


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a parsed document that holds too much; it need not be valid."""
    definitions = [node for node in document.definitions if isinstance(node, ExecutableDefinitionNode)]
    _at_most(limits.definitions, len(document.definitions), TooManyDefinitions)
    _check_written(_Written.of(definitions), limits)
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    _check_shapes(definitions, _Shapes(fragments), limits)
    for definition in definitions:
        # A fragment that nothing spreads is merged too, for validation will look at it.
        names = _check_merged([definition.selection_set], fragments, limits)
        if isinstance(definition, OperationDefinitionNode):
            _at_most(limits.root_fields, names, TooManyRootFields)


def _at_most(limit: int, count: int, error: type[LimitExceeded]) -> None:
    if count > limit:
        raise error(limit, count)


@dataclass(slots=True)
class _Written:
    """What a document holds as it is written."""

    selections: int = 0
    aliases: int = 0
    literals: int = 0
    directives: int = 0
    directives_each: int = 0

    @classmethod
    def of(cls, definitions: Iterable[ExecutableDefinitionNode]) -> _Written:
        """Count everything once."""
        written = cls()
        for definition in definitions:
            written._count_directives(definition)
            for variable in definition.variable_definitions or ():
                written._count_directives(variable)
                written.literals += _entries(variable.default_value)
            written._count_selections(definition.selection_set)
        return written

    def _count_selections(self, start: SelectionSetNode) -> None:
        stack = [start]
        while stack:
            for selection in stack.pop().selections:
                self.selections += 1
                if selection.directives:
                    self._count_directives(selection)
                if isinstance(selection, FieldNode):
                    self.aliases += selection.alias is not None
                    self.literals += sum(_entries(argument.value) for argument in selection.arguments or ())
                if inner := _inner(selection):
                    stack.append(inner)

    def _count_directives(self, node: object) -> None:
        count = len(getattr(node, "directives", None) or ())
        self.directives += count
        self.directives_each = max(self.directives_each, count)


def _entries(value: ValueNode | None) -> int:
    """Entries of a value's lists and objects, those within one another included."""
    count, waiting = 0, [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, ListValueNode):
            waiting += found.values
            count += len(found.values)
        elif isinstance(found, ObjectValueNode):
            waiting += [field.value for field in found.fields]
            count += len(found.fields)
    return count


def _check_written(written: _Written, limits: Limits) -> None:
    _at_most(limits.aliases, written.aliases, TooManyAliases)
    _at_most(limits.literals, written.literals, TooManyLiterals)
    _at_most(limits.directives_each, written.directives_each, TooManyDirectives)
    _at_most(limits.directives, written.directives, TooManyDirectives)
    _at_most(limits.selections, written.selections, TooManySelections)


@dataclass(slots=True)
class _Shape:
    """What a selection set comes to with its fragments written out."""

    selections: int = 0
    depth: int = 0
    lists_of_types: int = 0
    introspection_depth: int = 0
    introspection_lists: int = 0

    def add(self, other: _Shape) -> None:
        """Take up what is selected beside."""
        self.selections += other.selections
        self.depth = max(self.depth, other.depth)
        self.lists_of_types = max(self.lists_of_types, other.lists_of_types)
        self.introspection_depth = max(self.introspection_depth, other.introspection_depth)
        self.introspection_lists = max(self.introspection_lists, other.introspection_lists)

    def within(self, name: str) -> _Shape:
        """The same as what a field selects, seen from where the field is."""
        selections = self.selections + 1
        if name in _INTROSPECTION:
            # What is in there has limits of its own, for the schema is deeper than what it describes.
            return _Shape(selections, 1, 0, self.depth, self.lists_of_types)
        lists = self.lists_of_types + (name in _LISTS_OF_TYPES)
        return _Shape(selections, self.depth + 1, lists, self.introspection_depth, self.introspection_lists)


_NOTHING = _Shape()


@dataclass(slots=True)
class _Shapes:
    """Shapes of selection sets; each fragment is looked at once, however often it is spread."""

    fragments: Fragments
    known: dict[str, _Shape | None] = field(default_factory=dict)
    """Shapes by fragment; none yet for those that are being looked at."""

    def of(self, selection_set: SelectionSetNode | None, level: int = 0) -> _Shape:
        """What a selection set comes to."""
        _at_most(_MOST_LEVELS, level, DocumentTooDeep)
        shape = _Shape()
        for selection in selection_set.selections if selection_set else ():
            if isinstance(selection, FieldNode):
                inner = self.of(selection.selection_set, level + 1) if selection.selection_set else _NOTHING
                shape.add(inner.within(selection.name.value))
            elif isinstance(selection, FragmentSpreadNode):
                shape.add(self.of_fragment(selection.name.value, level + 1))
            elif isinstance(selection, InlineFragmentNode):
                shape.add(self.of(selection.selection_set, level + 1))
        return shape

    def of_fragment(self, name: str, level: int = 0) -> _Shape:
        """What a fragment comes to, which is nothing if there is none of that name."""
        if name not in self.known:
            self.known[name] = None
            fragment = self.fragments.get(name)
            self.known[name] = self.of(fragment.selection_set if fragment else None, level)
        shape = self.known[name]
        if shape is None:
            raise FragmentCycle(f"The fragment `{name}` is spread within itself; spread it elsewhere.")
        return shape


def _check_shapes(definitions: Iterable[ExecutableDefinitionNode], shapes: _Shapes, limits: Limits) -> None:
    selections = 0
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            shape = shapes.of(definition.selection_set)
            _at_most(limits.depth, shape.depth, DocumentTooDeep)
            _at_most(limits.introspection_depth, shape.introspection_depth, IntrospectionTooDeep)
            _at_most(limits.introspection_lists, shape.introspection_lists, IntrospectionTooDeep)
        else:
            # How deep a fragment may be depends on where it is spread.
            shape = shapes.of_fragment(definition.name.value if definition.name else "")
        selections += shape.selections
    _at_most(limits.expanded_selections, selections, FragmentsTooLarge)


def _check_merged(selection_sets: list[SelectionSetNode], fragments: Fragments, limits: Limits) -> int:
    """Refuse names that are selected too often in one place, here or below; gives how many names there are here."""
    inner: dict[str, list[SelectionSetNode]] = {}
    counts: dict[str, int] = {}
    for selection in _flat(selection_sets, fragments):
        name = (selection.alias or selection.name).value
        counts[name] = counts.get(name, 0) + 1
        if selection.selection_set:
            inner.setdefault(name, []).append(selection.selection_set)
    _at_most(limits.repeats, max(counts.values(), default=0), TooManyRepeats)
    for below in inner.values():
        _check_merged(below, fragments, limits)
    return len(counts)


def _flat(selection_sets: Iterable[SelectionSetNode], fragments: Fragments) -> Iterator[FieldNode]:
    """Fields of selection sets in one place, with each fragment there written out once."""
    seen: set[str] = set()
    stack = list(selection_sets)
    while stack:
        for selection in stack.pop().selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                stack.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                if fragment := fragments.get(selection.name.value):
                    stack.append(fragment.selection_set)


def _inner(selection: SelectionNode) -> SelectionSetNode | None:
    return getattr(selection, "selection_set", None)
