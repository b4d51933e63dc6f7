"""What a decision about sharing starts from: the facts, the partners, what is protected, and what the rules propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from vigil.accounts.models import User
from vigil.referrals.models import Referral, Subject
from vigil.rules import assessing
from vigil.rules.policies import SharingThresholds
from vigil.rules.sharing.fields import is_same_school, part_of
from vigil.rules.sharing.proposing import Matter, Proposal, Standing, propose
from vigil.rules.sharing.terms import Choice, Consent, PartnerKind
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, Role
from vigil.screening import Code, Status
from vigil.sharing.models import Decision, Partner, Protected
from vigil.sharing.packets import Source
from vigil.triage.models import Assessment, Screening
from vigil.triage.queries.policy import latest_screenings, policy_in_force

# Recorded as present with a child named, these are significant harm until an assessor says otherwise (Working
# Together 2023; Children Act 1989 s31(9) and s47).
SIGNIFICANT_HARM = frozenset({Code.CHILD_INJURY, Code.CHILD_SEXUAL_ABUSE, Code.CHILD_EXPLOITATION, Code.NEGLECT})


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What the rules propose for one partner, and the decision that stands (None when there is none yet)."""

    partner: Partner
    proposal: Proposal
    standing: Decision | None


def thresholds() -> SharingThresholds:
    """Return the councils' thresholds in force."""
    policy = policy_in_force(SharingThresholds)
    assert isinstance(policy, SharingThresholds)
    return policy


def source(referral: Referral) -> Source:
    """Return what packets about a referral are cut from."""
    staff = User.objects.filter(is_active=True).exclude(last_name="").values_list("first_name", "last_name")
    return Source(
        referral=referral,
        subjects=list(referral.subjects.order_by("position")),
        screening=latest_screenings([referral]).get(referral.pk),
        protected=list(protected_of(referral)),
        police=(referral.officer_name, *(f"{first} {last}" for first, last in staff)),
    )


def protected_of(referral: Referral) -> QuerySet[Protected]:
    """Return what is protected about a referral's people, wherever it was recorded: the newest last."""
    mine = Q(referral=referral)
    for subject in referral.subjects.select_related("mention"):
        if subject.mention:
            mine |= Q(subject__mention__person=subject.mention.person_id)
        if subject.surname and subject.date_of_birth:
            mine |= Q(subject__surname__iexact=subject.surname, subject__date_of_birth=subject.date_of_birth)
    return Protected.objects.filter(mine, ended_at=None).select_related("by", "referral").distinct()


def referrals_protected_by(protected: Protected) -> QuerySet[Referral]:
    """Return the referrals that a protected detail holds for: its own, and those that name the same person."""
    same, subject = Q(pk=protected.referral_id), protected.subject
    if subject and subject.mention:
        same |= Q(subjects__mention__person=subject.mention.person_id)
    if subject and subject.surname and subject.date_of_birth:
        same |= Q(subjects__surname__iexact=subject.surname, subjects__date_of_birth=subject.date_of_birth)
    return Referral.objects.filter(same)


def partners_for(referral: Referral, subjects: Sequence[Subject]) -> list[Partner]:
    """Return the partners that serve the referral's area, of the schools only those a child in it goes to."""
    found = Partner.objects.filter(is_active=True)
    if referral.area:
        found = found.filter(area__in=["", referral.area])
    order = {kind: place for place, kind in enumerate(PartnerKind)}
    fits = [one for one in found if one.kind != PartnerKind.SCHOOL or _has_pupil(one, subjects)]
    return sorted(fits, key=lambda partner: (order[PartnerKind(partner.kind)], partner.name))


def _has_pupil(partner: Partner, subjects: Sequence[Subject]) -> bool:
    return any(is_same_school(subject.school, partner.name) for subject in subjects)


