"""`@subscription` fields: each event is resolved with fresh loaders, so it shows what is stored by then."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any, get_type_hints

import strawberry

from app.core import metrics
from graphql_schema.core.context import Info


def subscription(resolver: Callable[..., AsyncIterator[Any]]) -> Any:
    """A subscription field: the current state first, then changes, until it ends by itself."""
    hints = get_type_hints(resolver, include_extras=True)

    async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        events = resolver(self, info, **arguments)
        metrics.open_subscriptions.inc()
        try:
            async for event in events:
                info.context.renew()
                yield event
        finally:
            metrics.open_subscriptions.dec()
            await events.aclose()  # type: ignore[attr-defined]

    resolve.__name__ = resolver.__name__
    parameters = inspect.signature(resolver).parameters.values()
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(annotation=hints.get(parameter.name, parameter.annotation)) for parameter in parameters],
        return_annotation=hints["return"],
    )
    resolve.__annotations__ = hints
    return strawberry.subscription(resolver=resolve, description=inspect.getdoc(resolver))
