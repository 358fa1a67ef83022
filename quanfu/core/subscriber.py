"""Who stands behind a network address, for limits on how often somebody may try."""

from ipaddress import ip_address, ip_network


def subscriber(address: str) -> str:
    """One line of a provider: an IPv4 address, of IPv6 the first 64 bits, as the others are the subscriber's to choose.

    What is no address comes back as it is: all that come without one share a limit.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))
