"""Texts of others, such as a relay, before a person sees them."""

from __future__ import annotations

#: 2,000 would cut a message that lists many columns; 8,000 would fill a terminal three times.
_MOST_CHARACTERS = 4_000


def printable(text: str) -> str:
    """The text, with escapes for all that a terminal does not just print.

    Control characters could clear the screen, change its title or forge a line of ours, and marks
    of direction could turn a text around.
    """
    shown = "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in text[:_MOST_CHARACTERS]
    )
    return shown if len(text) <= _MOST_CHARACTERS else f"{shown}…"
