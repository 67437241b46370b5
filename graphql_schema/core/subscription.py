"""`@subscription` fields: each event is resolved with fresh loaders, so it shows what is stored by then."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_type_hints

import strawberry
from strawberry.utils.str_converters import to_camel_case

from app.core.model import SpaceOwned
from graphql_schema.core.context import Info

T = TypeVar("T")
Resolver = Callable[..., AsyncGenerator[Any, None]]
AfterSequence = Annotated[
    int | None,
    strawberry.argument(
        description="Sequence number of the last state that was seen, to go on from there: that one and older ones are left "
        "out. Whoever has seen all there will be learns only that it has ended."
    ),
]


@dataclass(frozen=True, slots=True)
class Watched:
    """What a subscription field is about: a row of a space, named by an argument."""

    model: type[SpaceOwned]
    argument: str


WATCHED: dict[str, Watched] = {}
"""By the names of subscription fields."""


def subscription(of: type[SpaceOwned], *, by: str) -> Callable[[Resolver], Any]:
    """A subscription field about a row: its current state first, then changes, until it ends by itself."""

    def decorate(resolver: Resolver) -> Any:
        hints = get_type_hints(resolver, include_extras=True)

        async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
            async with aclosing(resolver(self, info, **arguments)) as events:
                async for event in events:
                    info.context.renew()
                    yield event

        resolve.__name__ = resolver.__name__
        parameters = inspect.signature(resolver).parameters.values()
        resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [parameter.replace(annotation=hints.get(parameter.name, parameter.annotation)) for parameter in parameters],
            return_annotation=hints["return"],
        )
        resolve.__annotations__ = hints
        WATCHED[to_camel_case(resolver.__name__)] = Watched(of, to_camel_case(by))
        return strawberry.subscription(resolver=resolve, description=inspect.getdoc(resolver))

    return decorate


async def later_than(sequence: int | None, states: AsyncIterator[T]) -> AsyncIterator[T]:
    """Numbered states without those that have been seen."""
    async for state in states:
        if sequence is None or getattr(state, "sequence") > sequence:  # noqa: B009 - rows have columns, not attributes
            yield state
