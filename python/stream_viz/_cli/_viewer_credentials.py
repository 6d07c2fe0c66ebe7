"""The credentials that commands show a relay: a user and a password, or the viewer token.

They are no arguments, for those are seen by every process of the machine.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from .._exceptions import SettingError
from .._running._environment import secret_setting
from .._running._secrets import check_auth, is_viewer_token


@dataclass(frozen=True)
class ViewerCredentials:
    """The credentials of the environment. Of both, the password counts: it can log in, too."""

    #: ``user:password``
    auth: str | None = field(repr=False)
    token: str | None = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that show them; nothing if there are none."""
        if self.auth is not None:
            return {"Authorization": f"Basic {base64.b64encode(self.auth.encode()).decode()}"}
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}

    @property
    def name(self) -> str:
        """Their name, in words that do not show them."""
        if self.auth is not None:
            return "the user and password in STREAMVIZ_AUTH"
        return "the token in STREAMVIZ_VIEWER_TOKEN"

    def why_refused(self, url: str) -> str:
        """Says what to do about a 401 from there."""
        if self.auth is not None:
            return f"{url} refuses {self.name}"
        if self.token is not None:
            return f"{url} refuses {self.name}: in the pipeline it is server.viewer_token"
        return (
            f"{url} asks who looks: set STREAMVIZ_AUTH=user:password, "
            "or STREAMVIZ_VIEWER_TOKEN to its viewer token"
        )


def viewer_credentials() -> ViewerCredentials:
    """Reads ``STREAMVIZ_AUTH`` and ``STREAMVIZ_VIEWER_TOKEN``, or the files of ``…_FILE``."""
    token = secret_setting("viewer_token", None)
    if token is not None and not is_viewer_token(token):
        raise SettingError(
            "STREAMVIZ_VIEWER_TOKEN is no viewer token: those have at least 16 letters, digits, "
            '"-", ".", "_" or "~"; in the pipeline it is server.viewer_token'
        )
    auth = secret_setting("auth", None)
    if auth is not None:
        check_auth("STREAMVIZ_AUTH", auth)
    return ViewerCredentials(auth, token)
