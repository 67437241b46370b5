"""The model that a judge uses where its settings name none: the space's default, whichever that is when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.errors import Invalid
from app.llm.default_models import require_default_model


async def with_model(settings: Mapping[str, Any], space_id: int) -> dict[str, Any]:
    """Settings with the space's default model in them, if they name none."""
    if settings.get("model") is not None:
        return dict(settings)
    if settings.get("connection_id") is not None:
        raise Invalid("Name the model to be reached by this connection.", path=("model",))
    default = await require_default_model(space_id, path=("model",))
    return {**default.parameters, **settings, "model": default.model, "connection_id": default.connection_id}
