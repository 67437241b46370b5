"""Passwords: argon2id in a small pool, so that signing in never blocks the server nor exhausts its memory."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import Invalid

MIN_LENGTH = 8
MAX_LENGTH = 1024
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


class WeakPassword(Invalid):
    """Choose a password of 8 to 1,024 characters."""

    code = "WEAK_PASSWORD"


async def hash_password(password: str) -> str:
    """The hash to store; refuses passwords too short to keep."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword(path=("input", "password"))
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password is the one stored; takes the same time when none is."""
    if len(password) > MAX_LENGTH:
        return False
    return await asyncio.get_running_loop().run_in_executor(_pool, _verify, stored, password)


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Verified for unknown users, so that they take as long as known ones."""
    return _hasher.hash("nobody has this password")


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
