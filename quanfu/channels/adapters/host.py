"""Which servers the settings of a channel may name."""

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Where clouds tell a machine about itself, beside their link-local addresses: Alibaba Cloud and AWS.
METADATA = frozenset({ip_address("100.100.100.200"), ip_address("fd00:ec2::254")})

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?", re.IGNORECASE)


def named(value: str) -> None:
    """A validator: the name of a host or domain, or an address; without a scheme, a port, a path."""
    try:
        plain = value.encode("idna").decode()
    except UnicodeError:
        plain = ""
    if not _NAME.fullmatch(plain) and not _is_address(value):
        raise ValidationError(_("Only a name or an address stands here, such as mail.example.com."))


def servable(value: str) -> None:
    """A validator of hosts and URLs: refuses addresses of the link itself (169.254.0.0/16, fe80::/10) and those by which clouds
    tell a machine its keys, however they are spelled. One's own machine and network are fine; names are not looked up."""
    found = _address_in(value)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found and (found.is_link_local or found in METADATA):
        raise ValidationError(
            _("No server of yours stands there: this address is for the machine's own link or its cloud.")
        )


def _is_address(value: str) -> bool:
    try:
        return bool(ip_address(value))
    except ValueError:
        return False


def _address_in(value: str) -> IPv4Address | IPv6Address | None:
    """The literal address that a host or a URL names, as the system would read it; None for a name."""
    host = unicodedata.normalize("NFKC", value).replace("。", ".").strip()
    try:
        if "//" in host:
            host = urlsplit(host).hostname or ""
        host = host.strip("[]").rstrip(".")
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))  # 2852039166 and 0xa9fea9fe are addresses too
    except (OSError, ValueError):
        return None
