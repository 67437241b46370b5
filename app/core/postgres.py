"""Tortoise's PostgreSQL backend, whose connections come back to the pool also when a transaction cannot begin."""

from __future__ import annotations

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.connection import get_connections


class ReturningContext(TransactionContextPooled):
    """A transaction that whoever waits for it may be cancelled out of, and that may fail to begin: others go on."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        self.client._connection = await pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await pool.release(self.client._connection)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        # First of all, so that nothing that goes wrong here leaves a connection in place that is somebody else's by then.
        get_connections().reset(self.token)
        try:
            if not self.client._finalized:
                await (self.client.rollback() if exc_type else self.client.commit())
        finally:
            if (pool := self.client._parent._pool) is not None:
                await pool.release(self.client._connection)


class ReturningClient(AsyncpgDBClient):
    """The pool of connections that write, and read for queries."""

    def _in_transaction(self) -> TransactionContext:
        return ReturningContext(TransactionWrapper(self), self._pool_init_lock)


client_class = ReturningClient
