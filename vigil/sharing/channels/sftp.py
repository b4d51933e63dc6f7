"""An SFTP drop: files for a council's import job, and its word back on each.

Route: ``host``, ``port``, ``username``, ``key`` (a secret's name: an OpenSSH private key), ``host_key`` (the server's
public key, as in known_hosts without the host), ``folder``. Each disclosure is ``NUMBER.csv``, ``.json`` and ``.pdf``;
``NUMBER.manifest`` comes last and says that they are whole. The job answers with ``NUMBER.ack`` or ``NUMBER.nack``.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar, cast

import asyncssh

from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Route, Trouble
from vigil.sharing.channels.contact_file import contact_file
from vigil.sharing.channels.lines import turn
from vigil.sharing.channels.routes import port, secret, setting

WHOLE_SECONDS = 60  # for connecting, and from the first look to the last rename
CLOSE_SECONDS = 2
TAKEN = ".taken"  # after an answer's name: we have read it
ANSWER = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(n?ack)")
WORD = re.compile(rb"[A-Za-z0-9._/-]{1,60}")
LONGEST_WORD = 100  # bytes
T = TypeVar("T")
Line = tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return the files in the order they are put, the manifest last."""
    number = packet.disclosure_id
    files = {
        f"{number}.csv": contact_file(packet.content, disclosure_id=number, urgent=packet.urgent),
        f"{number}.json": packet.content,
        f"{number}.pdf": packet.pdf,
    }
    manifest = {
        "disclosure_id": number,
        "urgent": packet.urgent,
        "files": [
            {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in files.items()
        ],
    }
    return files | {f"{number}.manifest": json.dumps(manifest, indent=2).encode()}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Put the files, unless the manifest or an answer to it shows that they are there."""
    files = outgoing(packet, route, at=at)

    async def put(sftp: asyncssh.SFTPClient) -> str:
        # Asked name by name: a list of the folder fails on some servers while another worker renames a file in it.
        endings = (".manifest", ".ack", ".nack", f".ack{TAKEN}", f".nack{TAKEN}")
        signs = [packet.disclosure_id + ending for ending in endings]
        names = [*signs, *files]
        is_there = dict(zip(names, await asyncio.gather(*map(sftp.exists, names)), strict=True))
        if any(is_there[sign] for sign in signs):
            return "It was there already."
        for name, body in files.items():
            await _put_whole(sftp, name, body, is_there=is_there[name])
        return "The files are in the partner's folder."

    return Receipt(
        at=at,
        kind=Kind.DELIVERED,
        disclosure_id=packet.disclosure_id,
        reference=f"{packet.disclosure_id}.manifest",
        detail=_with_the_server(put, route),
    )


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Yield what the partner's job answered, then mark those answers as taken."""
    answers = _with_the_server(_answers, route)
    for name, word in answers.items():
        found = ANSWER.fullmatch(name)
        if found:
            yield _receipt(found[1], word, is_taken_in=found[2] == "ack", at=at)

    async def take(sftp: asyncssh.SFTPClient) -> None:
        for name in answers:
            with suppress(asyncssh.SFTPNoSuchFile):  # another worker has taken it meanwhile
                await sftp.rename(name, name + TAKEN)

    if answers:
        _with_the_server(take, route)


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Write a file about nobody, under a name no job reads, and take it away."""
    name = f"vigil-{at:%Y%m%d%H%M%S}.test"

    async def write(sftp: asyncssh.SFTPClient) -> None:
        await _put_whole(sftp, name, b"This is a test. Nothing needs doing.\n", is_there=False)
        await sftp.remove(name)

    _with_the_server(write, route)
    return Receipt(
        at=at, kind=Kind.DELIVERED, disclosure_id="", reference=name, detail="A file could be written and removed."
    )


def _receipt(number: str, word: str, *, is_taken_in: bool, at: datetime) -> Receipt:
    if is_taken_in:
        kind, detail = Kind.ACKNOWLEDGED, "The partner's job took it in."
    else:
        kind, detail = Kind.REFUSED, f"The partner's job refused it: {word or 'no reason given'}."
    return Receipt(at=at, kind=kind, disclosure_id=number, reference=word or number, detail=detail)


async def _put_whole(sftp: asyncssh.SFTPClient, name: str, body: bytes, *, is_there: bool) -> None:
    """Write under another name and rename, so that no job ever reads half a file."""
    async with sftp.open(f"{name}.part", "wb") as file:
        await file.write(body)
    if await sftp.getsize(f"{name}.part") != len(body):
        raise Trouble("A file arrived short.", fault=Fault.THEIRS, try_again=True)
    if is_there:  # left by an attempt that never came to its manifest; a plain rename would not replace it
        await sftp.remove(name)
    await sftp.rename(f"{name}.part", name)


async def _answers(sftp: asyncssh.SFTPClient) -> dict[str, str]:
    """Return each answer's word by its name: the partner's reference or the code of its refusal. A sentence could
    say something about a person, so it is left where it is."""
    answers = {}
    for name in sorted(str(name) for name in await sftp.listdir(".")):
        if not ANSWER.fullmatch(name):
            continue
        with suppress(asyncssh.SFTPNoSuchFile):  # another worker has taken it meanwhile
            async with sftp.open(name, "rb") as file:
                word = cast(bytes, await file.read(LONGEST_WORD)).strip()
            answers[name] = word.decode() if WORD.fullmatch(word) else ""
    return answers


def _with_the_server(job: Callable[[asyncssh.SFTPClient], Awaitable[T]], route: Route) -> T:
    with turn() as here:
        try:
            _, sftp = here.line(
                route,
                lambda: here.run(_connected(route)),
                works=lambda line: here.run(_is_open(line)),
                close=lambda line: here.run(_close(line[0])),
            )
            return here.run(_in_time(job(sftp)))
        except BaseException as error:
            here.hang_up(route)
            if isinstance(error, TimeoutError):
                raise Trouble(
                    f"The partner's server took longer than {WHOLE_SECONDS} seconds.",
                    fault=Fault.THEIRS,
                    try_again=True,
                ) from None
            if isinstance(error, asyncssh.Error | asyncssh.KeyImportError | OSError):
                raise _trouble(error) from None
            raise


async def _in_time(work: Awaitable[T]) -> T:
    async with asyncio.timeout(WHOLE_SECONDS):
        return await work


async def _connected(route: Route) -> Line:
    host_key = asyncssh.import_public_key(setting(route, "host_key"))
    async with asyncio.timeout(WHOLE_SECONDS):
        connection = await asyncssh.connect(
            setting(route, "host"),
            port(route),
            username=setting(route, "username"),
            client_keys=[asyncssh.import_private_key(secret(route, "key"))],
            known_hosts=([host_key], [], []),
            # Nothing from the machine this runs on: no configuration, no agent.
            config=None,
            agent_path=None,
        )
        try:
            sftp = await connection.start_sftp_client()
            await sftp.chdir(str(PurePosixPath(setting(route, "folder"))))
        except BaseException as error:
            await _close(connection)
            if isinstance(error, asyncssh.SFTPNoSuchFile | asyncssh.SFTPNoSuchPath):
                raise _no_folder() from None
            raise
        return connection, sftp


async def _is_open(line: Line) -> bool:
    await asyncio.sleep(0)  # what the server said since is heard now
    return not line[0].is_closed()


async def _close(connection: asyncssh.SSHClientConnection) -> None:
    connection.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.wait_closed()


def _no_folder() -> Trouble:
    return Trouble(
        "The partner's folder is missing or we may not write there. Ask them to mend it.",
        fault=Fault.THEIRS,
        try_again=False,
    )


def _trouble(error: Exception) -> Trouble:
    match error:
        case asyncssh.KeyImportError():
            return Trouble(
                "A key of this route cannot be read. Write it again, as OpenSSH does.",
                fault=Fault.OURS,
                try_again=False,
            )
        case asyncssh.HostKeyNotVerifiable():
            return Trouble(
                "The server showed another key than the one agreed, so nothing was sent. Ring the partner; change the "
                "key here only if they say theirs changed.",
                fault=Fault.THEIRS,
                try_again=False,
            )
        case asyncssh.PermissionDenied():
            return Trouble(
                "The partner's server did not accept our key. Ask them to add it.", fault=Fault.OURS, try_again=False
            )
        case asyncssh.SFTPPermissionDenied():
            return _no_folder()
        case asyncssh.SFTPNoSuchFile() | asyncssh.SFTPNoSuchPath():
            # A worker that was late, or the partner's job, has moved a file of ours: the next try finds how it stands.
            return Trouble("A file was moved while it was written.", fault=Fault.WAY, try_again=True)
        case asyncssh.SFTPConnectionLost() | asyncssh.SFTPNoConnection():
            return Trouble("The connection broke before all was written.", fault=Fault.WAY, try_again=True)
        case asyncssh.SFTPError():
            return Trouble("The partner's server could not write a file.", fault=Fault.THEIRS, try_again=True)
        case ConnectionRefusedError():
            return Trouble("The partner's server is not taking connections.", fault=Fault.THEIRS, try_again=True)
    return Trouble("The connection broke before all was written.", fault=Fault.WAY, try_again=True)
