"""What there is to tell schools, what waits for a person, and which schools there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from vigil.referrals.models import Referral
from vigil.rules import school_notice
from vigil.rules.lifecycle import Status
from vigil.sharing.models import Delivery, School, SchoolNotice

CALL_BEFORE = timedelta(hours=2)  # what has not left by then is somebody's call

State = SchoolNotice.State


def to_look_at() -> QuerySet[Referral]:
    """Return referrals that the rule has not looked at, the newest first: none waits for its place in the worklist."""
    return Referral.objects.filter(notice_look=None).exclude(status=Status.WITHDRAWN).order_by("-pk")


def directory() -> list[School]:
    """Return every school that is told things."""
    return list(School.objects.filter(partner__is_active=True).select_related("partner"))


def notices() -> QuerySet[SchoolNotice]:
    """Return notices with what pages show of them, the first due first."""
    return SchoolNotice.objects.select_related("referral", "school__partner", "decision__disclosure", "subject")


def _not_left() -> Q:
    undone = [Delivery.State.WAITING, Delivery.State.STOPPED, Delivery.State.GIVEN_UP]
    return Q(decision__disclosure__deliveries__kind=Delivery.Kind.PACKET) & Q(
        decision__disclosure__deliveries__state__in=undone
    )


def to_find() -> QuerySet[SchoolNotice]:
    """Return notices whose school a person has to find, the first due first."""
    return notices().filter(state=State.TO_FIND)


def held() -> QuerySet[SchoolNotice]:
    return notices().filter(state=State.HELD)


def late() -> QuerySet[SchoolNotice]:
    """Return notices that came too late for the rule to send, the latest due first: nobody was told."""
    return notices().filter(state=State.LATE).order_by("-due_at", "-pk")


def on_their_way() -> QuerySet[SchoolNotice]:
    """Return notices that have not left the hub, the first due first."""
    return notices().filter(_not_left(), state=State.GOING)


def to_call(at: datetime) -> QuerySet[SchoolNotice]:
    """Return notices that will not be there in time, or may not: somebody calls the school."""
    return on_their_way().filter(due_at__lte=at + CALL_BEFORE)


def told() -> QuerySet[SchoolNotice]:
    """Return notices that left, the latest first."""
    left = Q(decision__disclosure__deliveries__kind=Delivery.Kind.PACKET) & Q(
        decision__disclosure__deliveries__state=Delivery.State.SENT
    )
    return notices().filter(left, state=State.GOING).order_by("-made_at", "-pk")


def delivery_of(notice: SchoolNotice) -> Delivery | None:
    """Return the delivery of a notice that goes, or None."""
    if notice.decision is None:
        return None
    return notice.decision.disclosure.deliveries.get(kind=Delivery.Kind.PACKET)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A school that a person may say is the one."""

    key: int
    words: str


def choices(notice: SchoolNotice, *, named: str) -> list[Choice]:
    """Return the schools whose names are like what was written, or like what the person looks for."""
    schools = {one.pk: one for one in directory()}
    found = school_notice.like(named or notice.written, [one.place() for one in schools.values()])
    return [Choice(key=key, words=_words(schools[key])) for key in found]


def _words(school: School) -> str:
    return f"{school}, {school.partner.get_area_display() or 'all areas'}"


def in_directory(named: str) -> QuerySet[School]:
    """Return the directory, narrowed to names that hold a text."""
    schools = School.objects.select_related("partner").order_by("partner__name")
    return schools.filter(partner__name__icontains=named) if named else schools
