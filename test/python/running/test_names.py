"""Settings that name hosts, origins and networks: what can never be right is told at the start."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stream_viz._declaring._page import Page
from stream_viz._exceptions import SettingError
from stream_viz._running._names import check_origin

HOST = 'host must be an address or a name such as "127.0.0.1", without scheme, user and port'
ALLOWED = "allowed_host must be a host name such as viz.example.com, without scheme and port"
ORIGIN = "it should look like https://example.com"


def why_refused(sv: Page, **options: Any) -> str:
    with pytest.raises((SettingError, TypeError)) as error:
        sv.start(port=0, quiet=True, **options)
    # Some tools show these, too.
    causes = [error.value.__cause__, error.value.__context__]
    assert "SECRET" not in "".join(map(repr, causes))
    return str(error.value)


@pytest.mark.parametrize(
    "value",
    ["ada:SECRET@127.0.0.1", "http://ada:SECRET@h", "http://a:SECRET%40h", "h?SECRET", "h/#SECRET"],
)
@pytest.mark.parametrize(
    "name", ["host", "relay", "allow_origin", "allowed_host", "trusted_proxy", "base_path"]
)
def test_no_error_shows_what_may_be_a_secret(sv: Page, name: str, value: str) -> None:
    for given in (value, value.encode(), [value.encode()]):
        assert "SECRET" not in why_refused(sv, **{name: given})


@pytest.mark.parametrize(
    "host", ["ada:SECRET", "ada:SECRET@127.0.0.1", "http://h", "h:80", "a b", "h/x"]
)
def test_a_host_that_is_more_than_a_host(sv: Page, host: str) -> None:
    assert why_refused(sv, host=host) == HOST


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/?token=SECRET", "wss://h/#SECRET"])
def test_a_relay_with_a_query_or_a_fragment(sv: Page, url: str) -> None:
    assert why_refused(sv, relay=url) == (
        "relay must have no query and no fragment, for addresses are shown and logged: take out "
        'what stands after the "?" or "#"'
    )


@pytest.mark.parametrize(
    "host",
    [
        "*",
        "*.example.com",
        "https://viz.example.com",
        "viz.example.com:443",
        "viz..com",
        "a b",
        "-",
    ],
)
def test_an_allowed_host_that_no_request_can_be_for(sv: Page, host: str) -> None:
    assert why_refused(sv, allowed_host=host) == f'{ALLOWED}; it is "{host}"'
    assert why_refused(sv, allowed_host=["viz.example.com", host]).startswith(ALLOWED)
    assert why_refused(sv, allowed_host="ada:SECRET@viz.example.com") == ALLOWED


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "http://*.test", "https://a;default-src*", "https://a'b", "file:///x", "h"],
)
def test_an_origin_that_no_page_has(sv: Page, origin: str) -> None:
    assert why_refused(sv, allow_origin=origin) == (
        f'allow_origin "{origin}" is not an origin; {ORIGIN}'
    )


VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "origins.json").read_text())


@pytest.mark.parametrize("origin", [one["setting"] for one in VECTORS["right"]])
def test_an_origin_that_the_relay_takes(origin: str) -> None:
    assert check_origin(origin) == origin


@pytest.mark.parametrize("origin", VECTORS["wrong"])
def test_an_origin_that_the_relay_does_not_take(origin: str) -> None:
    with pytest.raises(SettingError) as error:
        check_origin(origin)
    shown = "" if re.search(":(?!//|[0-9:])", origin) else f'"{origin}" '
    assert str(error.value) == f"allow_origin {shown}is not an origin; {ORIGIN}"


@pytest.mark.parametrize("origin", VECTORS["hidden"])
def test_an_origin_that_may_hold_a_secret_is_not_shown(origin: str) -> None:
    with pytest.raises(SettingError) as error:
        check_origin(origin)
    assert "SECRET" not in str(error.value)


def test_an_origin_with_a_password(sv: Page) -> None:
    assert why_refused(sv, allow_origin="http://ada:SECRET@host") == (
        f"allow_origin has a user or a password; {ORIGIN}"
    )


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "0.0.0.0/0.0.0.0"])
def test_a_proxy_that_is_everybody(sv: Page, network: str) -> None:
    shown = "::/0" if ":" in network else "0.0.0.0/0"
    for given in (network, ["10.0.0.0/8", network]):
        assert why_refused(sv, trusted_proxy=given) == (
            f"trusted_proxy {shown} would trust everybody; name the networks of your proxies"
        )


@pytest.mark.parametrize("path", ["/..", "/viz/../x", "../x", "/.", "/%2e%2e", "viz", "//", "/a b"])
def test_a_base_path_that_no_address_has(sv: Page, path: str) -> None:
    assert why_refused(sv, base_path=path) == f'base_path must look like /viz; it is "{path}"'


def test_names_that_are_right(sv: Page) -> None:
    server = sv.start(
        port=0,
        quiet=True,
        allowed_host=["viz", "viz.example.com", "my_host", "192.0.2.1", "[2001:db8::1]"],
        allow_origin=[
            "https://example.com",
            "http://localhost:8080",
            "http://[::1]:3000",
            "https://münchen.example/path",
        ],
        trusted_proxy=["10.0.0.0/8", "::1"],
        base_path="/viz/..x/",
    )
    assert server.url.endswith("/viz/..x/")


@pytest.mark.parametrize("name", ["host", "relay", "state_dir"])
def test_other_settings_that_must_not_be_empty(
    sv: Page, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(SettingError) as error:
        sv.start(**{name: ""})  # type: ignore[arg-type]
    assert str(error.value) == f"{name} is empty; give one, or leave it out"
    monkeypatch.setenv(f"STREAMVIZ_{name.upper()}", "")
    with pytest.raises(SettingError) as error:
        sv.start()
    assert str(error.value) == (
        f"STREAMVIZ_{name.upper()} is set but empty; set it to a text, or unset it"
    )


def test_names_that_are_empty_let_nobody_in(sv: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("allowed_host", "allow_origin", "trusted_proxy"):
        for value in ("", ["example.com", " "]):
            with pytest.raises(SettingError) as error:
                sv.start(**{name: value})  # type: ignore[arg-type]
            assert str(error.value) == f"{name} has an empty text in it; leave that out"
    monkeypatch.setenv("STREAMVIZ_ALLOWED_HOST", " , ")
    with pytest.raises(SettingError) as error:
        sv.start(host="0.0.0.0", auth="ada:secret")
    assert str(error.value) == (
        "STREAMVIZ_ALLOWED_HOST is set but empty; set it to a text, or unset it"
    )
