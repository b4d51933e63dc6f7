"""A peer in a process of its own, which can be killed at any moment and started again with what it holds."""

import random
import socket
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT
from tests.sharing.peers import PEERS, Peer

EPHEMERAL = 32_768  # from here up a port may be anybody's while its owner is away


def own_port() -> int:
    """Return a port that nobody listens on, and that no connection made meanwhile is given."""
    while True:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", random.randrange(20_000, EPHEMERAL)))
            except OSError:
                continue
            return int(one.getsockname()[1])


class RunningPeer:
    """``reader`` is never started: it says by which route the process is reached, and reads what the process holds."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.reader = kind, PEERS[kind](folder, own_port())
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.sharing.peers", self.kind, str(self.reader.folder)]
        self.process = subprocess.Popen([*command, str(self.reader.port)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "listening\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def holding(self) -> Peer:
        """Return its system as another process sees it: with what it holds on disk."""
        return PEERS[self.kind](self.reader.folder, self.reader.port)
