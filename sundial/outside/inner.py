"""Which addresses of the network lead inside: to this machine, to its neighbours, to what a cloud keeps for its own."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

NEVER = (  # not even for a host that is allowed: what a cloud tells its machines, and what leads to no single host
    "169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32",
    "fe80::/10", "fec0::/10", "fd00:ec2::254/128", "fd20:ce::254/128",
    "0.0.0.0/32", "::/128", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8",
)  # fmt: skip
INSIDE = (  # what `is_global` of some version of Python lets through
    "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
    "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
)  # fmt: skip
WITHIN = (("::/96", 0), ("::ffff:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))  # IPv4 within, and where
_NEVER = [ip_network(one) for one in NEVER]
_INSIDE = [ip_network(one) for one in INSIDE]
_WITHIN = [(ip_network(one), shift) for one, shift in WITHIN]


def leads_inside(text: str) -> bool:
    """Whether an address, as text, leads anywhere but out into the world; what is no address does."""
    return any(not one.is_global or one.is_multicast or _in(one, _INSIDE) or _in(one, _NEVER) for one in _all(text))


def leads_nowhere(text: str) -> bool:
    """Whether an address is refused also where an inner host is allowed; what is no address is."""
    return any(_in(one, _NEVER) for one in _all(text))


def _all(text: str) -> Iterator[Address]:
    """Yield an address and each IPv4 address that it carries within; for what is none, one that is refused."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        address = ip_address("0.0.0.0")  # noqa: S104 - nothing is bound to it: it stands for no address at all
    carried = list(_carried(address))
    yield from carried
    if not carried or not _is_mere_dress(address):
        yield address


def _is_mere_dress(address: Address) -> bool:
    """Whether an IPv6 address is nothing but an IPv4 address in another dress."""
    return isinstance(address, IPv6Address) and (address.ipv4_mapped is not None or address in _WITHIN[2][0])


def _carried(address: Address) -> Iterator[IPv4Address]:
    if not isinstance(address, IPv6Address):
        return
    for network, shift in _WITHIN:
        if address in network and int(address) > 1:
            yield IPv4Address((int(address) >> shift) & 0xFFFFFFFF)


def _in(address: Address, networks: Iterable[object]) -> bool:
    return any(address in network for network in networks)  # type: ignore[operator]  # of the other version: never
