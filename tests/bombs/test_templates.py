"""Each hostile template is stopped, and costs nobody else anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.core.jinja import JinjaRenderer, TemplateFailed, TemplateTooCostly
from tests.bombs.templates import TEMPLATE_BOMBS, VALUES, TemplateBomb


@pytest.fixture(scope="module")
async def renderer() -> AsyncIterator[JinjaRenderer]:
    made = JinjaRenderer(2, timeout_seconds=0.5)
    yield made
    await made.close()


def test_there_are_enough_of_them() -> None:
    assert len({bomb.name for bomb in TEMPLATE_BOMBS}) == len(TEMPLATE_BOMBS) >= 50


@pytest.mark.parametrize("bomb", TEMPLATE_BOMBS, ids=lambda bomb: bomb.name)
async def test_a_template_bomb_is_stopped(renderer: JinjaRenderer, bomb: TemplateBomb) -> None:
    with pytest.raises((TemplateFailed, TemplateTooCostly)) as caught:
        await renderer.render([bomb.text], VALUES)
    assert caught.value.code in bomb.codes.split()
    assert await renderer.render(["Hello {{ person.name }}"], VALUES) == ["Hello Ada"]


async def test_honest_templates_are_rendered_beside_bombs(renderer: JinjaRenderer) -> None:
    bombs = [asyncio.create_task(renderer.render([bomb.text], VALUES)) for bomb in TEMPLATE_BOMBS[:4]]
    rendered = await asyncio.gather(*(renderer.render(["{{ n }}"], {"n": n}) for n in range(20)))
    assert rendered == [[str(n)] for n in range(20)]
    outcomes = await asyncio.gather(*bombs, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {TemplateTooCostly}
