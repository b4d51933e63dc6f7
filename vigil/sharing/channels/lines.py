"""Connections that stay open while one partner is served: opening one costs more than what is then sent over it.

A thread that is in a ``turn`` finds again what it opened for the message before; when the turn ends, all is closed.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from vigil.sharing.channels.base import Route

T = TypeVar("T")


class Turn:
    """What one thread has open, by the route it leads along. One event loop serves all of it."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._open: dict[str, tuple[Any, Callable[[Any], object]]] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def line(
        self, route: Route, begin: Callable[[], T], *, works: Callable[[T], bool], close: Callable[[T], object]
    ) -> T:
        """Return the connection along a route: the one that is open, if it still works, or a new one."""
        key = _key(route)
        if key in self._open:
            kept: T = self._open[key][0]
            if works(kept):
                return kept
            self.hang_up(route)
        line = begin()
        self._open[key] = line, close
        return line

    def hang_up(self, route: Route) -> None:
        """Close the connection along a route, if there is one: what went wrong on it is not met again."""
        kept = self._open.pop(_key(route), None)
        if kept:
            line, close = kept
            close(line)

    def end(self) -> None:
        try:
            for line, close in self._open.values():
                close(line)
        finally:
            self._runner.close()


def _key(route: Route) -> str:
    return json.dumps(dict(route), sort_keys=True)


@contextmanager
def turn() -> Iterator[Turn]:
    """Begin a turn, or join the one that this thread is in."""
    joined: Turn | None = getattr(_here, "turn", None)
    if joined:
        yield joined
        return
    _here.turn = Turn()
    try:
        yield _here.turn
    finally:
        ended, _here.turn = _here.turn, None
        ended.end()


_here = threading.local()
