"""The one door for outgoing HTTP: every address is resolved, checked and pinned before a byte is sent.

A URL often comes from a user, so it may point at this machine, its network or a cloud's metadata service. The name is
resolved here, each address it stands for is judged, and the connection goes to the judged address: a name that resolves
differently a moment later gains nothing. No redirects, no proxies from the environment, no cookies, bounded replies.
"""

from __future__ import annotations

import asyncio
import math
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, ClassVar

import orjson

from app.core.errors import DomainError
from app.core.reach import Address, Network, Reach, reach, wrapped_in

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession
    from aiohttp.abc import AbstractResolver
    from yarl import URL

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

ALLOW_PRIVATE_SETTING = "GRAPHLOOP_EGRESS_ALLOW_PRIVATE"
DEFAULT_MAX_RESPONSE_BYTES = 10 * 1024 * 1024


class EgressRefused(DomainError):
    """The server does not make this request."""

    code: ClassVar[str] = "EGRESS_REFUSED"


class EgressFailed(DomainError):
    """The other server could not be reached."""

    code: ClassVar[str] = "EGRESS_FAILED"


class EgressTimedOut(EgressFailed):
    """The other server did not answer in time."""

    code = "EGRESS_TIMED_OUT"


class ResponseTooLarge(EgressFailed):
    """The other server's reply is larger than allowed."""

    code = "EGRESS_RESPONSE_TOO_LARGE"


class RedirectRefused(EgressFailed):
    """The other server redirects elsewhere; give the final address instead."""

    code = "EGRESS_REDIRECTED"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which addresses may be called; exceptions are names, addresses or CIDR ranges."""

    allow_private_networks: bool = False
    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, allow_private_networks: bool, allowed_private_hosts: Sequence[str]) -> AddressPolicy:
        """The policy that settings describe."""
        names: set[str] = set()
        networks: list[Network] = []
        for entry in allowed_private_hosts:
            try:
                networks.append(ip_network(entry.strip(), strict=False))
            except ValueError:
                names.add(_plain_name(entry.strip()))
        return cls(allow_private_networks, frozenset(names), tuple(networks))

    def check(self, host: str, address: Address) -> None:
        """Refuse an address that a host stands for unless the settings allow it."""
        found = reach(address)
        if found is Reach.PUBLIC or self._is_listed(address):
            return
        if found is Reach.FORBIDDEN:
            raise EgressRefused(
                f"{host} is a link-local, metadata, multicast or reserved address, which is never called "
                f"(not even with {ALLOW_PRIVATE_SETTING})."
            )
        if not self.allow_private_networks and _plain_name(host) not in self.names:
            raise EgressRefused(
                f"{host} is in a private network; set {ALLOW_PRIVATE_SETTING}=true to allow calls to private networks."
            )

    def _is_listed(self, address: Address) -> bool:
        wrapped = wrapped_in(address) if isinstance(address, IPv6Address) else None
        return any(address in network or (wrapped is not None and wrapped in network) for network in self.networks)


def _plain_name(host: str) -> str:
    return host.rstrip(".").casefold()


@dataclass(frozen=True, slots=True)
class EgressResponse:
    """A complete reply; header names are matched without case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class EgressStream:
    """A reply that is read piece by piece, within the bounds of size and time that whole replies have; to be closed."""

    def __init__(self, response: ClientResponse, limit: int, deadline: float, overdue: EgressTimedOut) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._limit = limit
        self._deadline = deadline
        self._overdue = overdue

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import aiohttp

        url, left = self._response.url, self._limit
        try:
            while chunk := await self._next():
                left -= len(chunk)
                if left < 0:
                    raise ResponseTooLarge(f"The reply of {url.host} is larger than {self._limit} bytes.")
                yield chunk
        except aiohttp.ClientError as error:
            raise EgressFailed(_failure(url, error)) from error

    async def aclose(self) -> None:
        """Let go of the connection; one with more to come is closed, so that the other side may stop."""
        self._response.close()

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._response.content.readany()
        except TimeoutError:
            raise self._overdue from None


class Egress:
    """Makes outgoing HTTP requests over one shared pool of checked connections."""

    def __init__(
        self,
        *,
        allow_private_networks: bool = False,
        allowed_private_hosts: Sequence[str] = (),
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        longest_seconds: float = math.inf,
        resolve: Resolve | None = None,
    ) -> None:
        self._policy = AddressPolicy.parse(allow_private_networks, allowed_private_hosts)
        self._max_response_bytes = max_response_bytes
        self._longest_seconds = longest_seconds
        self._resolve = resolve or _resolve_by_system
        self._session: ClientSession | None = None
        self._is_closed = False

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object | None = None,
        body: bytes | None = None,
        timeout_seconds: float = 60.0,
    ) -> EgressResponse:
        """Send one request and read its whole reply; raises `EgressRefused` or a kind of `EgressFailed`."""
        target, sent_headers = _checked_url(url, self._policy), _checked_headers(headers or {})
        if json is not None:
            body = orjson.dumps(json)
            if not any(name.casefold() == "content-type" for name in sent_headers):
                sent_headers["Content-Type"] = "application/json"
        timeout_seconds = min(timeout_seconds, self._longest_seconds)
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._exchange(method, target, sent_headers, body)
        except TimeoutError:
            raise _overdue(target, timeout_seconds) from None

    async def open(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_seconds: float = 60.0,
    ) -> EgressStream:
        """Send one request and read its reply as it comes; the time is for all of it. Raises like `request`."""
        import aiohttp

        target, sent_headers = _checked_url(url, self._policy), _checked_headers(headers or {})
        timeout_seconds = min(timeout_seconds, self._longest_seconds)
        overdue, deadline = _overdue(target, timeout_seconds), asyncio.get_running_loop().time() + timeout_seconds
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._open_session().request(
                    method, target, headers=sent_headers, data=body, allow_redirects=False
                )
        except TimeoutError:
            raise overdue from None
        except aiohttp.ClientError as error:
            raise EgressFailed(_failure(target, error)) from error
        try:
            _refuse_redirect(response)
        except RedirectRefused:
            response.close()
            raise
        return EgressStream(response, self._max_response_bytes, deadline, overdue)

    def require_allowed(self, url: str) -> None:
        """Refuse a URL that no request will be made to, as far as that can be known without resolving its name."""
        _checked_url(url, self._policy)

    async def close(self) -> None:
        """Close every connection; the object makes no requests afterwards."""
        self._is_closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(self, method: str, url: URL, headers: dict[str, str], body: bytes | None) -> EgressResponse:
        import aiohttp

        try:
            async with self._open_session().request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as response:
                _refuse_redirect(response)
                content = await _read(response, self._max_response_bytes)
                return EgressResponse(response.status, response.headers, content)
        except aiohttp.ClientError as error:
            raise EgressFailed(_failure(url, error)) from error

    def _open_session(self) -> ClientSession:
        if self._is_closed:
            raise EgressFailed("The server is shutting down and makes no more requests.")
        if self._session is None:
            self._session = _new_session(self._policy, self._resolve)
        return self._session


