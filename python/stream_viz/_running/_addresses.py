"""URLs of relays, as people give them: without a password, and encrypted where it matters."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit, urlunsplit

from .._exceptions import SettingError


def split_url(name: str, url: str, schemes: Collection[str], *, instead: str) -> SplitResult | None:
    """Splits a URL; ``None`` if it is none of these schemes.

    A text with an "@" may hold a password, wherever it stands, so it is refused without being
    shown; a URL that is returned may be shown. ``instead`` says where a password belongs.
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
    """Refuses an address that may hold a token, without showing it."""
    if "?" in url or "#" in url:
        raise SettingError(
            f"{name} must have no query and no fragment, for addresses are shown and logged: take "
            'out what stands after the "?" or "#"'
        )


def without_query(url: str) -> str:
    """Returns the part of a URL that may be shown: behind "?" or "#" there may be a token."""
    return re.split("[?#]", url, maxsplit=1)[0]


def check_relay(relay: str) -> str:
    """Returns the URL of a relay that runs elsewhere."""
    instead = "set STREAMVIZ_PRODUCER_TOKEN to the token of that relay"
    parts = split_url("relay", relay, ("ws", "wss", "http", "https"), instead=instead)
    check_no_query("relay", relay)
    if parts is None:
        raise SettingError(f'relay must be a URL such as "wss://example.com/viz/"; it is {relay!r}')
    return relay


def page_url_of(relay: str) -> str:
    """Makes the URL of a relay's page: ``wss://host/viz/feed`` → ``https://host/viz/``."""
    parts = urlsplit(relay)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    path = parts.path.removesuffix("/feed").rstrip("/") + "/"
    return urlunsplit((scheme, parts.netloc, path, "", ""))


def feed_url_of(page: str) -> str:
    """Makes the URL at which a producer links to the relay whose page is there."""
    return f"ws{page.removeprefix('http')}feed"


def unencrypted(what: str, url: SplitResult) -> str | None:
    """Warns if ``what`` would go there over a network that others may listen to."""
    host = url.hostname or ""
    if url.scheme in ("https", "wss") or _is_this_machine(host):
        return None
    name = f"[{host}]" if ":" in host else host
    scheme = "wss" if url.scheme == "ws" else "https"
    return f"whoever is on the way to {host} can read {what}: use {scheme}://{name}"


def _is_this_machine(host: str) -> bool:
    """Asks no name server, for which a pipeline would wait."""
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
