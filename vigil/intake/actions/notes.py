"""Telling officers what the hub made of their forms: notes in an outbox of its own, and a mail that leads there."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake.models import Note, OfficerForm
from vigil.intake.queries import notes as queries

AT_A_TIME = 100


@transaction.atomic
def write_notes(*, at: datetime) -> int:
    """Write the notes that are due, to each form's officer and their supervisor. Return how many. Can be run again."""
    written = []
    for form in _locked(queries.lacking()):
        written += [Note(form=form, about=Note.About.LACKED, to=to, at=at) for to in _readers(form)]
    for form in _locked(queries.graded_otherwise()):
        grade = form.entry.referral.grade if form.entry and form.entry.referral else ""
        written += [Note(form=form, about=Note.About.GRADE, grade=grade, to=to, at=at) for to in _readers(form)]
    for note in written:
        note.save()
    audit.record_all(
        [
            audit.Entry(verb="note.written", thing=note.form, detail={"about": note.about, "to": note.to_id})
            for note in written
        ],
        by=None,
        at=at,
    )
    return len(written)


def mail_notes(*, at: datetime) -> int:
    """Mail that there is a note, and where to read it. Return how many mails went.

    Without a mail server nothing goes, and the notes stay where officers start. A mail is marked before it goes: should
    the worker die in between, that one is not mailed twice, and its note stands all the same.
    """
    if not settings.EMAIL_HOST:
        return 0
    sent = 0
    for note in (
        Note.objects.filter(mailed_at=None, read_at=None).select_related("form", "to").order_by("id")[:AT_A_TIME]
    ):
        if not Note.objects.filter(pk=note.pk, mailed_at=None).update(mailed_at=at, trouble=""):
            continue  # another worker has it
        try:
            _mail(note).send()
        except (smtplib.SMTPException, OSError) as error:
            # The server's own words may hold an address, so only the kind of trouble is kept.
            Note.objects.filter(pk=note.pk).update(mailed_at=None, trouble=type(error).__name__)
            if not isinstance(error, smtplib.SMTPRecipientsRefused):
                break  # the server is not well: the rest waits
        else:
            sent += 1
    return sent


@transaction.atomic
def read(note: Note, *, by: User, at: datetime) -> None:
    """Record that somebody opened a note."""
    Note.objects.filter(pk=note.pk, read_at=None).update(read_at=at)
    audit.record("note.viewed", note.form, by=by, at=at)


@transaction.atomic
def record_patterns_view(*, by: User, at: datetime) -> None:
    """Record that somebody looked at what officers' forms lack."""
    audit.record("officer_patterns.viewed", by=by, at=at)


def _mail(note: Note) -> EmailMessage:
    return EmailMessage(
        subject=f"A note from the vulnerability hub on {note.form.reference}",
        body=f"There is a note for you. Sign in to read it: {settings.ADDRESS}{note.get_absolute_url()}\n",
        to=[note.to.email or f"{note.to.username}@{settings.MAIL_DOMAIN}"],
        headers={"Auto-Submitted": "auto-generated"},  # no holiday replies
    )


def _locked(forms: QuerySet[OfficerForm]) -> list[OfficerForm]:
    keys = list(forms.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    return list(
        OfficerForm.objects.filter(pk__in=keys)
        .select_related("by", "entry__referral")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _readers(form: OfficerForm) -> list[User]:
    supervisor = queries.supervisor_of(form)
    return [form.by, *([supervisor] if supervisor else [])]
