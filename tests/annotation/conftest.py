"""Somebody else who annotates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.api import Api


@pytest.fixture
async def member(api: Api, outsider: Api) -> Api:
    """A colleague in the space."""
    await api.invite(outsider.email)
    await outsider.log_in()
    return replace(outsider, space=api.space)
