"""URLs of relays, as people give them: without a password, and told apart by where they lead."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from ._settings import SettingError


def split_url(name: str, url: str, schemes: Collection[str], *, instead: str) -> SplitResult | None:
    """The parts of a URL; ``None`` if it is none of these schemes.

    A text with an "@" may hold a password, wherever it stands, so it is refused without being
    shown: what comes back here may be. ``instead`` says where a password belongs.
    """
    if "@" in url:
        raise SettingError(
            f"{name} must hold no user and no password, for addresses are shown and logged: take "
            f'out what stands before the "@", and {instead}'
        )
    parts = _parts_of(url)
    if parts is None:  # the library's error shows what may be a password, and would stay with ours
        raise SettingError(
            f"{name} must be a URL with a host and the number of a port, such as "
            "http://127.0.0.1:8765"
        )
    return parts if parts.scheme in schemes and parts.hostname else None


def _parts_of(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def check_no_query(name: str, url: str) -> None:
    """A token belongs into no address, so what may hold one is refused without being shown."""
    if "?" in url or "#" in url:
        raise SettingError(
            f"{name} must have no query and no fragment, for addresses are shown and logged: take "
            'out what stands after the "?" or "#"'
        )


def without_query(url: str) -> str:
    """What of a URL may be shown: behind "?" or "#" there may be a token."""
    return re.split("[?#]", url, maxsplit=1)[0]


def unencrypted(what: str, url: SplitResult) -> str | None:
    """The warning, if ``what`` would go there over a network that others may listen to."""
    host = url.hostname or ""
    if url.scheme in ("https", "wss") or _is_this_machine(host):
        return None
    name = f"[{host}]" if ":" in host else host
    scheme = "wss" if url.scheme == "ws" else "https"
    return f"whoever is on the way to {host} can read {what}: use {scheme}://{name}"


def _is_this_machine(host: str) -> bool:
    """Without a question to a name server, for which a pipeline would wait."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        names = ("localhost", socket.gethostname().lower())
        return host in names or host.endswith(".localhost")
    if address.is_loopback or address.is_unspecified:
        return True
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True
