"""Reads settings: the argument of a call, else ``STREAMVIZ_…``, else the default."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Iterable
from typing import IO, TypeVar

from .._exceptions import SettingError
from .._wire._output import Log
from .._wire._values import clean

log = Log("stream_viz")

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")
_SECRET = re.compile(r"STREAMVIZ_(AUTH|VIEWER_TOKEN|PRODUCER_TOKEN)(_FILE)?$")
#: A secret has a hundred. Half or twice would do as well: it only has to end, for ``/dev/zero``.
_MOST_SECRET_BYTES = 65_536
_warned_of: set[str] = set()
_Default = TypeVar("_Default", str, "str | None")


def text_setting(name: str, argument: str | None, default: _Default) -> str | _Default:
    """Reads a text. It may be empty only where that is the default.

    A variable that was forgotten often comes as an empty text, which no setting must take for
    "listen everywhere" or "the relay of this process".
    """
    if argument is not None:
        text = _check_text(name, argument)
        if not text and default != "":
            raise SettingError(f"{name} is empty; give one, or leave it out")
        return text
    variable = _variable(name)
    if variable not in os.environ:
        return default
    text = os.environ[variable]
    if not text and default != "":
        raise SettingError(f"{variable} is set but empty; set it to a text, or unset it")
    return text


def secret_setting(name: str, argument: str | None) -> str | None:
    """Reads a text that nobody may see: also from the file that ``STREAMVIZ_…_FILE`` names.

    One that is set but empty is an error: it must not come to mean that none is needed.
    """
    if argument is not None:
        return _check_secret(name, argument)
    variable = _variable(name)
    secret, file = os.environ.get(variable), os.environ.get(f"{variable}_FILE")
    if secret is not None and file is not None:
        raise SettingError(
            f"{variable} and {variable}_FILE are both set; keep one, unset the other"
        )
    if file is not None:
        return _secret_in(file, f"{variable}_FILE")
    if secret is not None and not secret.strip():
        raise SettingError(f"{variable} is set but empty; set it to a secret, or unset it")
    return secret


def _check_text(name: str, value: object) -> str:
    """Does not show a value of another type: it may hold a secret all the same."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text; it is of type {type(value).__name__}")
    return clean(value)


def _check_secret(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text; it is of type {type(value).__name__}")
    if not value.strip():
        raise SettingError(f"{name} is empty; give a secret, or leave it out")
    return value


def _secret_in(file: str, variable: str) -> str:
    if not file.strip():
        raise SettingError(
            f"{variable} is set but empty; set it to the path of a file, or unset it"
        )
    try:
        with open(file, "rb") as opened:
            _warn_if_others_can_read(file, variable, opened)
            content = opened.read(_MOST_SECRET_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SettingError(f'{variable} is "{file}"; it cannot be read: {error}') from None
    too_long = len(content) > _MOST_SECRET_BYTES
    secret = None if too_long else _text_of(content)
    if secret is None:
        why = f"it has more than {_MOST_SECRET_BYTES} bytes" if too_long else "it is no text"
        raise SettingError(f'{variable} is "{file}"; it cannot be read: {why}')
    if not secret:
        raise SettingError(
            f'{variable} is "{file}", which is empty; write the secret into it, or unset {variable}'
        )
    return secret


def _text_of(content: bytes) -> str | None:
    """Lets no error of the decoder out, for it would hold the secret."""
    try:
        # Some editors put a mark of the byte order at the beginning.
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None


def _warn_if_others_can_read(file: str, variable: str, opened: IO[bytes]) -> None:
    mode = os.fstat(opened.fileno()).st_mode
    if os.path.dirname(file) == os.environ.get("CREDENTIALS_DIRECTORY"):
        return  # systemd gives its files the rights that they need, whatever they look like
    if os.name != "posix" or not stat.S_ISREG(mode) or not mode & 0o077 or file in _warned_of:
        return
    _warned_of.add(file)
    log.warning(
        "others than its owner may open %s, the file of %s (its mode is %03o); run: chmod 600 %s",
        file,
        variable,
        stat.S_IMODE(mode),
        shlex.quote(file),
    )


def environment_without_secrets() -> dict[str, str]:
    """Makes the environment of programs that this one starts."""
    return {name: value for name, value in os.environ.items() if not _SECRET.match(name)}


def number_setting(name: str, argument: int | None) -> int | None:
    """Reads a whole number; ``None`` if neither the call nor the environment has one."""
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
    """Reads True or False; ``None`` if neither the call nor the environment has it."""
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


def path_setting(name: str, argument: str | os.PathLike[str] | None) -> str | None:
    """Reads a path; ``None`` if neither the call nor the environment has one."""
    return text_setting(name, None if argument is None else os.fspath(argument), None)


def list_setting(
    name: str, argument: Iterable[str] | str, *, may_be_empty: bool = True
) -> list[str]:
    """Reads texts; in the environment they have commas between. One text is a list of one.

    ``may_be_empty``: whether the environment may set it to nothing.
    """
    if isinstance(argument, bytes) or not isinstance(argument, Iterable):
        raise TypeError(f"{name} must be a list of texts; it is of type {type(argument).__name__}")
    given = [argument] if isinstance(argument, str) else list(argument)
    for item in given:
        if not _check_text(f"each of {name}", item).strip():
            raise SettingError(f"{name} has an empty text in it; leave that out")
    variable = _variable(name)
    if given or variable not in os.environ:
        return given
    items = [item.strip() for item in os.environ[variable].split(",") if item.strip()]
    if not items and not may_be_empty:
        raise SettingError(f"{variable} is set but empty; set it to a text, or unset it")
    return items


def _variable(name: str) -> str:
    return f"STREAMVIZ_{name.upper()}"
