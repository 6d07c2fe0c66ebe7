"""The addresses and ports that a listener takes."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from stream_viz._exceptions import RelayError
from stream_viz._running import _listener
from stream_viz._running._listener import Listener

SECONDS = 60


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.mark.parametrize(
    ("host", "other"), [("127.0.0.1", "::1"), ("::1", "127.0.0.1"), ("0.0.0.0", "::1")]
)
def test_a_port_is_free_if_it_is_at_both_addresses_of_localhost(
    monkeypatch: pytest.MonkeyPatch, listener: Listener, host: str, other: str
) -> None:
    family = socket.AF_INET6 if ":" in other else socket.AF_INET
    with socket.create_server((other, 0), family=family) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(RelayError) as error:
            listener.listen(host, port)
        assert str(error.value) == (
            f"port {port} on {other}, where localhost may lead, is taken by another program; "
            "choose another with sv.start(port=…), or leave it out to take the next free one"
        )
        monkeypatch.setattr(_listener, "DEFAULT_PORT", port)
        listener.listen(host, None)
    assert listener.port > port
    assert len(listener.fds) == 2


def test_any_free_port_is_free_at_both_addresses_of_localhost(
    monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as stranger:
        found = iter([stranger.getsockname()[1]])
        free_port = _listener._free_port
        monkeypatch.setattr(
            _listener, "_free_port", lambda address: next(found, None) or free_port(address)
        )
        listener.listen("127.0.0.1", 0)
        assert listener.port != stranger.getsockname()[1]
    assert len(listener.fds) == 2


def test_one_address_is_enough_on_a_system_without_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    new_socket, bind = _listener._new_socket, _listener._bind

    def new_socket_of_ipv4(family: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "no such family")
        return new_socket(family)

    def bind_ipv4(mine: socket.socket, address: tuple[Any, ...]) -> None:
        if mine.family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "no such address")
        bind(mine, address)

    for name, fake in (("_new_socket", new_socket_of_ipv4), ("_bind", bind_ipv4)):
        with monkeypatch.context() as without:
            without.setattr(_listener, name, fake)
            listener = Listener()
            listener.listen("localhost", 0)
            assert (listener.address, len(listener.fds)) == ("127.0.0.1", 1)
            listener.close()
            listener = Listener()
            with pytest.raises(RelayError, match="host ::1 is no address of this machine"):
                listener.listen("::1", 0)
            listener.close()


def test_listeners_that_start_together_get_a_port_each(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where no link has ended lately: until the first one listens, several can bind such a port.
    monkeypatch.setattr(_listener, "DEFAULT_PORT", 20_000 + os.getpid() % 10_000)
    listeners = [Listener() for _ in range(20)]
    start = threading.Barrier(len(listeners))

    def listen(listener: Listener) -> None:
        start.wait(SECONDS)
        listener.listen("127.0.0.1", None)

    threads = [threading.Thread(target=listen, args=[listener]) for listener in listeners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({listener.port for listener in listeners}) == len(listeners)
    for listener in listeners:
        listener.close()


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Lets every name have these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in addresses]

    def getaddrinfo(*_arguments: Any, **_options: Any) -> list[Any]:
        return found

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_port_is_free_if_it_is_at_all_addresses_of_a_name(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "127.0.0.1", "127.0.0.2")
    with socket.create_server(("127.0.0.2", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RelayError, match=f"port {port} on here.example is taken"):
            listener.listen("here.example", port)
        monkeypatch.setattr(_listener, "DEFAULT_PORT", port)
        listener.listen("here.example", None)
    assert (listener.address, listener.port > port) == ("127.0.0.1", True)


def test_addresses_that_this_machine_does_not_have_are_passed_over(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "203.0.113.1", "127.0.0.1")
    listener.listen("here.example", 0)
    assert listener.address == "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "addresses", "text"),
    [
        ("203.0.113.1", ["203.0.113.1"], "host 203.0.113.1 is no"),
        (
            "away.example",
            ["203.0.113.1", "203.0.113.2"],
            "host away.example (203.0.113.1, 203.0.113.2) is no",
        ),
        ("localhost", ["203.0.113.1"], "host localhost (without an address) is no"),
    ],
)
def test_an_address_of_another_machine_is_told(
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    addresses: list[str],
    text: str,
) -> None:
    resolving(monkeypatch, *addresses)
    with pytest.raises(RelayError) as error:
        listener.listen(host, 0)
    assert str(error.value) == (
        f'{text} address of this machine; correct it: sv.start(host="127.0.0.1")'
    )


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 64])
def test_a_host_that_nobody_knows_is_told(listener: Listener, host: str) -> None:
    with pytest.raises(RelayError) as error:
        listener.listen(host, 0)
    assert str(error.value).startswith(f"host {host} is not known (")
    assert str(error.value).endswith('); correct it: sv.start(host="127.0.0.1")')


def test_a_port_that_needs_more_rights_is_told(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bind(*_arguments: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(_listener, "_bind", bind)
    with pytest.raises(RelayError) as error:
        listener.listen("127.0.0.1", 80)
    assert str(error.value) == (
        "port 80 needs more rights; choose one above 1023: sv.start(port=8765)"
    )
