"""A council's SFTP server, and the import job that reads what is dropped there."""

import asyncio
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import asyncssh

from tests.sharing.peers.ledger import Peer


class SftpPeer(Peer):
    """Serves ``incoming`` and nothing else; ``import_job`` does a council's part."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__(folder, port)
        self.incoming = folder / "served" / "incoming"
        self.incoming.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.listening = asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result()
        self.port = self.listening.get_port()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _listen(self) -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_host_keys=[str(self.papers.host_key)],
            authorized_client_keys=str(self.papers.user_key.with_suffix(".pub")),
            sftp_factory=lambda channel: _Served(channel, self),
            allow_scp=False,
        )

    def route(self) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "username": "vigil",
            "key": "SFTP_KEY",
            "host_key": self.papers.host_key.with_suffix(".pub").read_text(),
            "folder": "/incoming",
        }

    def secrets(self) -> dict[str, str]:
        return {"SFTP_KEY": self.papers.user_key.read_text()}

    def import_job(self) -> None:
        """Take in each disclosure whose files are as its manifest says, answer ``.ack``, and clear its files away."""
        for path in sorted(self.incoming.glob("*.manifest")):
            manifest = json.loads(path.read_bytes())
            number = str(manifest["disclosure_id"])
            files = {file["name"]: (self.incoming / file["name"]).read_bytes() for file in manifest["files"]}
            is_whole = all(
                hashlib.sha256(files[file["name"]]).hexdigest() == file["sha256"] for file in manifest["files"]
            )
            if is_whole:
                self.take_in(number, files[f"{number}.json"])
            ending, word = ("ack", f"CS-{number[:4]}") if is_whole else ("nack", "CHECKSUM")
            (self.incoming / f"{number}.{ending}.part").write_text(word)
            (self.incoming / f"{number}.{ending}.part").rename(self.incoming / f"{number}.{ending}")
            for name in [*files, path.name]:
                (self.incoming / name).unlink()

    def holds(self) -> set[str]:
        self.import_job()
        return super().holds()

    def told(self, disclosure_id: str) -> Any:
        return json.loads(self.held(disclosure_id))


class _Served(asyncssh.SFTPServer):
    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], peer: SftpPeer) -> None:
        super().__init__(channel, chroot=str(peer.folder / "served").encode())
        self.peer = peer

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if self.peer.faults[:1] in (["error"], ["busy"]):
            self.peer.next_fault()
            raise asyncssh.SFTPFailure("The disk is full.")
        return super().open(path, pflags, attrs)

    def realpath(self, path: bytes) -> asyncssh.misc.MaybeAwait[bytes]:
        if self.peer.faults[:1] == ["gone"]:
            self.peer.next_fault()
            raise asyncssh.SFTPNoSuchFile("No such folder.")
        return super().realpath(path)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if self.peer.faults[:1] == ["overtaken"]:
            self.peer.next_fault()
            raise asyncssh.SFTPNoSuchFile("Another worker has renamed it.")
        self.peer.heard += [newpath, Path(os.fsdecode(self.map_path(oldpath))).read_bytes()]
        super().rename(oldpath, newpath)
        if newpath.endswith(b".manifest") and self.peer.faults[:1] == ["lost"]:
            self.peer.next_fault()
            self.connection.abort()
