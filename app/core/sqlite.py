"""Tortoise's SQLite backend with write transactions that take the lock at once, and never keep it when they cannot begin."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A deferred transaction that turns writer while another process writes fails at once; an immediate one waits."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise TransactionManagementError(str(error)) from error

    async def commit(self) -> None:
        try:
            await super().commit()
        except BaseException:
            # What could not be committed, as on a full disk, must not be part of the next transaction.
            await self._undone()
            raise

    async def rollback(self) -> None:
        if self._connection.in_transaction:
            await super().rollback()
        # Otherwise SQLite has rolled back by itself.
        self._finalized = True

    async def _undone(self) -> None:
        if self._connection.in_transaction:
            await self._connection.rollback()
        self._finalized = True


class ExclusiveContext(SqliteTransactionContext):
    """A transaction that whoever waits for it may be cancelled out of, and that may fail to begin: others go on."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self._begun()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client

    async def _begun(self) -> None:
        beginning = asyncio.ensure_future(self.connection.begin())
        try:
            await asyncio.shield(beginning)
        except asyncio.CancelledError:
            # SQLite's thread begins it all the same.
            await asyncio.wait((beginning,))
            if beginning.exception() is None:
                await self.connection.rollback()
            raise


class ImmediateClient(SqliteClient):
    """The one connection that writes."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)

    def _in_transaction(self) -> TransactionContext:
        return ExclusiveContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateClient
