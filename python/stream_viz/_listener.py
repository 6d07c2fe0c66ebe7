"""The sockets that the relay listens on. This process makes them, and each relay inherits them.

So the port stays taken while a dead relay is started again: those who connect meanwhile wait in
the queue of the system, and no other program can take the port and be sent a token.

    Listener()        at the first declaration, before host and port are known: a socket a family
    Popen(pass_fds)   the relay inherits all of them; neither side has bound one yet
    listen()          in start(): one is bound and listens, in both processes, for they share it
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
from collections.abc import Iterable
from typing import Any
from weakref import WeakSet

from ._relay_error import RelayError

DEFAULT_PORT = 8765
_PORTS_TRIED = 100
#: Connections that may wait; the system has a limit of its own besides.
_BACKLOG = 4096
_HERE = 'sv.start(host="127.0.0.1")'

#: A family, and what `bind` takes, with port 0.
_Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class Listener:
    """The sockets of one relay; after ``listen()`` one of them listens."""

    def __init__(self) -> None:
        self._sockets: dict[int, socket.socket] = {}
        self._listening: socket.socket | None = None
        for family in (socket.AF_INET, socket.AF_INET6):
            with contextlib.suppress(OSError):  # a family that this system does not have
                self._sockets[family] = _new_socket(family)
        _listeners.add(self)

    @property
    def inherited(self) -> list[int]:
        """The file descriptors that a relay must inherit, for one of them will be listened on."""
        return [one.fileno() for one in self._sockets.values()]

    @property
    def fd(self) -> int:
        """The one that listens; it has this number in the relay too."""
        return self._bound.fileno()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._bound.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """Where it listens: an IP address."""
        address: str = self._bound.getsockname()[0]
        return address

    def listen(self, host: str, port: int | None) -> None:
        """Listens at this port of the host, or at the first free one from 8765 upwards."""
        addresses = _addresses_of(host)
        if port is not None:
            if not self._listen_at(host, addresses, port):
                raise RelayError(
                    f"port {port} on {host} is taken by another program; choose another with "
                    "sv.start(port=…), or leave it out to take the next free one"
                )
            return
        last = DEFAULT_PORT + _PORTS_TRIED - 1
        if not any(
            self._listen_at(host, addresses, free) for free in range(DEFAULT_PORT, last + 1)
        ):
            raise RelayError(
                f"all ports from {DEFAULT_PORT} to {last} on {host} are taken; "
                "choose another with sv.start(port=…)"
            )

    def release_waiting(self) -> None:
        """Closes the connections that wait, when no relay has come to serve them."""
        with contextlib.suppress(OSError):  # none is left
            for _ in range(_BACKLOG):
                self._bound.accept()[0].close()

    def close(self) -> None:
        """Gives the port back, once the relay has ended too."""
        for one in self._sockets.values():
            one.close()

    @property
    def _bound(self) -> socket.socket:
        assert self._listening is not None
        return self._listening

    def _listen_at(self, host: str, addresses: list[_Address], port: int) -> bool:
        """Listens at the first address that this machine has. Returns whether the port is free.

        A name such as ``localhost`` may have several. The port has to be free at all of them: who
        comes by the name must not meet another program.
        """
        for family, address in addresses:
            if family not in self._sockets:
                continue
            mine = self._sockets[family]
            others = [one for one in addresses if one != (family, address)]
            if port != 0 and any(_is_taken(other, port) for other in others):
                return False
            try:
                _bind(mine, _with_port(address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return False
                if error.errno == errno.EADDRNOTAVAIL:
                    continue
                raise RelayError(_why_not(error, host, port)) from None
            try:
                mine.listen(_BACKLOG)
            except OSError as error:  # another program was a moment faster
                raise RelayError(_why_not(error, host, port)) from None
            # Its connections inherit it, and are not in the way of the next start.
            mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listening = mine
            return True
        had = ", ".join(str(address[0]) for _, address in addresses)
        known = "" if host == had else f" ({had or 'without an address'})"
        raise RelayError(f"host {host}{known} is no address of this machine; correct it: {_HERE}")


def _new_socket(family: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setblocking(False)
    if family == socket.AF_INET6:  # as Node does: "::" is for IPv4 too
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    return made


def _addresses_of(host: str) -> list[_Address]:
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        cause = getattr(error, "strerror", None) or error
        raise RelayError(f"host {host} is not known ({cause}); correct it: {_HERE}") from None
    addresses: list[_Address] = [(family, address) for family, _, _, _, address in found]
    if host == "localhost":  # it needs no password, so it has to be this machine
        return [one for one in addresses if ipaddress.ip_address(one[1][0]).is_loopback]
    return addresses


def _with_port(address: tuple[Any, ...], port: int) -> tuple[Any, ...]:
    return (address[0], port, *address[2:])


def _is_taken(address: _Address, port: int) -> bool:
    """Whether another program listens there now."""
    with contextlib.suppress(OSError), _new_socket(address[0]) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(_with_port(address[1], port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _bind(mine: socket.socket, address: tuple[Any, ...]) -> None:
    """Takes an address for this process alone.

    Programs that reuse addresses may bind the same one until the first of them listens, so that is
    only asked for where links that have ended lately are in the way.
    """
    try:
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        mine.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mine.bind(address)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights; choose one above 1023: sv.start(port=8765)"
    return f"the relay cannot listen on {host}, port {port}: {error.strerror}"


_listeners: WeakSet[Listener] = WeakSet()


def _close_in_fork(listeners: Iterable[Listener]) -> None:
    """A fork of this process must not keep the port when this process is gone."""
    for listener in listeners:
        listener.close()


os.register_at_fork(after_in_child=lambda: _close_in_fork(_listeners))
