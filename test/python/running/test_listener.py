"""The socket that the relay listens on stays ours, and ends with us."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pipeline import PACKAGE, wait_for_end

from stream_viz._declaring._page import Page
from stream_viz._exceptions import RelayError
from stream_viz._running import _relay_process
from stream_viz._running._relay_process import RelayProcess
from stream_viz._running._server import Server

SECONDS = 60


def relay_of(server: Server) -> RelayProcess:
    assert server._relay is not None
    return server._relay


def port_of(server: Server) -> int:
    return int(server.url.rstrip("/").rpartition(":")[2])


def kill(relay: RelayProcess) -> None:
    assert relay._child is not None
    os.kill(relay._child.pid, signal.SIGKILL)
    wait_for_end(relay._child.pid)


def ask(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A request, whose answer may come later."""
    link = socket.create_connection((host, port), timeout=SECONDS)
    link.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return link


def answer_of(link: socket.socket) -> bytes:
    """All that comes; nothing from a link that was cut."""
    with link:
        try:
            return b"".join(iter(lambda: link.recv(65536), b""))
        except ConnectionResetError:
            return b""


def can_be_taken(host: str, port: int) -> bool:
    """Whether another program could listen there, that reuses addresses as most servers do."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            stranger.bind((host, port))
            stranger.listen()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
        return True


def test_while_a_dead_relay_is_started_again_its_port_is_taken_and_clients_wait(sv: Page) -> None:
    server = sv.start(port=0, quiet=True)
    relay, port = relay_of(server), port_of(server)
    with relay._spawning:  # no other relay is started before this block ends
        kill(relay)
        waiting = [ask(port) for _ in range(20)]
        assert not can_be_taken("127.0.0.1", port)
        assert not can_be_taken("0.0.0.0", port)
    assert all(answer_of(link).startswith(b"HTTP/1.1 200 ") for link in waiting)
    server.stop()
    assert can_be_taken("0.0.0.0", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "0.0.0.0"])
def test_nobody_else_can_have_an_address_that_localhost_leads_to(sv: Page, host: str) -> None:
    server = sv.start(host=host, port=0, quiet=True, auth="ada:secret")
    relay, port = relay_of(server), port_of(server)
    held = ["127.0.0.1", "::1", "0.0.0.0", "::"]
    assert not any(can_be_taken(one, port) for one in held)
    with relay._spawning:  # no other relay is started before this block ends
        kill(relay)
        waiting = [ask(port, one) for one in held[:2]]
        assert not any(can_be_taken(one, port) for one in held)
    assert all(answer_of(link).startswith(b"HTTP/1.1 200 ") for link in waiting)
    assert not any(can_be_taken(one, port) for one in held)
    server.stop()
    assert all(can_be_taken(one, port) for one in held)


def test_clients_of_a_relay_that_cannot_be_started_again_are_let_go(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    node, broken = tmp_path / "node", tmp_path / "broken"
    node.write_text(f'#!/bin/sh\n[ -e "{broken}" ] && exit 7\nexec {shutil.which("node")} "$@"\n')
    node.chmod(0o755)
    monkeypatch.setenv("STREAMVIZ_NODE", str(node))
    monkeypatch.setattr(_relay_process, "_CRASH_SECONDS", 0.1)
    server = sv.start(port=0, quiet=True)
    relay, port = relay_of(server), port_of(server)
    with relay._spawning:
        kill(relay)
        waiting = ask(port)
        broken.touch()
    assert answer_of(waiting) == b""
    assert not can_be_taken("127.0.0.1", port)  # the producer still goes there

    node.rename(tmp_path / "away")  # not even a process
    assert answer_of(ask(port)) == b""
    (tmp_path / "away").rename(node)
    broken.unlink()
    while not (answer := answer_of(ask(port))):
        pass  # let go by a start that had failed before
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_relay_that_does_not_start_leaves_no_port(sv: Page) -> None:
    with pytest.raises(RelayError, match="without authentication"):
        sv.start(host="0.0.0.0", port=0)
    assert sv.start(port=0, quiet=True).url


def test_without_node_the_reason_is_told_and_the_next_start_is_another(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setenv("STREAMVIZ_NODE", "/nowhere/node")
        sv.title("Without Node")
        sv.dashboard._spawned_relay()._thread.join(SECONDS)
        with pytest.raises(RelayError, match="did not start: STREAMVIZ_NODE is"):
            sv.start(port=0)
    assert sv.start(port=0, quiet=True).url


def test_the_port_is_not_kept_by_a_fork_nor_by_a_program_that_is_started() -> None:
    code = """
import os, subprocess, sys
from stream_viz._running._listener import Listener

listener = Listener()
listener.listen("127.0.0.1", 0)
numbers = listener.inherited
assert len(numbers) >= 1

def is_open(number):
    try:
        return bool(os.fstat(number))
    except OSError:
        return False

assert all(map(is_open, numbers))
child = os.fork()
if child == 0:
    os._exit(any(map(is_open, numbers)))
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
os.execv("/bin/sh", ["sh", "-c", f"ls /proc/self/fd/{listener.fds[0]} 2>/dev/null || echo closed"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.stdout, done.stderr) == ("closed\n", "")


@pytest.mark.parametrize(
    ("host", "url"),
    [("localhost", "http://localhost"), ("::1", "http://[::1]"), ("127.0.0.9", "http://127.0.0.9")],
)
def test_it_listens_on_any_host_of_this_machine(sv: Page, host: str, url: str) -> None:
    sv.gauge("cpu").send(1)
    server = sv.start(host=host, port=0, quiet=True)
    assert server.url == f"{url}:{port_of(server)}/"
    assert answer_of(ask(port_of(server), host)).startswith(b"HTTP/1.1 200 ")
    producer = relay_of(server).producer_url
    assert "localhost" not in producer
    assert producer.endswith(f":{port_of(server)}/")


def test_the_ipv6_wildcard_is_for_ipv4_too(sv: Page) -> None:
    server = sv.start(host="::", port=0, quiet=True, auth="ada:secret")
    for host in ("127.0.0.1", "::1"):
        assert answer_of(ask(port_of(server), host)).startswith(b"HTTP/1.1 200 ")
    assert not can_be_taken("127.0.0.1", port_of(server))