def proposals(referral: Referral, *, at: datetime) -> list[Proposed]:
    """Return what is proposed for each partner that serves the referral's area, in the order of the kinds."""
    policy = thresholds()
    subjects = list(referral.subjects.all())
    facts = matter(referral, subjects, latest_screenings([referral]).get(referral.pk), assessment_of(referral))
    decided = {one.partner_id: one for one in referral.decisions.filter(superseded_at=None).select_related("by")}
    found = []
    for partner in partners_for(referral, subjects):
        standing = Standing(
            kind=PartnerKind(partner.kind),
            worker=worker_at(partner, referral, subjects),
            held_before=held_before(partner, referral, subjects, days=policy.number("holds_counted_days"), at=at),
            has_pupil=_has_pupil(partner, subjects),
        )
        proposal = propose(facts, standing, policy)
        found.append(Proposed(partner=partner, proposal=proposal, standing=decided.get(partner.pk)))
    return found


def assessment_of(referral: Referral) -> Assessment | None:
    """Return the assessment that stands, or None."""
    standing = referral.assessments.filter(state=Assessment.State.STANDS)
    return standing.select_related("by").order_by("-at", "-pk").first()


# What an assessor asked is whether to share; whoever was not asked, or overridden, has not said yes.
CONSENT: dict[str, Consent] = {assessing.Consent.GIVEN: Consent.GIVEN, assessing.Consent.REFUSED: Consent.REFUSED}


def matter(
    referral: Referral, subjects: Sequence[Subject], screening: Screening | None, assessment: Assessment | None
) -> Matter:
    """Return what the rules read of a referral. What nobody recorded stays unknown; it is never read as a no."""
    moment = referral.incident_at or referral.submitted_at
    parts = [part_of(Role(subject.role), subject.age_at(moment)) for subject in subjects]
    present = {one["code"] for one in (screening.markers if screening else []) if one["status"] == Status.PRESENT}
    has_child = Role.CHILD in parts or Code.PREGNANCY in present
    return Matter(
        grade=Grade(referral.grade),
        incident_type=IncidentType(referral.incident_type),
        area=Area(referral.area) if referral.area else None,
        has_child=has_child,
        has_harmed_adult=Role.HARMED in parts,
        significant_harm=has_child and bool(present & SIGNIFICANT_HARM or _needs_safeguarding(assessment)),
        needs_care=True if present & {Code.ADULT_CARE_NEEDS, Code.SELF_NEGLECT} else None,
        consent=CONSENT.get(assessment.consent, Consent.NOT_ASKED) if assessment else Consent.NOT_ASKED,
        marked=frozenset(PartnerFlag(flag) for flag in referral.partner_flags if flag in set(PartnerFlag)),
    )


def _needs_safeguarding(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.safeguarding == assessing.Safeguarding.NEEDED


def _same_people(referral: Referral, subjects: Sequence[Subject]) -> Q:
    """Return which other referrals name the same people: one person, or one name and date of birth."""
    same = Q(pk__in=[])
    for subject in subjects:
        if subject.mention_id:
            same |= Q(referral__subjects__mention__person=subject.mention.person_id)  # type: ignore[union-attr]
        if subject.surname and subject.date_of_birth:
            same |= Q(
                referral__subjects__surname__iexact=subject.surname,
                referral__subjects__date_of_birth=subject.date_of_birth,
            )
    return same & ~Q(referral=referral)


def held_before(partner: Partner, referral: Referral, subjects: Sequence[Subject], *, days: int, at: datetime) -> int:
    """Return how many other referrals about the same people were held back from this partner in the days before."""
    held = Decision.objects.filter(
        _same_people(referral, subjects),
        partner=partner,
        superseded_at=None,
        choice=Choice.HOLD,
        at__gte=at - timedelta(days=days),
    )
    return held.values("referral").distinct().count()


def worker_at(partner: Partner, referral: Referral, subjects: Sequence[Subject]) -> str:
    """Return who at the partner already works with these people, as the last decision about them named it, or ""."""
    known = Decision.objects.filter(_same_people(referral, subjects), partner=partner, superseded_at=None)
    return known.exclude(worker="").order_by("-at").values_list("worker", flat=True).first() or ""
