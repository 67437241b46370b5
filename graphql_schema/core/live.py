"""Subscriptions as many watch them: who asks the same about the same thing watches one stream, executed and encoded once.

A stream keeps its latest payload alone. Each watcher remembers which one it was given last, so that whoever is slow goes on
with the latest when there is room again. All watchers may see what the stream is about; every few seconds that is looked at
again.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import AsyncGenerator, Hashable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.accounts.access import Actor, Permission, is_visible_by_space, permissions_of_scopes, scope
from app.accounts.models import ApiKeyScope, Role
from app.accounts.rechecking import Credential, actors_of
from app.core import metrics
from app.core.clock import monotonic
from app.core.conditions import AllOf, IsNull, equals, one_of
from app.core.errors import NotFound, Unauthenticated
from app.core.model import SpaceOwned
from app.core.rows import select
from graphql_schema.core.audience import Question, is_for_all_readers, subject_of
from graphql_schema.core.context import Context
from graphql_schema.core.errors import coded

SWEEP_SECONDS = 2.0
"""How often it is looked whether watchers may still watch."""
FRESH_SECONDS = 1.0
"""How old a payload may be that somebody is given who has just come."""
_AT_ONCE = 100
_JOINING = 16
log: Any = structlog.get_logger(__name__)
Errors = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ended:
    """Why nothing more will come: errors, or none if all has been said."""

    errors: Errors


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that a stream is about."""

    model: type[SpaceOwned]
    id: int
    space_id: int


@dataclass(frozen=True, slots=True)
class Personal:
    """Those who ask with the same rights, when not all who may read the subject are told the same."""

    user_id: int | None
    api_key_id: int | None
    session_id: int | None
    spaces: frozenset[tuple[int, Role]]
    organizations: frozenset[tuple[int, Role]]
    limit: frozenset[Permission]

    @classmethod
    def of(cls, actor: Actor) -> Personal:
        """All that answers to an actor depend on."""
        spaces, organizations = frozenset(actor.spaces.items()), frozenset(actor.organizations.items())
        return cls(actor.user_id, actor.api_key_id, actor.session_id, spaces, organizations, actor.limit)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may watch a stream together: all who may read its subject, unless it is personal."""

    subject: Subject | None
    personal: Personal | None


Key = tuple[Hashable, Audience]


class StreamContext(Context):
    """The context of a stream, whose actor was found out before."""

    async def begin(self) -> None:
        """Start with empty loaders."""
        self.renew()


class Watcher(ABC):
    """Somebody who is told the latest; whatever carries it to them is a subclass."""

    __slots__ = ("credential", "end", "seen", "stream")

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.stream: Stream | None = None
        self.seen: bytes | None = None
        """The payload given last."""
        self.end: Ended | None = None

    @property
    def news(self) -> bytes | None:
        """The latest payload, unless it was given already."""
        latest = self.stream.latest if self.stream else None
        return None if latest == self.seen else latest

    @abstractmethod
    def advance(self) -> None:
        """Pass on what is new, if there is room for it, and then the end, if that has come."""

    def expel(self) -> None:
        """Stop telling somebody whose credential works no longer."""
        self.refuse(Unauthenticated())

    def refuse(self, error: Exception) -> None:
        """Stop telling somebody, and say why."""
        live.leave(self)
        shown = error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
        self.end = Ended([dict(coded(shown).formatted)])
        self.advance()


class Stream:
    """One execution of a subscription, for as long as somebody watches."""

    def __init__(self, schema: Any, question: Question, context: StreamContext, audience: Audience) -> None:
        self.schema, self.question, self.context, self.audience = schema, question, context, audience
        self.watchers: dict[Watcher, None] = {}
        self.latest: bytes | None = None
        self._told_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    @property
    def key(self) -> Key:
        """The same for all who may watch it."""
        return self.question.key, self.audience

    @property
    def is_stale(self) -> bool:
        """Whether what was said last may say no longer how things are."""
        return self.latest is not None and monotonic() - self._told_at > FRESH_SECONDS

    def start(self) -> None:
        """Execute it, or execute it anew so that it begins with the present state; who has seen that is not told again."""
        self.stop()
        self.latest = None
        self._task = asyncio.create_task(self._run(), name="stream")

    def stop(self) -> None:
        """Execute it no longer."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            end = await self._followed()
        except Exception as error:
            end = Ended([dict(coded(GraphQLError("", original_error=error)).formatted)])
        live.forget(self)
        for watcher in tuple(self.watchers):
            watcher.end = end
            watcher.advance()

    async def _followed(self) -> Ended:
        question = self.question
        results = await self.schema.stream(
            question.text,
            variable_values=question.variables,
            context_value=self.context,
            operation_name=question.operation_name,
            operation_extensions=question.extensions,
        )
        async with aclosing(results) as following:
            async for result in following:
                if isinstance(result, PreExecutionError):
                    return Ended([dict(error.formatted) for error in result.errors or ()])
                await self._tell(encoded(result))
        return Ended([])

    async def _tell(self, payload: bytes) -> None:
        self.latest, self._told_at = payload, monotonic()
        for number, watcher in enumerate(tuple(self.watchers), 1):
            if watcher.stream is self:
                watcher.advance()
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)


