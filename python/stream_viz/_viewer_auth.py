"""The user and password that commands look at a dashboard with.

Never an argument, for those are seen by every process of the machine.
"""

from __future__ import annotations

import base64

from ._settings import secret_setting


def viewer_auth() -> str | None:
    """``user:password`` of ``STREAMVIZ_AUTH``, or in the file of ``STREAMVIZ_AUTH_FILE``."""
    return secret_setting("auth", None)


def basic_header(auth: str | None) -> dict[str, str]:
    """What shows it to the relay; nothing without it."""
    if auth is None:
        return {}
    return {"Authorization": f"Basic {base64.b64encode(auth.encode()).decode()}"}
