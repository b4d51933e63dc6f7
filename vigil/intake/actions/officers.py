"""An officer's own form: begun, kept part by part, and sent through the one front door."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake.actions.receiving import receive
from vigil.intake.models import Entry, Import, OfficerForm
from vigil.intake.models.officers import OFFICER_FORM
from vigil.intake.queries import officers as queries
from vigil.intake.reading.ahead import ReadEntry
from vigil.intake.reading.checks import doubts_about
from vigil.rules import reporting
from vigil.rules.reporting import Part


class CannotSend(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A form that is no referral yet, or was sent already. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def begin(*, by: User, at: datetime) -> OfficerForm:
    """Begin a form. What the officer last said of themselves stands in it already."""
    last = queries.forms_of(by).first()
    answers = {Part.YOU.value: last.part(Part.YOU)} if last else {}
    form = OfficerForm.objects.create(by=by, answers=answers, begun_at=at, saved_at=at)
    audit.record("officer_form.begun", form, by=by, at=at)
    return form


@transaction.atomic
def keep(form: OfficerForm, part: Part, answers: Mapping[str, Any], *, at: datetime) -> OfficerForm:
    """Keep what was typed into one part. Raises ``CannotSend`` for a form that is sent.

    Not an event of the audit trail: what is sent is, and a draft says nothing that stands.
    """
    form = _unsent(form)
    form.answers[part.value] = dict(answers)
    return _saved(form, at)


@transaction.atomic
def add_person(form: OfficerForm, person: Mapping[str, Any], *, by: User, at: datetime) -> bool:
    """Add somebody to a form. Return whether somebody of that name and birth date is known: every such answer is
    an event, because it is a look. Raises ``CannotSend``."""
    form = _unsent(form)
    whole = bool(person["surname"] and person["forenames"] and person["date_of_birth"])
    known = whole and queries.is_known(
        person["surname"], person["forenames"], date.fromisoformat(person["date_of_birth"])
    )
    form.people.append({**person, "known": "asked" if known else ""})
    _saved(form, at)
    if whole:
        audit.record("officer_form.looked_up", form, by=by, at=at, known=known)
    return known


@transaction.atomic
def say_known(form: OfficerForm, place: int, answer: str, *, at: datetime) -> None:
    """Keep what the officer says of somebody who may be known: a hint, which links nobody. ``place`` is from 1."""
    form = _unsent(form)
    form.people[place - 1]["known"] = answer
    _saved(form, at)


@transaction.atomic
def remove_person(form: OfficerForm, place: int, *, at: datetime) -> None:
    """Take somebody out of a form. ``place`` is from 1."""
    form = _unsent(form)
    del form.people[place - 1]
    _saved(form, at)


@transaction.atomic
def throw_away(form: OfficerForm, *, by: User, at: datetime) -> None:
    """Delete a form that was not sent: nobody needs what it says of people."""
    form = _unsent(form)
    audit.record("officer_form.thrown_away", form, by=by, at=at)
    form.delete()


@transaction.atomic
def send(form: OfficerForm, *, by: User, at: datetime) -> Entry:
    """Send a form through the front door, whatever it lacks. Raises ``CannotSend`` for what is no referral yet."""
    form = _unsent(form)
    said, (moment, _) = queries.told(form), queries.happened_at(form)
    obstacles = reporting.obstacles_to_sending(said, happened=moment is not None)
    if moment and moment > at:
        obstacles.append("It happened in the future: mend the day or the time.")
    if obstacles:
        raise CannotSend(obstacles)
    draft = queries.as_draft(form, at=at)
    draft = replace(draft, issues=(*draft.issues, *doubts_about(draft, at=at)))
    source = Import.objects.create(
        name=f"Officer’s form {form.reference}",
        sha256=hashlib.sha256(f"{OFFICER_FORM} {form.pk}".encode()).hexdigest(),
        size_bytes=0,  # no file: the entry keeps every word
        state=Import.State.FINISHED,
        mapping=OFFICER_FORM,
        entries_total=1,
        entries_done=1,
        made_by=by,
        made_at=at,
        finished_at=at,
    )
    (entry,) = receive([ReadEntry(1, draft, None)], source_import=source, by=by, at=at)
    form.entry, form.sent_at = entry, at
    form.lacks = [one.code for one in reporting.missing(said)]
    form.save(update_fields=["entry", "sent_at", "lacks"])
    audit.record("officer_form.sent", form, by=by, at=at, lacks=form.lacks)
    return entry


@transaction.atomic
def record_view(form: OfficerForm, *, by: User, at: datetime) -> None:
    """Record that an officer looked at what became of their referral."""
    audit.record("officer_form.viewed", form, by=by, at=at)


def _unsent(form: OfficerForm) -> OfficerForm:
    form = OfficerForm.objects.select_for_update(of=("self",)).select_related("by").get(pk=form.pk)
    if form.sent_at:
        raise CannotSend(["It is sent already, and does not change any more. Ring the hub to add to it."])
    return form


def _saved(form: OfficerForm, at: datetime) -> OfficerForm:
    form.saved_at = at
    form.save(update_fields=["answers", "people", "saved_at"])
    return form
