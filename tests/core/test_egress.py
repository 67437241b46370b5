from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.egress import (
    Egress,
    EgressFailed,
    EgressRefused,
    EgressStream,
    EgressTimedOut,
    RedirectRefused,
    ResponseTooLarge,
)
from app.core.reach import Reach, reach
from tests.llm.stub_provider import Scripted, StubProvider, answer, stub_provider
from tests.waiting import PATIENCE_SECONDS, until

PRIVATE = ["10.0.0.1", "127.0.0.1", "127.8.9.10", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fc00::1", "fd12::1"]
FORBIDDEN = [
    *("0.0.0.0", "169.254.169.254", "169.254.1.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.192"),
    *("100.100.100.200", "168.63.129.16", "198.18.0.1", "203.0.113.9", "::", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("ff02::1", "fd00:ec2::254", "fd20:ce::254", "2001:db8::1", "2001::1", "64:ff9b:1::1", "::7f00:1", "::8.8.8.8"),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_known(text: str) -> None:
    assert reach(ip_address(text)) is Reach.PRIVATE


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden_addresses_are_known(text: str) -> None:
    assert reach(ip_address(text)) is Reach.FORBIDDEN


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_known(text: str) -> None:
    assert reach(ip_address(text)) is Reach.PUBLIC


@given(st.ip_addresses(v=4))
def test_an_address_in_disguise_leads_no_further_than_the_address(inner: IPv4Address) -> None:
    plain = reach(inner)
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + inner.packed)
    translated = IPv6Address(bytes.fromhex("0064ff9b") + b"\0" * 8 + inner.packed)
    tunnelled = IPv6Address(b"\x20\x02" + inner.packed + b"\0" * 9 + b"\1")
    assert reach(mapped) == reach(translated) == reach(tunnelled) == plain
    isatap = IPv6Address(bytes.fromhex("2a00145000000000" + "00005efe") + inner.packed)
    assert reach(isatap) == plain


@given(st.ip_addresses())
def test_what_is_called_public_is_global(address: IPv4Address | IPv6Address) -> None:
    if reach(address) is Reach.PUBLIC and getattr(address, "sixtofour", None) is None:
        wrapped = getattr(address, "ipv4_mapped", None)
        assert (wrapped or address).is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://0/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com/",
        "example.com",
        "http:///path",
        "http://user:password@example.com/",
        "http://user@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com:99999/",
        "http://[::1",
        "",
    ],
)
async def test_dangerous_urls_are_refused(url: str) -> None:
    async with egress_resolving("8.8.8.8") as egress:
        with pytest.raises(EgressRefused):
            await egress.request("GET", url, timeout_seconds=0.5)


@pytest.mark.parametrize("addresses", [[text] for text in (*PRIVATE, *FORBIDDEN)] + [["8.8.8.8", "127.0.0.1"]])
async def test_names_that_resolve_to_such_addresses_are_refused(addresses: list[str]) -> None:
    async with egress_resolving(*addresses) as egress:
        with pytest.raises(EgressRefused):
            await egress.request("GET", "http://models.example.com/", timeout_seconds=0.5)


async def test_system_resolution_is_checked_too() -> None:
    egress = Egress()
    try:
        with pytest.raises(EgressRefused):
            await egress.request("GET", "http://localhost/")
    finally:
        await egress.close()


async def test_refusal_names_the_setting_that_allows_it() -> None:
    async with egress_resolving("10.0.0.1") as egress:
        with pytest.raises(EgressRefused, match="GRAPHLOOP_EGRESS_ALLOW_PRIVATE=true") as refused:
            await egress.request("GET", "http://models.example.com/")
    assert refused.value.code == "EGRESS_REFUSED"


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "100.100.100.200"])
async def test_metadata_services_stay_closed_when_private_networks_are_open(host: str) -> None:
    async with egress_resolving(allow_private_networks=True) as egress:
        with pytest.raises(EgressRefused, match="never called"):
            await egress.request("GET", f"http://{host}/")


async def test_connection_goes_to_the_address_that_was_checked() -> None:
    answers = [["127.0.0.1"], ["8.8.8.8"]]

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    egress = Egress(allowed_private_hosts=("models.example.com",), resolve=rebinding)
    async with stub_provider() as stub:
        try:
            response = await egress.request("GET", stub.base_url.replace("127.0.0.1", "models.example.com"))
        finally:
            await egress.close()
    assert response.status == 200
    assert stub.received[0].headers["Host"].startswith("models.example.com:")
    assert len(answers) == 1


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.0/8", "127.0.0.1/8"])
async def test_listed_addresses_may_be_called(entry: str) -> None:
    async with egress_resolving(allowed_private_hosts=(entry,)) as egress, stub_provider() as stub:
        assert (await egress.request("GET", stub.base_url)).status == 200
        with pytest.raises(EgressRefused):
            await egress.request("GET", "http://10.0.0.1/")


