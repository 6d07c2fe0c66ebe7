"""What commands show a relay that asks who looks: a user and a password, or the viewer token.

Never an argument, for those are seen by every process of the machine.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from ._secret_rules import VIEWER_TOKEN, check_auth
from ._settings import SettingError, secret_setting


@dataclass(frozen=True)
class ViewerCredentials:
    """Those of the environment; of both the password, with which also the login page is passed."""

    #: ``user:password``
    auth: str | None = field(repr=False)
    token: str | None = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What shows them; nothing if there are none."""
        if self.auth is not None:
            return {"Authorization": f"Basic {base64.b64encode(self.auth.encode()).decode()}"}
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}

    @property
    def name(self) -> str:
        """Which they are, in words that do not show them."""
        if self.auth is not None:
            return "the user and password in STREAMVIZ_AUTH"
        return "the token in STREAMVIZ_VIEWER_TOKEN"

    def why_refused(self, url: str) -> str:
        """What to do about a 401 from there."""
        if self.auth is not None:
            return f"{url} refuses {self.name}"
        if self.token is not None:
            return f"{url} refuses {self.name}: in the pipeline it is server.viewer_token"
        return (
            f"{url} asks who looks: set STREAMVIZ_AUTH=user:password, "
            "or STREAMVIZ_VIEWER_TOKEN to its viewer token"
        )


def viewer_credentials() -> ViewerCredentials:
    """``STREAMVIZ_AUTH`` and ``STREAMVIZ_VIEWER_TOKEN``, or what the files of ``…_FILE`` say."""
    token = secret_setting("viewer_token", None)
    if token is not None and not VIEWER_TOKEN.fullmatch(token):
        raise SettingError(
            "STREAMVIZ_VIEWER_TOKEN is no viewer token: those have at least 16 letters, digits, "
            '"-", ".", "_" or "~"; in the pipeline it is server.viewer_token'
        )
    auth = secret_setting("auth", None)
    if auth is not None:
        check_auth("STREAMVIZ_AUTH", auth)
    return ViewerCredentials(auth, token)
