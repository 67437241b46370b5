"""Where statistics are computed: in one thread beside the event loop, one question after another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="statistics")


async def computed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function gives that keeps a processor busy; numpy and scipy let go of the interpreter where it takes long."""
    return await asyncio.get_running_loop().run_in_executor(_pool, partial(function, *args, **kwargs))