async def test_sends_json_and_reads_headers_without_case() -> None:
    async with local() as (egress, stub):
        stub.default = Scripted(201, {"ok": True}, {"X-Thing": "yes"})
        response = await egress.request("POST", stub.base_url, headers={"X-Sent": "1"}, json={"a": [1]})
    assert (response.status, response.body, response.headers["x-thing"]) == (201, b'{"ok":true}', "yes")
    received = stub.received[0]
    assert received.body == {"a": [1]}
    assert (received.headers["X-Sent"], received.headers["Content-Type"]) == ("1", "application/json")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    async with local() as (egress, stub):
        stub.default = Scripted(status, None, {"Location": "http://169.254.169.254/"})
        with pytest.raises(RedirectRefused):
            await egress.request("GET", stub.base_url)
    assert len(stub.received) == 1


async def test_large_replies_are_cut_off() -> None:
    async with local(max_response_bytes=1000) as (egress, stub):
        stub.script.extend([Scripted(body=b"x" * 1001), Scripted(body=b"x" * 1000)])
        with pytest.raises(ResponseTooLarge):
            await egress.request("GET", stub.base_url)
        assert len((await egress.request("GET", stub.base_url)).body) == 1000


async def test_compressed_replies_are_measured_unpacked() -> None:
    async with local(max_response_bytes=10_000) as (egress, stub):
        stub.default = Scripted(body=gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
        with pytest.raises(ResponseTooLarge):
            await egress.request("GET", stub.base_url)


async def test_stalled_servers_time_out() -> None:
    async with local() as (egress, stub):
        stub.default = Scripted(is_stalled=True)
        with pytest.raises(EgressTimedOut, match=r"within 0\.05 s"):
            await egress.request("GET", stub.base_url, timeout_seconds=0.05)


async def test_failures_say_what_happened_without_the_url() -> None:
    async with local() as (egress, stub):
        stub.default = answer("cut", is_cut_short=True)
        with pytest.raises(EgressFailed, match="closed the connection") as cut:
            await egress.request("GET", f"{stub.base_url}?key=secret")
        with pytest.raises(EgressFailed, match=r"No connection to 127\.0\.0\.1 port 1") as closed:
            await egress.request("GET", "http://127.0.0.1:1/secret")
    assert "secret" not in cut.value.message + closed.value.message


async def test_unknown_names_fail() -> None:
    async with egress_resolving() as egress:
        with pytest.raises(EgressFailed, match="could not be resolved"):
            await egress.request("GET", "http://nowhere.example.com/")


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..example", "a b.example", "model\tserver.invalid", "*"])
async def test_names_that_cannot_be_fail(host: str) -> None:
    egress = Egress()
    try:
        with pytest.raises((EgressFailed, EgressRefused)):
            await egress.request("GET", f"http://{host}/", timeout_seconds=5)
    finally:
        await egress.close()


@pytest.mark.parametrize(
    "headers", [{"X": "a\r\nY: b"}, {"X\r\nY": "a"}, {"Host": "other"}, {"transfer-encoding": "chunked"}, {"": "a"}]
)
async def test_headers_that_change_the_request_are_refused(headers: dict[str, str]) -> None:
    async with local() as (egress, stub):
        with pytest.raises(EgressRefused):
            await egress.request("GET", stub.base_url, headers=headers)
    assert stub.received == []


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with local() as (egress, stub):
        assert (await egress.request("GET", stub.base_url)).status == 200


async def test_cookies_are_not_kept() -> None:
    async with local() as (egress, stub):
        stub.default = Scripted(200, None, {"Set-Cookie": "a=b"})
        for _ in range(2):
            await egress.request("GET", stub.base_url.replace("127.0.0.1", "localhost"))
    assert "Cookie" not in stub.received[1].headers


async def test_nothing_is_sent_after_closing() -> None:
    async with local() as (egress, stub):
        await egress.close()
        with pytest.raises(EgressFailed, match="shutting down"):
            await egress.request("GET", stub.base_url)


async def read(stream: EgressStream) -> bytes:
    async with aclosing(stream):
        return b"".join([chunk async for chunk in stream])


async def test_a_reply_that_is_read_as_it_comes_is_from_the_address_that_was_checked() -> None:
    answers = [["127.0.0.1"], ["8.8.8.8"]]

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    egress = Egress(allowed_private_hosts=("models.example.com",), resolve=rebinding)
    async with stub_provider() as stub:
        stub.default = Scripted(201, {"ok": True}, {"X-Thing": "yes"})
        address = stub.base_url.replace("127.0.0.1", "models.example.com")
        try:
            stream = await egress.open("POST", address, headers={"X-Sent": "1"}, body=b"[1]")
            assert (stream.status, stream.headers["x-thing"], await read(stream)) == (201, "yes", b'{"ok":true}')
        finally:
            await egress.close()
    (received,) = stub.received
    assert (received.body, received.headers["X-Sent"]) == ([1], "1")
    assert len(answers) == 1


async def test_a_stream_begins_only_where_requests_may_go() -> None:
    async with egress_resolving("8.8.8.8", "10.0.0.1") as egress, local() as (near, stub):
        for url in ("http://127.0.0.1/", "http://models.example.com/", "ftp://example.com/"):
            with pytest.raises(EgressRefused):
                await egress.open("GET", url, timeout_seconds=0.5)
        with pytest.raises(EgressRefused):
            await near.open("GET", stub.base_url, headers={"Host": "other"})
        with pytest.raises(EgressFailed, match=r"No connection to 127\.0\.0\.1 port 1"):
            await near.open("GET", "http://127.0.0.1:1/")
        stub.default = Scripted(302, None, {"Location": "http://169.254.169.254/"})
        with pytest.raises(RedirectRefused):
            await near.open("GET", stub.base_url)
    assert len(stub.received) == 1


async def test_a_stream_is_bounded_in_size_unpacked() -> None:
    async with local(max_response_bytes=10_000) as (egress, stub):
        bomb = Scripted(body=gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
        stub.script.extend([Scripted(body=b"x" * 1_000, repeats=10), Scripted(body=b"x" * 1_000, repeats=1_000), bomb])
        assert len(await read(await egress.open("GET", stub.base_url))) == 10_000
        for _ in range(2):
            with pytest.raises(ResponseTooLarge):
                await read(await egress.open("GET", stub.base_url))


async def test_the_time_of_a_stream_is_for_all_of_it() -> None:
    async with local() as (egress, stub):
        stub.script.extend([Scripted(is_stalled=True), Scripted(events=("x",), is_endless=True)])
        with pytest.raises(EgressTimedOut):
            await egress.open("GET", stub.base_url, timeout_seconds=0.05)
        stream = await egress.open("GET", stub.base_url, timeout_seconds=0.3)
        with pytest.raises(EgressTimedOut, match=r"within 0\.3 s"):
            await read(stream)


async def test_a_stream_that_is_cut_is_a_failure() -> None:
    async with local() as (egress, stub):
        stub.default = answer("cut", is_cut_short=True)
        with pytest.raises(EgressFailed, match="closed the connection"):
            await read(await egress.open("GET", stub.base_url))


async def test_a_stream_that_is_cancelled_or_closed_ends_its_connection() -> None:
    async with local() as (egress, stub):
        stub.default = Scripted(events=("x",), is_endless=True)
        has_begun = asyncio.Event()

        async def listen() -> None:
            async with aclosing(await egress.open("GET", stub.base_url)) as stream:
                async for _ in stream:
                    has_begun.set()

        listening = asyncio.create_task(listen())
        await has_begun.wait()
        listening.cancel()
        await (await egress.open("GET", stub.base_url)).aclose()

        async def are_gone() -> bool:
            return stub.clients_gone == 2

        await until(are_gone)
        with pytest.raises(asyncio.CancelledError):
            await listening


async def test_whoever_gives_up_before_a_stream_begins_leaves_no_connection_behind() -> None:
    was_asked, was_left = asyncio.Event(), asyncio.Event()

    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        was_asked.set()
        await reader.read()
        was_left.set()
        writer.close()

    async with local() as (egress, _), await asyncio.start_server(stall, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        opening = asyncio.create_task(egress.open("GET", f"http://127.0.0.1:{port}/"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await was_asked.wait()
            opening.cancel()
            await was_left.wait()


@asynccontextmanager
async def egress_resolving(
    *addresses: str, allow_private_networks: bool = False, allowed_private_hosts: Sequence[str] = ()
) -> AsyncIterator[Egress]:
    """An egress for which every name stands for these addresses."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    egress = Egress(
        allow_private_networks=allow_private_networks, allowed_private_hosts=allowed_private_hosts, resolve=resolve
    )
    try:
        yield egress
    finally:
        await egress.close()


@asynccontextmanager
async def local(max_response_bytes: int = 1_000_000) -> AsyncIterator[tuple[Egress, StubProvider]]:
    """An egress that may call this machine, and a server on it."""
    egress = Egress(allow_private_networks=True, max_response_bytes=max_response_bytes)
    async with stub_provider() as stub:
        try:
            yield egress, stub
        finally:
            await egress.close()
