"""The sockets that the relay listens on. This process makes them, and each relay inherits them.

So the port stays taken while a dead relay is started again: clients that connect meanwhile wait in
the queue of the system, and no other program can take the port and get a token.

    Listener()        at the first declaration, before host and port are known: a socket a family
    Popen(pass_fds)   the relay inherits all of them; neither side has bound one yet
    listen()          in start(): one or two are bound and listen, in both processes, for they share
                      them

Two, where "localhost" may lead: to 127.0.0.1 in some programs and to ::1 in others. Another user of
this machine who had the other one would be sent the cookies of whoever opens that name.
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

from .._exceptions import PortTakenError, RelayError

DEFAULT_PORT = 8765
#: As many dashboards can run on one machine without a port of their own. Half or twice would do as
#: well.
_PORTS_TRIED = 100
#: Connections that may wait while a relay starts again. The system has a limit of its own, 4096 on
#: Linux, so twice changes nothing; half turns viewers away earlier after a crash.
_BACKLOG = 4096
_HERE = 'sv.start(host="127.0.0.1")'

#: A family, and an address as `bind` takes it, with port 0.
_Address = tuple[socket.AddressFamily, tuple[Any, ...]]

#: The addresses that belong to another one: whoever opens "localhost" may be led there.
_BESIDE: dict[str, list[_Address]] = {
    "127.0.0.1": [(socket.AF_INET6, ("::1", 0, 0, 0))],
    "0.0.0.0": [(socket.AF_INET6, ("::1", 0, 0, 0))],
    "::1": [(socket.AF_INET, ("127.0.0.1", 0))],
}


class Listener:
    """The sockets of one relay; after ``listen()`` one or two of them listen."""

    def __init__(self) -> None:
        _fill_standard_streams()
        self._sockets: dict[int, socket.socket] = {}
        self._listening: list[socket.socket] = []
        for family in (socket.AF_INET, socket.AF_INET6):
            with contextlib.suppress(OSError):  # a family that this system does not have
                self._sockets[family] = _new_socket(family)
        _listeners.add(self)

    @property
    def inherited(self) -> list[int]:
        """The file descriptors that a relay must inherit: some of them will listen."""
        return [one.fileno() for one in self._sockets.values()]

    @property
    def fds(self) -> list[int]:
        """The file descriptors that listen; they have these numbers in the relay too."""
        return [one.fileno() for one in self._listening]

    @property
    def port(self) -> int:
        """The port at which all of them listen."""
        port: int = self._listening[0].getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """The IP address at which the first one listens."""
        address: str = self._listening[0].getsockname()[0]
        return address

    def listen(self, host: str, port: int | None) -> None:
        """Listens at this port of the host, or at the first free one from 8765 upwards."""
        addresses = _addresses_of(host)
        first, last = DEFAULT_PORT, DEFAULT_PORT + _PORTS_TRIED - 1
        tried = (
            range(first, last + 1) if port is None else [port] * (_PORTS_TRIED if port == 0 else 1)
        )
        taken_at = ""
        for one in tried:
            try:
                self._listen_at(host, addresses, one)
            except PortTakenError as taken:
                taken_at = taken.address
            else:
                return
        if port is None:
            raise RelayError(
                f"all ports from {first} to {last} on {host} are taken; "
                "choose another with sv.start(port=…)"
            )
        known = [host, *(str(address[0]) for _, address in addresses)]
        at = host if taken_at in known else f"{taken_at}, where localhost may lead,"
        raise RelayError(
            f"port {port} on {at} is taken by another program; choose another with "
            "sv.start(port=…), or leave it out to take the next free one"
        )

    def release_waiting(self) -> None:
        """Closes the connections that wait, when no relay has come to serve them."""
        for one in self._listening:
            with contextlib.suppress(OSError):  # none is left
                for _ in range(_BACKLOG):
                    one.accept()[0].close()

    def close(self) -> None:
        """Gives the port back, once the relay has ended too."""
        for one in self._sockets.values():
            one.close()

    def _listen_at(self, host: str, addresses: list[_Address], port: int) -> None:
        """Listens at the first address that this machine has, and at those that go with it.

        A name such as ``localhost`` may have several. The port has to be free at all of them: a
        client that comes by the name must not meet another program.
        """
        for main in addresses:
            if main[0] not in self._sockets:
                continue
            try:
                number = port or _free_port(main)
                self._listening = self._bind_all(main, addresses, number)
                for one in self._listening:
                    one.listen(_BACKLOG)
                    # Its connections inherit it, and are not in the way of the next start.
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            except OSError as error:  # such as another program that was a moment faster
                if error.errno == errno.EADDRNOTAVAIL:
                    continue
                raise RelayError(_explain(error, host, port)) from None
            return
        had = ", ".join(str(address[0]) for _, address in addresses)
        known = "" if host == had else f" ({had or 'without an address'})"
        raise RelayError(f"host {host}{known} is no address of this machine; correct it: {_HERE}")

    def _bind_all(
        self, main: _Address, addresses: list[_Address], port: int
    ) -> list[socket.socket]:
        """Takes the port at this address and those beside it. Raises ``PortTakenError``.

        A socket cannot be unbound, for the relay has inherited it: so all addresses are looked at
        first.
        """
        beside = _BESIDE.get(main[1][0], [])
        for other in (*beside, *addresses):
            if other != main and _is_taken(other, port):
                raise PortTakenError(str(other[1][0]))
        bound = [self._sockets[main[0]]]
        try:
            _bind(bound[0], _with_port(main[1], port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortTakenError(str(main[1][0])) from None
        for family, address in beside:
            if family not in self._sockets:
                continue
            try:
                _bind(self._sockets[family], _with_port(address, port))
            except OSError as error:
                if error.errno != errno.EADDRNOTAVAIL:
                    raise
            else:
                bound.append(self._sockets[family])
        return bound


def _fill_standard_streams() -> None:
    """Opens /dev/null where stdin, stdout or stderr is closed.

    The next socket would get its number: what a library writes to stderr would go into it, and a
    relay, whose stdin and stdout are others, would not inherit it.
    """
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(opened, True)
    os.close(opened)


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


def _free_port(address: _Address) -> int:
    """Finds a port that was free a moment ago."""
    with _new_socket(address[0]) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address[1])
        port: int = probe.getsockname()[1]
        return port


def _is_taken(address: _Address, port: int) -> bool:
    """Whether another program has the port there now."""
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


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights; choose one above 1023: sv.start(port=8765)"
    return f"the relay cannot listen on {host}, port {port}: {error.strerror}"


_listeners: WeakSet[Listener] = WeakSet()


def _close_in_fork(listeners: Iterable[Listener]) -> None:
    """Closes the sockets in a fork, which must not keep the port when this process is gone."""
    for listener in listeners:
        listener.close()


os.register_at_fork(after_in_child=lambda: _close_in_fork(_listeners))