def encoded(result: ExecutionResult) -> bytes:
    """A result as the JSON that every transport carries."""
    payload: dict[str, Any] = {"data": result.data}
    if result.errors:
        payload["errors"] = [error.formatted for error in result.errors]
        if result.data is None and not any(error.path for error in result.errors):
            # Nothing was executed, which the absence of `data` says.
            del payload["data"]
    if result.extensions:
        payload["extensions"] = result.extensions
    return orjson.dumps(payload)


def reader_of(space_id: int, actor: Actor) -> Actor:
    """An actor who may do no more than read one space, as all who watch together may."""
    limit = permissions_of_scopes([ApiKeyScope.READ.value])
    return Actor(actor.user_id, actor.api_key_id, actor.session_id, {space_id: Role.VIEWER}, {}, limit)


class Live:
    """The streams of this process."""

    def __init__(self) -> None:
        self._streams: dict[Hashable, Stream] = {}
        # A crowd that comes at the same time is let in by and by, which takes as long and far less memory.
        self._joining = asyncio.Semaphore(_JOINING)
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Those that somebody can join."""
        return tuple(self._streams.values())

    async def join(self, watcher: Watcher, schema: Any, question: Question, context: Context) -> None:
        """Let somebody watch, together with those who ask the same and may see the same."""
        documents = context.endpoint.documents
        async with self._joining:
            await context.begin()
            actor = context.actor
            subject = await _subject(question, documents, actor)
        is_seen_alike = subject is not None and is_visible_by_space(subject.model)
        is_shared = is_seen_alike and is_for_all_readers(schema._schema, question, documents)
        audience = Audience(subject, None if is_shared else Personal.of(actor))
        self._attach(watcher, self._stream(schema, question, context, audience, actor))

    def _stream(self, schema: Any, question: Question, context: Context, audience: Audience, actor: Actor) -> Stream:
        """The stream for an audience, which is there or begins."""
        stream = self._streams.get((question.key, audience))
        if stream is None:
            seen_by = actor if audience.personal or not audience.subject else reader_of(audience.subject.space_id, actor)
            seen = StreamContext(context.connection, context.endpoint, seen_by)
            stream = self._streams[question.key, audience] = Stream(schema, question, seen, audience)
            stream.start()
        return stream

    def _attach(self, watcher: Watcher, stream: Stream) -> None:
        watcher.stream = stream
        stream.watchers[watcher] = None
        metrics.open_subscriptions.inc()
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._sweep_on(), name="sweep")
        if stream.is_stale:
            stream.start()
        else:
            watcher.advance()

    def leave(self, watcher: Watcher) -> None:
        """Let somebody go; a stream ends with its last watcher."""
        stream, watcher.stream = watcher.stream, None
        if stream is None:
            return
        del stream.watchers[watcher]
        metrics.open_subscriptions.dec()
        if not stream.watchers:
            self.forget(stream)
            stream.stop()
        if not self._streams and self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None

    def forget(self, stream: Stream) -> None:
        """Let nobody else join a stream."""
        if self._streams.get(stream.key) is stream:
            del self._streams[stream.key]

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                # Such as a database that does not answer; the next look is soon.
                log.exception("could not look whether watchers may still watch")

    async def sweep(self) -> None:
        """Let those go who may no longer watch; a handful of statements, however many they are."""
        watching = [(stream, watcher) for stream in self.streams for watcher in stream.watchers]
        actors = await actors_of({watcher.credential for _, watcher in watching})
        spaces = await _spaces_of({stream.audience.subject for stream, _ in watching if stream.audience.subject})
        for stream, watcher in watching:
            if watcher.stream is stream:
                self._judge(stream, watcher, actors[watcher.credential], spaces)

    def _judge(self, stream: Stream, watcher: Watcher, actor: Actor, spaces: dict[Subject, int]) -> None:
        subject, personal = stream.audience.subject, stream.audience.personal
        if actor.is_anonymous:
            watcher.expel()
        elif subject and not actor.may(Permission.READ, spaces.get(subject, 0)):
            watcher.refuse(NotFound())
        elif personal and (changed := Personal.of(actor)) != personal:
            # Who may see more or less than before goes on in a stream that shows that.
            self.leave(watcher)
            seen = Audience(subject, changed)
            self._attach(watcher, self._stream(stream.schema, stream.question, stream.context, seen, actor))


async def _subject(question: Question, documents: Any, actor: Actor) -> Subject | None:
    """What a question is about, if that is one thing that the actor may see."""
    named = subject_of(question, documents)
    if named is None or actor.is_anonymous:
        return None
    model, pk = named
    found = await select(model, AllOf((equals("id", pk), scope(model, actor))), limit=1)
    return Subject(model, pk, found[0]["space_id"]) if found else None


async def _spaces_of(subjects: Iterable[Subject]) -> dict[Subject, int]:
    """The spaces in which things are now; those that are gone are in none."""
    by_model: dict[type[SpaceOwned], set[Subject]] = defaultdict(set)
    for subject in subjects:
        by_model[subject.model].add(subject)
    found: dict[Subject, int] = {}
    for model, wanted in by_model.items():
        there: tuple[Any, ...] = (one_of("id", [subject.id for subject in wanted]),)
        if "deleted_at" in model._meta.fields_map:
            there += (IsNull("deleted_at"),)
        spaces = {row.pk: row["space_id"] for row in await select(model, AllOf(there))}
        found |= {subject: spaces[subject.id] for subject in wanted if subject.id in spaces}
    return found


class Listener(Watcher):
    """A watcher who takes payloads one by one, as an answer over HTTP does."""

    __slots__ = ("_changed",)

    def __init__(self, credential: Credential) -> None:
        super().__init__(credential)
        self._changed = asyncio.Event()

    def advance(self) -> None:
        self._changed.set()

    async def payloads(self) -> AsyncGenerator[bytes, None]:
        """The latest payload whenever there is a newer one, until the end."""
        while True:
            self._changed.clear()
            if (news := self.news) is not None:
                self.seen = news
                yield news
            elif self.end is not None:
                if self.end.errors:
                    yield orjson.dumps({"errors": self.end.errors})
                return
            else:
                await self._changed.wait()


live = Live()


async def listened(schema: Any, question: Question, context: Context) -> AsyncGenerator[orjson.Fragment, None]:
    """A subscription's payloads, encoded, for an answer over HTTP."""
    sent = context.connection
    listener = Listener(Credential.of(sent.headers, sent.cookies, context.connection_params))
    await live.join(listener, schema, question, context)
    try:
        async with aclosing(listener.payloads()) as payloads:
            async for payload in payloads:
                yield orjson.Fragment(payload)
    finally:
        live.leave(listener)
