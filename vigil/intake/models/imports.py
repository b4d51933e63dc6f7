"""Files that teams hand over, and what became of each of their entries."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.intake.models.incidents import Incident
from vigil.referrals.models import Referral


class Import(models.Model):
    """One file, from being handed over to every entry in it being accounted for."""

    class State(models.TextChoices):
        UNRECOGNISED = "unrecognised", "Which mapping?"  # waits for a person to say, or confirm a guess
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Being read"
        FINISHED = "finished", "Finished"
        REFUSED = "refused", "Could not be read"
        UNDONE = "undone", "Undone"

    name = models.CharField(max_length=255)  # the file's own name, without folders
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    content = models.FileField(upload_to="imports/", max_length=255)
    state = models.CharField(max_length=20, choices=State.choices)
    mapping = models.CharField(max_length=60, blank=True)
    recognition = models.JSONField(default=dict)  # {"mapping", "score", "why", "others"}: the guess, as shown
    refusal = models.TextField(blank=True)
    skipped = models.JSONField(default=list)  # rows that are not entries (banners, dividers, totals): [locator, why]
    extracted_at = models.DateTimeField(null=True)  # the file's own position in time
    entries_total = models.PositiveIntegerField(null=True)  # known once the file has been read through
    entries_done = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # a worker was last seen at work on it
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="import_file_once", fields=["sha256"], condition=~Q(state__in=["undone", "refused"])
            ),
            models.CheckConstraint(
                name="import_runs_with_a_mapping",
                condition=~Q(state__in=["queued", "running", "finished"]) | ~Q(mapping=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])


class Entry(models.Model):
    """One entry of a file: received, a duplicate of another entry, or in quarantine. Never lost.

    What is received becomes a referral, or an incident where the file is an incident list.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        DUPLICATE = "duplicate", "Duplicate"
        QUARANTINED = "quarantined", "In quarantine"
        UNDONE = "undone", "Undone"

    source_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()  # from 1, in file order
    locator = models.CharField(max_length=1000)
    reference = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, choices=State.choices)
    issues = models.JSONField()  # [{"code", "field", "message", "effect"}]
    raw_json = models.TextField()  # the source's own cells; text, because JSON columns refuse NUL
    draft = models.JSONField(null=True)  # what was read of an entry that was not received, so that it can be mended
    filled = models.JSONField(default=list)  # names of the fields the source filled, for the data-quality report
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, null=True, related_name="entry")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="entries")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    duplicate_why = models.CharField(max_length=400, blank=True)
    set_aside_why = models.TextField(blank=True)  # stays in quarantine for good: a test record, say
    mended_fields = models.JSONField(default=list)
    mended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    mended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["source_import_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="entry_once", fields=["source_import", "locator"]),
            models.CheckConstraint(
                name="entry_is_accounted_for",
                condition=Q(state="received", referral__isnull=False, incident=None, duplicate_of__isnull=True)
                | Q(state="received", referral=None, incident__isnull=False, duplicate_of=None)
                | Q(state="duplicate", referral__isnull=True, incident=None, duplicate_of__isnull=False)
                | Q(state="quarantined", referral__isnull=True, incident=None, duplicate_of__isnull=True)
                | Q(state="undone"),
            ),
            models.CheckConstraint(
                name="entry_set_aside_only_in_quarantine",
                condition=Q(set_aside_why="") | Q(state__in=["quarantined", "undone"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source_import", "state"], name="entry_by_state"),
            models.Index(fields=["reference", "state"], name="entry_by_reference"),
        ]

    def __str__(self) -> str:
        return self.locator

    @property
    def raw(self) -> dict[str, Any]:
        """The source's own cells."""
        cells: dict[str, Any] = json.loads(self.raw_json)
        return cells


class MatchKey(models.Model):
    """A key under which an entry is looked up when another might be the same referral typed in twice."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="match_key_once", fields=["key", "entry"]),
        ]

    def __str__(self) -> str:
        return "match key"
