"""Messages of a relay to viewers and producers, checked before anything is made of them."""

from __future__ import annotations

from typing import Any

import orjson

from .._exceptions import MessageError

#: The frames of a relay have 64 KB at most, its config 1 MB and some. Half would still do; twice
#: lets what is no relay take that much more memory.
MAX_MESSAGE_BYTES = 16 * 1024 * 1024
#: A relay has 200 at a time, which may change. Half would end a recording in which many come and
#: go; twice costs some memory.
MAX_WIDGETS = 1_000
_SHOWN_CHARACTERS = 100

#: The fields that are used, by type of message.
_FIELDS: dict[str, dict[str, type[Any]]] = {
    "config": {"widgets": dict},
    "subscribed": {"widget": str, "mode": str},
    "rows": {"widget": str},
    "sync": {"state": str},
    "error": {"message": str},
    "ready": {"ack": int},
    "ack": {"seq": int},
}
_NAMES: dict[type[Any], str] = {dict: "an object", str: "a text", int: "a whole number"}


def message_of(received: str | bytes) -> dict[str, Any]:
    """Reads a message. Types that are not known yet are messages, too. Raises ``MessageError``."""
    try:
        message = orjson.loads(received)
    except orjson.JSONDecodeError as error:
        raise MessageError(f"it sent what is no JSON: {error}") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise MessageError(f'it sent {_shown(message)}, which has no "type"')
    for field, kind in _FIELDS.get(message["type"], {}).items():
        value = message.get(field)
        if not isinstance(value, kind):
            raise MessageError(
                f'it sent a "{message["type"]}" in which "{field}" is {_shown(value)}; '
                f"it should be {_NAMES[kind]}"
            )
    if message["type"] == "config":
        _check_widgets(message["widgets"])
    return message


def line_of(message: dict[str, Any]) -> bytes:
    """The message as one line of a file."""
    try:
        return orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError as error:  # such as arrays in arrays, 300 deep
        raise MessageError(f"it sent what cannot be written: {error}") from None


def _check_widgets(widgets: dict[str, Any]) -> None:
    if len(widgets) > MAX_WIDGETS:
        raise MessageError(
            f"it sent {len(widgets):,} widgets; {MAX_WIDGETS:,} are recorded at most"
        )
    for widget, config in widgets.items():
        if not isinstance(config, dict):
            raise MessageError(
                f'it sent a "config" in which widget "{widget}" is {_shown(config)}; '
                "it should be an object"
            )


def _shown(value: object) -> str:
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        text = "…"
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
