"""What a partner's system holds, kept in a folder that outlives the process."""

from pathlib import Path
from typing import Any

from tests.sharing.peers.papers import Papers


class Peer:
    """A partner's system. One that is not started reads what another process of the same folder took in.

    ``faults`` are what goes wrong with the next requests, first to last; each goes wrong once, and "" not at all.
    error: it fails (500, 451, cannot write). busy: it asks to wait (429, 450). gone: it is no longer here (410, 550,
    folder missing). lost: it takes the message in, and the connection goes before it answers. Those that speak HTTP
    also know unwelcome (401), misread (422), elsewhere (302) and dripping (an answer that never ends); mail knows
    unwelcome (554), SFTP overtaken (a file is renamed by another worker first).
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder, self.port, self.faults = folder, port, list[str]()
        self.heard = list[bytes]()  # every message as it came, envelope first: for who looks for what may not be there
        self.papers = Papers(folder.parent / "papers")
        for name in ("held", "copies"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Listen on ``self.port``, or on any free one where that is 0, and say there which."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop listening."""
        raise NotImplementedError

    def route(self) -> dict[str, Any]:
        """Return the route by which the hub's channel reaches this peer."""
        raise NotImplementedError

    def secrets(self) -> dict[str, str]:
        """Return the secrets that the route names."""
        return {}

    def next_fault(self) -> str:
        return self.faults.pop(0) if self.faults else ""

    def take_in(self, disclosure_id: str, body: bytes) -> None:
        """Keep a disclosure whole or not at all; a second copy is counted and changes nothing."""
        held = self.folder / "held" / disclosure_id
        if not held.exists():
            part = held.with_suffix(".part")
            part.write_bytes(body)
            part.rename(held)
        with (self.folder / "copies" / disclosure_id).open("ab") as copies:
            copies.write(b"1")

    def holds(self) -> set[str]:
        """Return the numbers of the disclosures this partner holds, each once."""
        return {path.name for path in (self.folder / "held").iterdir() if path.suffix != ".part"}

    def held(self, disclosure_id: str) -> bytes:
        """Return what it holds of one."""
        return (self.folder / "held" / disclosure_id).read_bytes()

    def told(self, disclosure_id: str) -> Any:
        """Return the disclosure as its own system reads it, out of whatever it came in."""
        raise NotImplementedError

    def copies(self, disclosure_id: str) -> int:
        """Return how many times it came, whether or not it was recognised."""
        path = self.folder / "copies" / disclosure_id
        return len(path.read_bytes()) if path.exists() else 0
