"""From where somebody comes, as coarsely as that it tells places apart: no single machine is written down."""

from ipaddress import ip_address, ip_network

from fastapi import Request


def network_of(request: Request) -> str:
    """The network of the client's address (/24, of IPv6 /48); '-' where it isn't known."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "-"
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))  # IPv4
