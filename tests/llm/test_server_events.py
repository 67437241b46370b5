from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.server_events import events

WHOLE = b": hello\n\ndata: one\n\r\nevent: x\r\ndata:two\r\ndata: three\r\n\r\ndata: \xc3\xa4\n\ndata: cut"


async def cut(whole: bytes, places: list[int]) -> AsyncIterator[bytes]:
    for start, end in zip([0, *places], [*places, len(whole)], strict=True):
        yield whole[start:end]


def read(places: list[int]) -> list[bytes]:
    async def collect() -> list[bytes]:
        return [data async for data in events(cut(WHOLE, places))]

    # Nothing in it waits, so that it needs no event loop.
    with pytest.raises(StopIteration) as ended:
        collect().send(None)
    return list(ended.value.value)


@given(st.lists(st.integers(0, len(WHOLE)), max_size=12).map(sorted))
def test_events_are_the_same_however_the_bytes_are_cut(places: list[int]) -> None:
    assert read(places) == [b"one", b"two\nthree", "ä".encode()]
