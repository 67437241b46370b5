"""Lists: keyset connections that read a page per parent, and short owned lists."""

import inspect
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Generic, Optional, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation

from app.core.conditions import EVERYTHING, AllOf, Condition
from app.core.errors import Invalid
from app.core.model import Entity
from app.core.orders import Order, cursor
from app.core.pages import Page
from graphql_schema.core.context import Info
from graphql_schema.core.entity import face
from graphql_schema.core.filters import condition_of, filter_input, order_input, order_of
from graphql_schema.core.loaders import Listing, Loaders
from graphql_schema.core.relations import NEWEST_FIRST, Reads, ToOwned, ToPages, leads

DEFAULT_FIRST = 50
MOST = 1000
NodeType = TypeVar("NodeType")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="There is more after this page.")
    has_previous_page: bool = strawberry.field(description="It was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row; null when the page is empty.")
    end_cursor: str | None = strawberry.field(description="Cursor for `after` of the next page; null when empty.")


@strawberry.type(description="A row of a page with its cursor.")
class Edge(Generic[NodeType]):
    node: NodeType = strawberry.field(description="The row.")
    cursor: str = strawberry.field(description="Its place in the list.")


@dataclass(frozen=True)
class PageRequest:
    """A page that somebody asked for; read when a field needs it. A subclass reads lists that no single column makes."""

    loaders: Loaders
    listing: Listing
    parent: Any
    first: int
    after: str | None

    async def page(self) -> Page:
        return await self.loaders.page(self.listing, self.first, self.after).load(self.parent)

    async def count(self) -> int:
        return await self.loaders.count(self.listing).load(self.parent)


@strawberry.type(description="One page of a list.")
class Connection(Generic[NodeType]):
    request: strawberry.Private[PageRequest]

    @strawberry.field(description="The rows of this page.")
    async def nodes(self) -> list[NodeType]:
        rows: list[Any] = (await self.request.page()).rows
        return rows

    @strawberry.field(description="The rows of this page with their cursors.")
    async def edges(self) -> list[Edge[NodeType]]:
        order = self.request.listing.order
        rows: list[Any] = (await self.request.page()).rows
        return [Edge(node=row, cursor=cursor(row, order)) for row in rows]

    @strawberry.field(description="Where this page lies in the list.")
    async def page_info(self) -> PageInfo:
        page, order = await self.request.page(), self.request.listing.order
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=self.request.after is not None,
            start_cursor=cursor(page.rows[0], order) if page.rows else None,
            end_cursor=cursor(page.rows[-1], order) if page.rows else None,
        )

    @strawberry.field(description="Rows in the whole list, those on other pages included.")
    async def total_count(self) -> int:
        return await self.request.count()


class PageTooLarge(Invalid):
    """`first` must be from 0 to 1000."""

    code = "PAGE_TOO_LARGE"


def children(
    of: type[Entity],
    *,
    by: str,
    description: str,
    key: str = "id",
    order: Order | None = None,
    where: Condition = EVERYTHING,
) -> Any:
    """A connection from a parent to the rows that point at it, or at what its column `key` names."""

    async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        return connection(info, of, by=by, parent=self[key], order=order, where=where, **arguments)

    return connection_field(resolve, of, description, ToPages(of, by, key, where, order or NEWEST_FIRST))


def everything(of: type[Entity], *, description: str, order: Order | None = None) -> Any:
    """A connection of all rows that the actor may see."""

    async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        return connection(info, of, by=None, parent=None, order=order, **arguments)

    return connection_field(resolve, of, description, ToPages(of, None, order=order or NEWEST_FIRST))


def owned(of: type[Entity], *, by: str, description: str, order: Order | None = None) -> Any:
    """A short list that belongs to its parent, whole."""

    listing = Listing(of, by, order=order or Order(is_descending=False))

    async def resolve(self: Any, info: Info) -> Any:
        return (await info.context.loaders.page(listing, MOST).load(self["id"])).rows

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(ToOwned(of, by, listing.order)),
        graphql_type=list[face(of)],  # type: ignore[misc]
    )


def connection(
    info: Info,
    of: type[Entity],
    *,
    by: str | None,
    parent: Any,
    order: Order | None = None,
    where: Condition = EVERYTHING,
    first: int = DEFAULT_FIRST,
    after: str | None = None,
    filter: Any = None,
    order_by: Any = None,
    request: type[PageRequest] = PageRequest,
) -> Any:
    """The page of a list that these arguments ask for; nothing is read yet."""
    asked = asked_of(of, where, order or NEWEST_FIRST, first=first, after=after, filter=filter, order_by=order_by)
    listing = Listing(of, by, asked.where, asked.order)
    return Connection(request=request(info.context.loaders, listing, parent, asked.first, asked.after))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the arguments of a list ask for."""

    where: Condition
    order: Order
    first: int
    after: str | None


def asked_of(
    of: type[Entity],
    where: Condition,
    order: Order,
    *,
    first: int = DEFAULT_FIRST,
    after: str | None = None,
    filter: Any = None,
    order_by: Any = None,
) -> Asked:
    """The arguments of a list, within `where` and with `order` unless they name another."""
    if not 0 <= first <= MOST:
        raise PageTooLarge(path=("first",))
    condition = AllOf((where, condition_of(of, filter))) if filter else where
    return Asked(condition, order_of(of, order_by, order), first, after)


def connection_field(resolve: Any, of: type[Entity], description: str, relation: ToPages | Reads | None = None) -> Any:
    """A field that takes the arguments of a list and hands them to what resolves it."""
    arguments = {
        "first": (Annotated[int, _argument("How many rows; at most 1000.")], DEFAULT_FIRST),
        "after": (Annotated[Optional[str], _argument("`endCursor` of the page before.")], None),  # noqa: UP045
        "order_by": (Annotated[Optional[order_input(of)], _argument("Newest first if not given.")], None),  # noqa: UP045
    }
    if kind := filter_input(of):
        arguments["filter"] = (Annotated[Optional[kind], _argument("Which rows.")], None)  # noqa: UP045
    given = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in arguments.items()
    ]
    own = [parameter for parameter in inspect.signature(resolve).parameters.values() if parameter.name in {"self", "info"}]
    resolve.__signature__ = inspect.Signature([*own, *given])
    resolve.__annotations__ = {"info": Info} | {name: annotation for name, (annotation, _) in arguments.items()}
    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(relation) if relation else {},
        graphql_type=_connection_of(of),
    )


@cache
def _connection_of(model: type[Entity]) -> Any:
    """The type of lists of a model, made once; Strawberry would make one for each field that leads to them, and again."""
    return StrawberryAnnotation(Connection[face(model)]).resolve()  # type: ignore[misc]


def _argument(description: str) -> Any:
    return strawberry.argument(description=description)
