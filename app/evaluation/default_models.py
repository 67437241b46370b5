"""The model that a judge uses where its settings name none: the space's default, whichever that is when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.errors import Invalid
from app.evaluation.model_settings import ModelSettings
from app.llm.default_models import default_model


class DefaultModelMissing(Invalid):
    """The space has no default model; name one, or set a default."""

    code = "DEFAULT_MODEL_MISSING"


async def default_model_of(space_id: int) -> ModelSettings | None:
    """The default model of a space, if it has one."""
    found = await default_model(space_id)
    if found is None:
        return None
    return ModelSettings.of({**found.parameters, "model": found.model, "connection_id": found.connection_id})


async def with_model(settings: Mapping[str, Any], space_id: int) -> dict[str, Any]:
    """Settings with the space's default model in them, if they name none."""
    if settings.get("model") is not None:
        return dict(settings)
    if settings.get("connection_id") is not None:
        raise Invalid("Name the model to be reached by this connection.", path=("model",))
    default = await default_model_of(space_id)
    if default is None:
        raise DefaultModelMissing(path=("model",))
    return {**default.stored(), **settings, "model": default.model, "connection_id": default.connection_id}
