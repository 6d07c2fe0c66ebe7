"""The files that commands write."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO


def open_output(path: str, *, is_private: bool) -> BinaryIO:
    """Opens a new file, or one whose content is replaced. Raises ``OSError``.

    ``is_private``: its content was behind a password, so nobody else may open the file, whatever it
    was before. Else the umask says who may.
    """

    def opener(name: str, flags: int) -> int:
        if not is_private:
            return os.open(name, flags, 0o666)
        # Emptied only when it is known to be ours.
        return os.open(name, flags & ~os.O_TRUNC, 0o600)

    file = open(path, "wb", opener=opener)  # noqa: SIM115 (the caller closes it)
    try:
        if is_private:
            _make_private(file.fileno())
    except BaseException:
        file.close()
        raise
    return file


def _make_private(file: int) -> None:
    stats = os.fstat(file)
    if not stat.S_ISREG(stats.st_mode):  # such as a pipe to another program
        return
    if stats.st_uid != os.geteuid():
        raise PermissionError(0, "it belongs to another user, who could read it")
    os.fchmod(file, 0o600)
    os.ftruncate(file, 0)
