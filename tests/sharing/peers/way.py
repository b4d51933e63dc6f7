"""The network between us and a peer, which can hold, reset or cut a connection."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

FORWARDED = 65_536


@contextlib.contextmanager
def way(to_port: int, fault: str = "", after: int = 0) -> Iterator[int]:
    """Yield a port that leads to ``to_port``. ``slow``: connections are taken and nothing comes. ``reset``: each is
    reset at once. ``cut``: each is reset when ``after`` bytes have gone out."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []
        threading.Thread(target=_take, args=(listening, to_port, fault, after, held), daemon=True).start()
        yield listening.getsockname()[1]
    for one in held:
        one.close()


@contextlib.contextmanager
def nobody() -> Iterator[int]:
    """Yield a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can come to listen there
        yield taken.getsockname()[1]


def _take(listening: socket.socket, to_port: int, fault: str, after: int, held: list[socket.socket]) -> None:
    while True:
        try:
            ours, _ = listening.accept()
        except OSError:
            return
        held.append(ours)
        if fault == "reset":
            _reset(ours)
        elif fault != "slow":
            theirs = socket.create_connection(("127.0.0.1", to_port))
            held.append(theirs)
            limit = after if fault == "cut" else None
            threading.Thread(target=_carry, args=(ours, theirs, limit), daemon=True).start()
            threading.Thread(target=_carry, args=(theirs, ours, None), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket, limit: int | None) -> None:
    carried = 0
    with contextlib.suppress(OSError):
        while part := one.recv(FORWARDED):
            if limit is not None and carried + len(part) > limit:
                other.sendall(part[: limit - carried])
                _reset(one)
                _reset(other)
                return
            other.sendall(part)
            carried += len(part)
        other.shutdown(socket.SHUT_WR)


def _reset(one: socket.socket) -> None:
    """Close with RST, not FIN: the other end sees the connection break."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RD)  # wakes whoever waits to read from it, or close would not send
    one.close()
