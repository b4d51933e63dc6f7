"""Partners' systems, as real servers on this machine: mail, SFTP, signed HTTPS, FHIR and MESH.

Each keeps what it holds in a folder, so it can be killed and started again. ``python -m tests.sharing.peers KIND
FOLDER PORT`` runs one in a process of its own.
"""

from pathlib import Path

from tests.sharing.peers.fhir import FhirPeer
from tests.sharing.peers.ledger import Peer
from tests.sharing.peers.mail import MailPeer
from tests.sharing.peers.mesh import MeshPeer
from tests.sharing.peers.sftp import SftpPeer
from tests.sharing.peers.webhook import WebhookPeer

__all__ = ["PEERS", "FhirPeer", "MailPeer", "MeshPeer", "Peer", "SftpPeer", "WebhookPeer", "peer"]

PEERS: dict[str, type[Peer]] = {
    "mail": MailPeer,
    "sftp": SftpPeer,
    "webhook": WebhookPeer,
    "fhir": FhirPeer,
    "mesh": MeshPeer,
}


def peer(kind: str, folder: Path, port: int = 0) -> Peer:
    """Return a started peer of the channel of that name; ``port`` 0 takes any that is free."""
    one = PEERS[kind](folder, port)
    one.start()
    return one
