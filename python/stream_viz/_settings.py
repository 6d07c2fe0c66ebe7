"""Settings: the argument of a call, else the environment's ``STREAMVIZ_…``, else the default."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ._options import check_list, check_text

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


class SettingError(ValueError):
    """A setting that cannot be used; the text names it and says what it may be."""


def text_setting(name: str, argument: str | None, default: str) -> str:
    """A text."""
    if argument is not None:
        return check_text(name, argument)
    return os.environ.get(_variable(name), default)


def secret_setting(name: str, argument: str | None) -> str | None:
    """A text that nobody may see: also from the file that ``STREAMVIZ_…_FILE`` names."""
    if argument is not None:
        return check_secret(name, argument)
    file = os.environ.get(f"{_variable(name)}_FILE")
    if file is None:
        return os.environ.get(_variable(name)) or None
    try:
        with open(file, encoding="utf-8") as text:
            return text.read().strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f'{_variable(name)}_FILE is "{file}"; it cannot be read: {error}'
        ) from None


def check_secret(name: str, value: object) -> str | None:
    """A text; what is no text is not shown either."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text; it is a {type(value).__name__}")
    return value or None


def number_setting(name: str, argument: int | None) -> int | None:
    """A whole number, or ``None`` if neither the call nor the environment has one."""
    if argument is not None:
        if isinstance(argument, bool) or not isinstance(argument, int):
            raise SettingError(f"{name} must be a whole number; it is {argument!r}")
        return argument
    text = os.environ.get(_variable(name))
    if text is None:
        return None
    if not text.isdecimal():
        raise SettingError(f'{_variable(name)} is "{text}"; it must be a whole number')
    return int(text)


def switch_setting(name: str, argument: bool | None) -> bool | None:
    """On or off, or ``None`` if neither the call nor the environment says."""
    if argument is not None:
        if not isinstance(argument, bool):
            raise SettingError(f"{name} must be True or False; it is {argument!r}")
        return argument
    text = os.environ.get(_variable(name))
    if text is None:
        return None
    if text.lower() not in _TRUE + _FALSE:
        raise SettingError(f'{_variable(name)} is "{text}"; it must be one of 1, 0, true, false')
    return text.lower() in _TRUE


def list_setting(name: str, argument: Iterable[str] | str) -> list[str]:
    """Texts; in the environment separated by commas. One text is a list of one."""
    given = [argument] if isinstance(argument, str) else check_list(name, argument, of="texts")
    return given or [
        item.strip() for item in os.environ.get(_variable(name), "").split(",") if item.strip()
    ]


def _variable(name: str) -> str:
    return f"STREAMVIZ_{name.upper()}"
