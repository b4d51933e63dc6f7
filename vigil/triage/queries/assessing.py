"""What the assessor's page asks: what can be filled in, the draft, and who else is on the same referral."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules import assessing
from vigil.rules.assessing import Filled, Seen
from vigil.rules.grading import PRESENT
from vigil.rules.terms import Grade, Role
from vigil.screening.markers import READ, Code
from vigil.triage.models import Assessment, AssessmentDraft, Enquiry
from vigil.triage.queries.policy import latest_screenings

# Somebody who opened a referral this lately may still be reading it.
JUST_NOW = timedelta(minutes=15)


def present_codes(referral: Referral) -> frozenset[str]:
    """Return the codes of the risk markers that the narrative's last reading found present."""
    screening = latest_screenings([referral]).get(referral.pk)
    return frozenset(one["code"] for one in screening.markers if one["status"] == PRESENT) if screening else frozenset()


def filled_in(referral: Referral) -> Filled:
    """Return what Vigil can fill in of an assessment: from the narrative's markers, the repeats and the grade."""
    screening, held = latest_screenings([referral]).get(referral.pk), Grade(referral.grade)
    if screening is None:
        return Filled(proposal=assessing.proposal_for(held))
    return assessing.filled_in(
        held=held,
        reported_as=referral.get_incident_type_display(),
        was_read=screening.narrative_state == READ,
        seen=[
            Seen(
                code=one["code"],
                words=Code(one["code"]).value.replace("_", " ").capitalize(),
                evidence=referral.narrative[one["start"] : one["end"]],
            )
            for one in screening.markers
            if one["status"] == PRESENT
        ],
        history=[reason["words"] for reason in screening.reasons if reason["code"].startswith("history_")],
    )


def with_child(referral: Referral) -> bool:
    """Return whether a child is named, or may be: their voice is asked for."""
    moment = referral.incident_at or referral.submitted_at
    return any(subject.role == Role.CHILD or (subject.age_at(moment) or 99) < 18 for subject in referral.subjects.all())


def draft_of(referral: Referral) -> AssessmentDraft | None:
    return AssessmentDraft.objects.filter(referral=referral).select_related("saved_by").first()


def others_on(referral: Referral, *, by: User, at: datetime) -> list[User]:
    """Return who else opened the referral just now, the latest first."""
    looks = Event.objects.filter(
        thing=referral._meta.label_lower,
        thing_id=str(referral.pk),
        at__gt=at - JUST_NOW,
        at__lte=at,
        verb__in=["referral.viewed", "assessment.viewed"],
    ).exclude(by=by)
    keys = list(dict.fromkeys(looks.exclude(by=None).order_by("-number").values_list("by_id", flat=True)))
    people = User.objects.in_bulk(keys)
    return [people[key] for key in keys if key]


def waiting_for_a_second() -> QuerySet[Assessment]:
    """Return the assessments that wait for a second signature, first due first."""
    return (
        Assessment.objects.filter(state=Assessment.State.WAITS)
        .select_related("referral", "by")
        .order_by("referral__due_at", "pk")
    )


def disagreements() -> QuerySet[Assessment]:
    """Return the assessments whose second person would not lower the grade, newest first."""
    return (
        Assessment.objects.filter(state=Assessment.State.REFUSED)
        .select_related("referral", "by", "second__by")
        .order_by("-second__at", "-pk")
    )


def enquiries_open(referral: Referral) -> QuerySet[Enquiry]:
    return referral.enquiries.filter(answered_at=None).select_related("asked_by")


def enquiries_overdue(*, at: datetime) -> QuerySet[Enquiry]:
    """Return the questions that should have been answered by now, the longest overdue first."""
    return Enquiry.objects.filter(answered_at=None, due_at__lte=at).select_related("referral", "asked_by")
