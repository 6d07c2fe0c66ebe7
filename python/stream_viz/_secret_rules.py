"""What passwords and tokens must be like. What is wrong with one is told without showing it.

The relay has the same rules, in ``server/credentials.ts``.
"""

from __future__ import annotations

import re
import unicodedata

from ._settings import SettingError

VIEWER_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{16,}")
_MAKE_ONE = "make one with: python -c 'import secrets; print(secrets.token_urlsafe())'"


def check_auth(name: str, auth: str) -> None:
    """A user and a password, with a colon between them."""
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


def check_viewer_token(token: str) -> None:
    """It stands in headers and tags, and has to be too long to be guessed."""
    if not VIEWER_TOKEN.fullmatch(token):
        raise SettingError(
            'viewer_token must be at least 16 letters, digits, "-", ".", "_" or "~"; ' + _MAKE_ONE
        )


def check_producer_token(token: str) -> None:
    """It goes into a header, in which a line break would begin another."""
    if not (token.isascii() and token.isprintable()):
        raise SettingError(
            "STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line; "
            f"it has other characters: {_MAKE_ONE}"
        )