def _overdue(url: URL, seconds: float) -> EgressTimedOut:
    return EgressTimedOut(f"{url.host} did not answer within {seconds:g} s.")


def _new_session(policy: AddressPolicy, resolve: Resolve) -> ClientSession:
    # aiohttp costs start-up time and memory that a server which calls nobody need not pay.
    import aiohttp

    connector = aiohttp.TCPConnector(resolver=_checking_resolver(policy, resolve), limit=1000, ttl_dns_cache=30)
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
        headers={"User-Agent": "graphloop"},
    )


def _checking_resolver(policy: AddressPolicy, resolve: Resolve) -> AbstractResolver:
    from aiohttp.abc import AbstractResolver, ResolveResult

    class CheckingResolver(AbstractResolver):
        """Hands the connector addresses that passed the policy, and no others."""

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            addresses = [ip_address(text) for text in await resolve(host, port)]
            if not addresses:
                raise OSError(f"{host} has no address")
            # One bad address condemns the name: a mix of public and private is what rebinding looks like.
            for address in addresses:
                policy.check(host, address)
            return [_pinned(host, port, address) for address in addresses]

        async def close(self) -> None:
            """Nothing is held open."""

    def _pinned(host: str, port: int, address: Address) -> ResolveResult:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return ResolveResult(hostname=host, host=str(address), port=port, family=family, proto=0, flags=flags)

    return CheckingResolver()


async def _resolve_by_system(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError:
        # A label that is empty or too long for the name system fails in the encoder, before any look-up.
        raise OSError(f"{host} is not a name") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@lru_cache(maxsize=256)
def _checked_url(url: str, policy: AddressPolicy) -> URL:
    from yarl import URL

    try:
        target = URL(url)
        host, _ = target.raw_host, target.port
    except ValueError:
        raise EgressRefused("The URL is not valid.") from None
    if target.scheme not in ("http", "https"):
        raise EgressRefused("Only http and https URLs are called.")
    if not host:
        raise EgressRefused("The URL names no host.")
    if target.raw_user is not None or target.raw_password is not None:
        raise EgressRefused("The URL must not contain a user name or password; send them as a header.")
    _check_literal(host, policy)
    return target


# A last label like this makes resolvers read the whole name as an IPv4 address: 127.1, 2130706433, 0x7f.1, 0177.0.0.1.
_NUMERIC_LABEL = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z", re.IGNORECASE)


def _check_literal(host: str, policy: AddressPolicy) -> None:
    """Judge an address written into the URL itself, which is never resolved."""
    try:
        address = ip_address(host)
    except ValueError:
        if ":" in host or "%" in host or _NUMERIC_LABEL.match(host.rstrip(".").rpartition(".")[2]):
            raise EgressRefused(f"{host} is not an address in its usual form.") from None
        return
    policy.check(host, address)


# The client sets these itself; a second opinion lets one request be read as two.
_OWN_HEADERS = frozenset({"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _HEADER_NAME.match(name) or name.casefold() in _OWN_HEADERS:
            raise EgressRefused(f"The header {name!r} cannot be set.")
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise EgressRefused(f"The value of the header {name!r} contains a line break or control character.")
    return dict(headers)


def _refuse_redirect(response: ClientResponse) -> None:
    if response.status in (301, 302, 303, 307, 308):
        raise RedirectRefused(
            f"{response.url.host} answered with a redirect ({response.status}); give the final address instead."
        )


async def _read(response: ClientResponse, limit: int) -> bytes:
    too_large = f"The reply of {response.url.host} is larger than {limit} bytes."
    if response.content_length is not None and response.content_length > limit:
        raise ResponseTooLarge(too_large)
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        # The length is counted after decompression, so that a small bomb is a large reply.
        if len(content) > limit:
            raise ResponseTooLarge(too_large)
    return bytes(content)


def _failure(url: URL, error: Exception) -> str:
    """What went wrong, without the URL (its path or query may hold a secret)."""
    import aiohttp

    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"The name {url.host} could not be resolved."
        case aiohttp.ClientSSLError():
            return f"No trusted TLS connection to {url.host} could be made."
        case aiohttp.ClientConnectorError():
            return f"No connection to {url.host} port {url.port} could be made."
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return f"{url.host} closed the connection before its reply was complete."
        case _:
            return f"The exchange with {url.host} failed ({type(error).__name__})."
