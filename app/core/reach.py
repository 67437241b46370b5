"""How far an address leads: into the world, into the network behind this server, or to where nobody may go."""

from __future__ import annotations

import enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Reach(enum.IntEnum):
    """How far into the network behind this server an address leads."""

    PUBLIC = 0
    PRIVATE = 1
    FORBIDDEN = 2


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


# The ranges are written out because `ipaddress.is_global` and its kin differ between Python releases.
_FORBIDDEN = _networks(
    # Metadata services outside the link-local range: Alibaba, Azure, Oracle (192.0.0.0/24), AWS, Google.
    *("100.100.100.200/32", "168.63.129.16/32", "192.0.0.0/24", "fd00:ec2::254/128", "fd20:ce::254/128"),
    # This network, link-local, documentation, benchmarks, 6to4 relays, multicast, reserved.
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    # IETF assignments with Teredo, and documentation, inside the global unicast range.
    *("2001::/23", "2001:db8::/32", "3fff::/20"),
)
_PRIVATE = _networks(
    *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP_MARKS = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


def reach(address: Address) -> Reach:
    """How far an address leads, judged by the IPv4 address hidden in it if there is one."""
    if isinstance(address, IPv4Address):
        return _plain_reach(address)
    if (wrapped := wrapped_in(address)) is not None:
        return _plain_reach(wrapped)
    if address.packed[8:12] in _ISATAP_MARKS:
        return max(_plain_reach(address), _plain_reach(IPv4Address(address.packed[12:])))
    return _plain_reach(address)


def wrapped_in(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv4-mapped, NAT64 or 6to4 address stands for."""
    if address in _NAT64:
        return IPv4Address(address.packed[12:])
    return address.ipv4_mapped or address.sixtofour


def _plain_reach(address: Address) -> Reach:
    if any(address in network for network in _FORBIDDEN):
        return Reach.FORBIDDEN
    if any(address in network for network in _PRIVATE):
        return Reach.PRIVATE
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return Reach.FORBIDDEN
    return Reach.PUBLIC
