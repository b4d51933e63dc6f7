"""Notes to officers, and what many forms together say of what to train."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vigil.accounts.models import User
from vigil.accounts.roles import MAY, Permission
from vigil.intake.models import Note, OfficerForm
from vigil.rules.reporting import LACKS, Part
from vigil.rules.terms import RANK, Grade
from vigil.triage.queries.policy import latest_screenings

LOOKED_BACK = timedelta(days=90)

FEWEST = 5
"""Forms from which a group is shown by itself: fewer would tell of one officer, and by chance."""

FEWER = "Groups of fewer than 5"


@dataclass(frozen=True, kw_only=True)
class Group:
    """What the forms of one team or station have in common. ``most`` is what they lack most often, in words."""

    name: str
    forms: int
    lacking: int
    graded_lower: int
    most: str


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """What officers' forms lacked, all together, by field, by station and by team."""

    forms: int
    by_field: list[tuple[str, int]]
    by_station: list[Group]
    by_team: list[Group]


def notes_to(person: User) -> QuerySet[Note]:
    """Return somebody's notes, newest first."""
    return Note.objects.filter(to=person).select_related("form__by", "form__entry__referral")


def supervisor_of(form: OfficerForm) -> User | None:
    """Return the supervisor an officer named, if that is somebody who signs in to see referrals of officers."""
    named = form.part(Part.YOU).get("supervisor", "").strip()
    roles = [role for role, held in MAY.items() if Permission.SUBMIT_REFERRAL in held]
    found = User.objects.filter(username__iexact=named, is_active=True, role__in=roles).exclude(pk=form.by_id)
    return found.first() if named else None


def lacking() -> QuerySet[OfficerForm]:
    """Return sent forms that lacked something of which nobody was told."""
    return OfficerForm.objects.exclude(sent_at=None).exclude(lacks=[]).exclude(notes__about=Note.About.LACKED)


def graded_otherwise() -> QuerySet[OfficerForm]:
    """Return forms whose referral the hub holds at another grade than their officer knows of."""
    told = Note.objects.filter(form=OuterRef("pk"), about=Note.About.GRADE).order_by("-id").values("grade")[:1]
    return (
        OfficerForm.objects.filter(entry__referral__isnull=False)
        .exclude(entry__referral__officer_grade="")
        .annotate(known=Coalesce(Subquery(told), F("entry__referral__officer_grade")))
        .exclude(entry__referral__grade=F("known"))
    )


def asks_for_more(form: OfficerForm) -> list[str]:
    """Return what the form itself records that asks for more than its officer's grade, in words."""
    referral = form.entry.referral if form.entry else None
    screening = latest_screenings([referral]).get(referral.pk) if referral else None
    return [conflict["words"] for conflict in screening.conflicts] if screening else []


def patterns(*, at: datetime) -> Patterns:
    """Return what the forms sent in the last 90 days lacked, and how often the hub holds a higher grade."""
    forms = list(
        OfficerForm.objects.filter(sent_at__gt=at - LOOKED_BACK, sent_at__lte=at)
        .select_related("entry__referral")
        .order_by("id")
    )
    by_field = Counter(code for form in forms for code in form.lacks)
    return Patterns(
        forms=len(forms),
        by_field=[(LACKS[code], number) for code, number in by_field.most_common()] if len(forms) >= FEWEST else [],
        by_station=_groups(forms, "station"),
        by_team=_groups(forms, "team"),
    )


def _groups(forms: Iterable[OfficerForm], field: str) -> list[Group]:
    """Return the groups of some size, the most forms first; the small ones together, and only if they are enough."""
    together: dict[str, list[OfficerForm]] = {}
    names: dict[str, str] = {}
    for form in forms:
        name = form.part(Part.YOU).get(field, "").strip()
        names.setdefault(name.casefold(), name or "Not given")
        together.setdefault(name.casefold(), []).append(form)
    large = {key: some for key, some in together.items() if len(some) >= FEWEST}
    small = [form for key, some in together.items() if key not in large for form in some]
    groups = [_group(names[key], some) for key, some in large.items()]
    groups.sort(key=lambda group: (-group.forms, group.name))
    return [*groups, _group(FEWER, small)] if len(small) >= FEWEST else groups


def _group(name: str, forms: list[OfficerForm]) -> Group:
    lacks = Counter(code for form in forms for code in form.lacks).most_common(1)
    return Group(
        name=name,
        forms=len(forms),
        lacking=sum(bool(form.lacks) for form in forms),
        graded_lower=sum(_is_graded_lower(form) for form in forms),
        most=LACKS[lacks[0][0]] if lacks else "Nothing",
    )


def _is_graded_lower(form: OfficerForm) -> bool:
    referral = form.entry.referral if form.entry else None
    if referral is None or not referral.officer_grade:
        return False
    return RANK[Grade(referral.grade)] < RANK[Grade(referral.officer_grade)]
