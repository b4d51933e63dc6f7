"""Taking in a file: kept as it is, recognised by its shape, and queued."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import sources
from vigil.intake.models import Import
from vigil.intake.reading.mapping import BadMapping
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.recognising import recognise
from vigil.intake.reading.rows import Unreadable


class CannotStart(Exception):  # noqa: N818  (a refusal, worded for the person)
    """An import that cannot start. The text says why and what to do."""


def hand_over(content: IO[bytes], *, name: str, mapping: str = "", by: User | None, at: datetime) -> Import:
    """Keep a file and recognise it. The same content handed over again gives the import it already has.

    ``mapping`` names the mapping when a person has chosen it; otherwise a sure recognition is taken and
    recorded, and a guess waits for a person (state UNRECOGNISED). A file that cannot be read is REFUSED.
    Raises ``CannotStart`` for a mapping that does not exist.
    """
    if mapping:
        _existing(mapping)
    sha256 = _sha256(content)
    known = Import.objects.exclude(state__in=[Import.State.UNDONE, Import.State.REFUSED]).filter(sha256=sha256)
    content.seek(0)
    stored = f"imports/{sha256}"  # the file's own name may hold somebody's name
    if not default_storage.exists(stored):
        default_storage.save(stored, File(content))
    path = Path(default_storage.path(stored))
    with transaction.atomic():
        found = known.select_for_update().first()
        if found:
            if mapping and found.state == Import.State.UNRECOGNISED:
                choose_mapping(found, mapping=mapping, by=by, at=at)
            return found
        handed = Import(
            name=name[-255:], sha256=sha256, size_bytes=path.stat().st_size, content=stored, made_by=by, made_at=at
        )
        _recognise(handed, path, mapping)
        handed.save()
        audit.record(
            "import.handed_over", handed, by=by, at=at, sha256=sha256, mapping=handed.mapping, state=handed.state
        )
    return handed


def _existing(mapping: str) -> None:
    try:
        sources.load(mapping)
    except BadMapping as refusal:
        raise CannotStart(str(refusal)) from refusal


def _sha256(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _recognise(handed: Import, path: Path, chosen: str) -> None:
    """Set the import's state, mapping and how it was recognised, from the file's own shape."""
    try:
        shape = open_source(path).shape
    except Unreadable as refusal:
        handed.state, handed.refusal = Import.State.REFUSED, str(refusal)
        return
    handed.extracted_at = shape.extracted_at
    recognition = recognise(shape, tuple(sources.known().values()))
    handed.recognition = {
        "mapping": recognition.name,
        "score": recognition.score,
        "why": recognition.why,
        "others": [name for name, _ in recognition.runners_up],
    }
    sure = recognition.name if recognition.score == 1 else ""
    handed.mapping = chosen or sure
    handed.state = Import.State.QUEUED if handed.mapping else Import.State.UNRECOGNISED


@transaction.atomic
def choose_mapping(handed: Import, *, mapping: str, by: User | None, at: datetime) -> None:
    """Say what the columns of a file mean, or confirm the guess, and queue it. Raises ``CannotStart``."""
    handed = Import.objects.select_for_update().get(pk=handed.pk)
    _existing(mapping)
    if handed.state != Import.State.UNRECOGNISED:
        raise CannotStart(f"This file is already “{handed.get_state_display()}”.")
    handed.mapping, handed.state = mapping, Import.State.QUEUED
    handed.save(update_fields=["mapping", "state"])
    audit.record("import.mapping_chosen", handed, by=by, at=at, mapping=mapping)
