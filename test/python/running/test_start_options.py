"""The options of ``start()``: each from its argument or the environment, and checked."""

from __future__ import annotations

import inspect
import re
import socket
from typing import Any

import pytest

from stream_viz._declaring._page import Page
from stream_viz._exceptions import SettingError
from stream_viz._running._server import Server
from stream_viz._running._start_options import OPTIONS, StartOptions


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"auth": "ada"}, 'auth must be "user:password"; it has no colon'),
        ({"auth": ":secret"}, 'auth must be "user:password"; its user is empty'),
        ({"auth": "ada:"}, 'auth must be "user:password"; its password is empty'),
        ({"auth": ("ada", "secret")}, "auth must be a text; it is of type tuple"),
        (
            {"auth": "ada:secret", "viewer_token": "short"},
            'viewer_token must be at least 16 letters, digits, "-", ".", "_" or "~"; '
            "make one with: python -c 'import secrets; print(secrets.token_urlsafe())'",
        ),
        (
            {"viewer_token": "a-token-of-the-tests.1"},
            'viewer_token needs auth="user:password": without it everyone may look, '
            "with or without a token",
        ),
    ],
)
def test_secrets_that_cannot_be_used_are_told_without_being_shown(
    sv: Page, options: dict[str, Any], text: str
) -> None:
    with pytest.raises((SettingError, TypeError)) as error:
        sv.start(**options)
    assert str(error.value) == text


def test_a_secret_file_that_cannot_be_read_is_told(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_AUTH_FILE", "/nowhere/auth")
    with pytest.raises(SettingError, match=r'STREAMVIZ_AUTH_FILE is "/nowhere/auth"; it cannot be'):
        sv.start()


def test_settings_come_from_the_environment(sv: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("STREAMVIZ_PORT", str(port))
    monkeypatch.setenv("STREAMVIZ_BASE_PATH", "/viz")
    monkeypatch.setenv("STREAMVIZ_QUIET", "yes")
    monkeypatch.setenv("STREAMVIZ_ALLOW_ORIGIN", "http://a.example, http://b.example")
    monkeypatch.setenv("STREAMVIZ_THEME", "dark")
    server: Server = sv.start()
    assert server.url == f"http://127.0.0.1:{port}/viz/"
    assert server._options.allow_origin == ["http://a.example", "http://b.example"]
    assert sv.dashboard.config_message()["theme"] == "dark"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"port": "abc"}, "port must be a whole number; it is 'abc'"),
        ({"host": 5}, "host must be a text; it is of type int"),
        ({"resume": "no"}, "resume must be True or False; it is 'no'"),
        ({"allow_origin": 5}, "allow_origin must be a list of texts; it is of type int"),
    ],
)
def test_an_option_of_another_type_is_told(sv: Page, options: dict[str, Any], text: str) -> None:
    with pytest.raises((SettingError, TypeError)) as error:
        sv.start(**options)
    assert str(error.value) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("PORT", "http", 'STREAMVIZ_PORT is "http"; it must be a whole number'),
        ("PORT", "70000", "port must be from 0 (any free one) to 65535; it is 70000"),
        ("QUIET", "maybe", 'STREAMVIZ_QUIET is "maybe"; it must be one of 1, 0, true, false'),
        (
            "RELAY",
            "example.com",
            "relay must be a URL such as \"wss://example.com/viz/\"; it is 'example.com'",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    sv: Page, monkeypatch: pytest.MonkeyPatch, name: str, value: str, text: str
) -> None:
    monkeypatch.setenv(f"STREAMVIZ_{name}", value)
    with pytest.raises(SettingError) as error:
        sv.start()
    assert str(error.value) == text


def test_networks_of_trusted_proxies_go_to_the_relay(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_TRUSTED_PROXY", "10.1.0.0/255.255.0.0, 192.0.2.7,FD00::/8")
    server = sv.start(port=0, quiet=True)
    assert server._options.trusted_proxy == ["10.1.0.0/16", "192.0.2.7/32", "fd00::/8"]
    assert server._options.for_relay("token")["trustedProxy"] == server._options.trusted_proxy
    assert sv.start(port=0, quiet=True, trusted_proxy=server._options.trusted_proxy) is server


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("10.0.0.1/8", "10.0.0.1/8 has host bits set"),
        ("proxy", "'proxy' does not appear to be an IPv4 or IPv6 network"),
        (["::1", "10.0.0.0/33"], "'10.0.0.0/33' does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_a_trusted_proxy_that_is_no_network_is_told(
    sv: Page, given: str | list[str], text: str
) -> None:
    with pytest.raises(SettingError) as error:
        sv.start(trusted_proxy=given)
    assert str(error.value) == (
        f'trusted_proxy must be networks such as "10.0.0.0/8" or "::1"; {text}'
    )


#: The arguments of ``start()`` if the user gives none.
DEFAULTS = {
    name: parameter.default for name, parameter in inspect.signature(Page.start).parameters.items()
}


def test_each_option_is_an_argument_of_start_that_is_documented() -> None:
    arguments = list(inspect.signature(Page.start).parameters)
    text = (inspect.getdoc(Page.start) or "").partition("\nReturns:")[0]
    documented = re.findall(r"^    (\w+): ", text, re.MULTILINE)
    assert documented == arguments[1:]
    assert {*arguments} - {"self", "theme"} == OPTIONS.keys() - {"producer_token"}


def test_what_a_relay_elsewhere_does_not_get_is_not_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", "of a relay elsewhere")
    elsewhere = StartOptions.of(
        DEFAULTS | {"relay": "wss://example.com/viz/", "auth": "ada", "viewer_token": "short"}
    )
    assert (elsewhere.auth, elsewhere.viewer_token) == ("ada", "short")
    assert elsewhere.producer_token == "of a relay elsewhere"


def test_the_relay_gets_the_options_that_have_a_value_by_its_own_names() -> None:
    options = StartOptions.of(DEFAULTS | {"auth": "ada:secret", "state_dir": "state"})
    assert options.for_relay("token") == {
        "auth": "ada:secret",
        "host": "127.0.0.1",
        "state": "state",
        "allowOrigin": [],
        "allowedHost": [],
        "trustedProxy": [],
        "basePath": "",
        "producerToken": "token",
    }
