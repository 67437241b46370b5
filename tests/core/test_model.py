from __future__ import annotations

import pytest
from tortoise.fields.relational import RelationalField
from tortoise.filters import get_filters_for_field

from app.core.database import Database
from app.prompts.models import Prompt

META = Prompt._meta
pytestmark = pytest.mark.usefixtures("system")


def test_a_column_has_the_filters_that_tortoise_gives_it(system: Database) -> None:
    override = META.db.executor_class.get_overridden_filter_func
    for name, field in {**META.fields_map, "pk": META.pk}.items():
        if isinstance(field, RelationalField):
            continue
        for key, expected in get_filters_for_field(name, field, field.source_field or field.model_field_name).items():
            assert key in META.filters
            operator = override(expected["operator"], expected) or expected["operator"]
            assert repr(META.filters[key]) == repr(expected | {"operator": operator})


def test_relations_and_unknown_names_are_no_filters_of_a_column() -> None:
    assert "space__in" not in META.filters
    assert "nothing__in" not in META.filters
    with pytest.raises(KeyError):
        META.filters["nothing__in"]
