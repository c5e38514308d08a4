"""Which addresses a webhook may have: nothing inside the house is ever called."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError, DeliveryFailed, InvalidInput

type Address = IPv4Address | IPv6Address

LONGEST = 500
NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in IPv6's clothes
LOCAL_NAT64 = ip_network("64:ff9b:1::/48")  # where it leads only the network knows


@dataclass(frozen=True, slots=True)
class Fence:
    """What may be called beside the open internet."""

    networks: tuple[str, ...] = ()
    plain: bool = False
    """Whether http will do: the demo's receivers are on this machine."""

    def allows(self, address: Address) -> bool:
        """Tell whether an address may be called."""
        named = (ip_network(network) for network in self.networks)
        return is_public(address) or any(address in network for network in named)


@dataclass(frozen=True, slots=True)
class Target:
    """An address on the web, taken apart."""

    scheme: str
    host: str
    port: int


def fence_of(settings: Settings) -> Fence:
    """Read the fence from the settings.

    Raises:
        ConfigurationError: A network that is allowed is none.
    """
    try:
        named = tuple(str(ip_network(one)) for one in settings.webhook_networks)
    except ValueError as error:
        raise ConfigurationError(f"GONGHUI_WEBHOOK_NETWORKS: {error}") from None
    loopback = ("127.0.0.0/8", "::1/128") if settings.demo else ()
    return Fence((*named, *loopback), plain=settings.demo)


def target(url: str, fence: Fence) -> Target:
    """Take an address apart.

    Raises:
        InvalidInput: It is none that may be called.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidInput("no address, or too long")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InvalidInput("no address") from None
    schemes = {"https": 443} | ({"http": 80} if fence.plain else {})
    if parts.scheme not in schemes or not parts.hostname:
        raise InvalidInput("an address begins with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInput("an address holds no password and no fragment")
    return Target(parts.scheme, parts.hostname, port or schemes[parts.scheme])


async def resolve(where: Target, fence: Fence) -> Address:
    """Return where to connect; every address of the name must be allowed.

    The caller connects to what was checked here and asks no name server again:
    between two answers a name may begin to lead into the house.

    Raises:
        DeliveryFailed: There is no such name, or it leads where nothing is called.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(
            where.host, where.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )
    except (OSError, UnicodeError):
        raise DeliveryFailed("no such name") from None
    addresses = [ip_address(entry[4][0]) for entry in found]
    if not addresses or not all(map(fence.allows, addresses)):
        raise DeliveryFailed("address not allowed")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Tell whether an address is out on the internet, whatever it is written as.

    >>> is_public(ip_address("8.8.8.8")), is_public(ip_address("::ffff:10.0.0.1"))
    (True, False)
    """
    if isinstance(address, IPv6Address):
        if address in LOCAL_NAT64:
            return False
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
