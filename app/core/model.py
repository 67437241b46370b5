"""What every table has, and the column and index kinds that Tortoise lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from tortoise import fields
from tortoise.fields.relational import RelationalField
from tortoise.filters import FilterInfoDict, get_filters_for_field
from tortoise.indexes import Index
from tortoise.models import MetaInfo, Model, ModelMeta

from app.core.clock import now
from app.core.conditions import Beside, Condition, Keys
from app.core.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from tortoise.backends.base.executor import BaseExecutor
    from tortoise.backends.base.schema_generator import BaseSchemaGenerator


class JsonField(fields.JSONField[Any]):
    """JSON kept as the text that was written, on both databases: key order and number forms survive."""

    class _db_postgres:
        SQL_TYPE = "JSON"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> str | None:
        self.validate(value)
        return None if value is None else orjson.dumps(value).decode()


class IdField(fields.BigIntField):
    """A primary key; on SQLite it is the row's own address, which spares an index."""

    class _db_sqlite:
        SQL_TYPE = "INTEGER"


class IndexWhere(Index):
    """An index over the rows that satisfy a condition."""

    unique = False

    def __init__(self, *, fields: tuple[str, ...] | list[str], name: str, where: str) -> None:
        super().__init__(fields=fields, name=name)
        self.where = where
        self.extra = f" WHERE {where}"

    def get_sql(self, schema_generator: BaseSchemaGenerator, model: type[Model], safe: bool) -> str:
        columns = [model._meta.fields_map[field].source_field or field for field in self.fields]
        return (
            f"CREATE {'UNIQUE ' if self.unique else ''}INDEX {'IF NOT EXISTS ' if safe else ''}"
            f"{schema_generator.quote(str(self.name))} ON {schema_generator.quote(model._meta.db_table)} "
            f"({', '.join(schema_generator.quote(column) for column in columns)}){self.extra};"
        )


class UniqueWhere(IndexWhere):
    """A unique index over the rows that satisfy a condition, such as those not deleted."""

    unique = True

    def __init__(self, *, fields: tuple[str, ...] | list[str], name: str, where: str = "deleted_at IS NULL") -> None:
        super().__init__(fields=fields, name=name, where=where)


@dataclass(frozen=True, slots=True)
class OtherRows:
    """Other rows that belong to those of a model."""

    name: str
    model: str
    """Where the other model is, written out, since it may be of a domain that imports this one."""
    keys: Keys

    @property
    def rows(self) -> type[Entity]:
        """The other model."""
        return model_at(self.model)


@dataclass(frozen=True, slots=True)
class FilteredBy(OtherRows):
    """Other rows by which lists of a model may be cut."""

    description: str
    is_list: bool = False
    """Several conditions may be given, each of which some other row has to satisfy."""


@dataclass(frozen=True, slots=True)
class OrderedBy(OtherRows):
    """A value in other rows by which lists of a model may be ordered, those without one last; an argument says which."""

    columns: tuple[str, ...]
    """Columns there, of which the first that is not empty is the value."""
    places: Callable[[str], tuple[Condition, ...]]
    """The rows that an argument means, each found by a condition that one of those with the same keys satisfies at most."""
    argument: str
    argument_description: str
    description: str

    def beside(self, argument: str) -> Beside:
        """The value that an argument means."""
        return Beside(argument, self.rows, self.keys, self.columns, self.places(argument))


@dataclass(frozen=True, slots=True)
class FirstOf:
    """A value by which lists of a model may be cut: the first of some columns of one kind that is not empty."""

    name: str
    columns: tuple[str, ...]
    description: str


@cache
def model_at(place: str) -> type[Entity]:
    """A model by where it is, such as `app.prompts.models.Prompt`."""
    module, _, name = place.rpartition(".")
    model: type[Entity] = getattr(import_module(module), name)
    return model


class Filters(dict[str, FilterInfoDict]):
    """Tortoise's filters of a model, such as `name__in`; those of a column are made when one of them is asked for.

    There are some thirty for each column of each table, and most columns are never filtered by.
    """

    def __init__(self, meta: MetaInfo) -> None:
        super().__init__()
        self._meta = meta
        self._made_for: dict[str, type[BaseExecutor]] = {}

    def __contains__(self, name: object) -> bool:
        self._make(str(name).partition("__")[0])
        return super().__contains__(name)

    def __getitem__(self, name: str) -> FilterInfoDict:
        self._make(name.partition("__")[0])
        return super().__getitem__(name)

    def _make(self, name: str) -> None:
        """Have the filters of a column, anew if another kind of database is open by now."""
        field = self._meta.pk if name == "pk" else self._meta.fields_map.get(name)
        executor = self._meta.db.executor_class
        # Relations are filtered by what they lead to; Tortoise adds theirs when the database is opened.
        if field is None or isinstance(field, RelationalField) or self._made_for.get(name) is executor:
            return
        self._made_for[name] = executor
        for key, made in get_filters_for_field(name, field, field.source_field or field.model_field_name).items():
            made["operator"] = executor.get_overridden_filter_func(made["operator"], made) or made["operator"]
            self[key] = made


class DescribedInColumns(ModelMeta):
    """Models whose columns say what they are, so that Tortoise need not read their source for comments at every start.

    Nor need it keep ten thousand filters.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        made: Any = super().__new__(cls, name, bases, {"_no_comments": True} | attrs)
        made._meta._filters = {}
        made._meta.filters = Filters(made._meta)
        return made


class Entity(Model, metaclass=DescribedInColumns):
    """A row with an id of ours; lists of it may be ordered and cut by the columns and values that it names here."""

    sortable: ClassVar[tuple[str, ...]] = ()
    ordered_by: ClassVar[tuple[OrderedBy, ...]] = ()
    filterable: ClassVar[tuple[str, ...]] = ()
    filtered_first: ClassVar[tuple[FirstOf, ...]] = ()
    filtered_by: ClassVar[tuple[FilteredBy, ...]] = ()

    id = IdField(primary_key=True, generated=False, default=new_id, description="Sorts by time of making.")
    created_at: datetime = fields.DatetimeField(default=now, description="When it was made.")

    class Meta:
        abstract = True


class SpaceOwned(Entity):
    """A row that lives in exactly one space, the unit of tenancy.

    A model whose rows are listed by space has an index for it; everything else is found by its parent, never by its space.
    """

    space: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Space", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The space it lives in."
    )
    space_id: int

    class Meta:
        abstract = True


def optional_user(description: str) -> Any:
    """A reference to the user who did something; the row outlives the user."""
    return fields.ForeignKeyField(
        "models.User", related_name=False, null=True, on_delete=fields.SET_NULL, db_index=False, description=description
    )
