"""Where a request comes from."""

from ipaddress import ip_address

from fastapi import Request


def address_of(request: Request) -> str:
    """Return the network address of a request; nothing when it is this machine.

    Behind a reverse proxy uvicorn puts the worker's own address here.
    """
    address = request.client.host if request.client else ""
    return "" if is_loopback(address) else address


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
