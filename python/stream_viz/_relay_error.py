"""Why there is no relay."""

from __future__ import annotations


class RelayError(RuntimeError):
    """The relay cannot be started; the text says why and what to do."""
