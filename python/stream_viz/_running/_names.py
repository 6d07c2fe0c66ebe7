"""Rules for settings that name hosts, origins and networks.

The relay has the same rules, for it may be started alone.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from .._exceptions import SettingError
from ._addresses import check_no_query

_LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*", re.IGNORECASE)
#: A text with one of these may hold a password or a token, and is not shown.
_HIDDEN = re.compile("[@?#]|%40")
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\*\.)?([^*%\\\s]+)", re.IGNORECASE)
#: A colon with something else behind it than the number of a port: that may be a password.
_MAY_HIDE = re.compile(r":(?!//|\d{0,5}(/|$)|[^/]*\])")
#: The host of a page of a program, such as an extension.
_PROGRAM = re.compile(r"[a-z0-9._-]+(:\d{1,5})?(?=/|$)", re.IGNORECASE)
#: Schemes that no page with an origin of its own comes over.
_WITHOUT_ORIGIN = ("about", "blob", "data", "file", "ftp", "javascript", "ws", "wss")
_BASE_PATH = re.compile(r"(/[A-Za-z0-9_.~-]+)+/?")


def check_host(host: str) -> str:
    """Returns an address or a name to listen on. Shows no other text: it may hold a password."""
    if not _is_address(host) and re.search(r"[\s:/@?#\\]", host):
        raise SettingError(
            'host must be an address or a name such as "127.0.0.1", without scheme, user and port'
        )
    return host


def check_allowed_host(host: str) -> str:
    """Returns a name that the relay answers for, as it stands in an address without the port."""
    if not (_is_address(host.removeprefix("[").removesuffix("]")) or _HOST_NAME.fullmatch(host)):
        raise SettingError(
            "allowed_host must be a host name such as viz.example.com, "
            f"without scheme and port{_given(host)}"
        )
    return host


def check_origin(origin: str) -> str:
    """Returns an origin whose pages may connect: a scheme, a host and perhaps a port.

    ``https://*.example.com`` are all names below that one. ``test/protocol/origins.json`` has the
    vectors that bind the relay to the same rule.
    """
    if "@" in origin or "%40" in origin:
        raise SettingError(
            "allow_origin has a user or a password; it should look like https://example.com"
        )
    check_no_query("allow_origin", origin)
    if not _is_origin(origin):
        given = "" if _MAY_HIDE.search(origin) else f'"{origin}" '
        raise SettingError(
            f"allow_origin {given}is not an origin; it should look like https://example.com"
        )
    return origin


def _is_origin(text: str) -> bool:
    found = _ORIGIN.fullmatch(text)
    if found is None:
        return False
    scheme, wildcard, rest = found.groups()
    if scheme.lower() not in ("http", "https"):
        is_program = _PROGRAM.match(rest) and scheme.lower() not in _WITHOUT_ORIGIN
        return bool(is_program) and wildcard is None
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return _is_host(host) and (wildcard is None or (not _is_address(host) and "." in host))


def check_network(network: str) -> str:
    """Returns a network of proxies in its usual form, ``10.0.0.0/8``. One address is one, too."""
    rule = 'trusted_proxy must be networks such as "10.0.0.0/8" or "::1"'
    if _HIDDEN.search(network):
        raise SettingError(rule)
    try:
        parsed = ipaddress.ip_network(network.strip())
    except ValueError as error:
        raise SettingError(f"{rule}; {error}") from None
    if parsed.prefixlen == 0:
        raise SettingError(
            f"trusted_proxy {parsed} would trust everybody; name the networks of your proxies"
        )
    return str(parsed)


def check_base_path(path: str) -> str:
    """Returns a path of names, or nothing."""
    if path and (not _BASE_PATH.fullmatch(path) or {".", ".."} & set(path.split("/"))):
        raise SettingError(f"base_path must look like /viz{_given(path)}")
    return path


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_host(text: str) -> bool:
    if _is_address(text):
        return True
    try:
        return bool(_HOST_NAME.fullmatch(text.encode("idna").decode()))
    except UnicodeError:  # no name can be so
        return False


def _given(text: str) -> str:
    return "" if _HIDDEN.search(text) else f'; it is "{text}"'
