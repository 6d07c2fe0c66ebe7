"""Rules for passwords and tokens. No error shows the secret that broke one.

The relay has the same rules, for it may be started alone; here they are checked before it starts.
"""

from __future__ import annotations

import re
import unicodedata

from .._exceptions import SettingError

_VIEWER_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{16,}")
_MAKE_ONE = "make one with: python -c 'import secrets; print(secrets.token_urlsafe())'"


def check_auth(name: str, auth: str) -> str:
    """Returns a user and a password, with a colon between them."""
    rule = f'{name} must be "user:password"'
    kinds = {unicodedata.category(one) for one in auth}
    if "Cc" in kinds:
        raise SettingError(f"{rule} on one line; it has a line break or another control character")
    if "Cs" in kinds:
        raise SettingError(f"{rule}; it has bytes that are no text in UTF-8")
    user, colon, password = auth.partition(":")
    if not colon:
        raise SettingError(f"{rule}; it has no colon")
    if not user:
        raise SettingError(f"{rule}; its user is empty")
    if not password:
        raise SettingError(f"{rule}; its password is empty")
    return auth


def is_viewer_token(token: str) -> bool:
    """Whether it can stand in headers and tags, and is too long to be guessed."""
    return _VIEWER_TOKEN.fullmatch(token) is not None


def check_viewer_token(token: str) -> str:
    """Returns a token for viewers."""
    if not is_viewer_token(token):
        raise SettingError(
            'viewer_token must be at least 16 letters, digits, "-", ".", "_" or "~"; ' + _MAKE_ONE
        )
    return token


def check_producer_token(token: str) -> str:
    """Returns a token for a header, in which a line break would begin another one."""
    if not (token.isascii() and token.isprintable()):
        raise SettingError(
            "STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line; "
            f"it has other characters: {_MAKE_ONE}"
        )
    return token
