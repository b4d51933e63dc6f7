"""What to propose for one partner: share, share with the worker already allocated, hold and count, or not share.

A person decides. The proposal leans towards telling: what is not known never lowers it, and what the reporting
officer marked is at least held and counted.
Sources: Working Together 2023 (significant harm; consent is no barrier to it), Care Act 2014 s42 (three-part test),
Domestic Abuse Act 2021 s49A (schools), SafeLives criteria for domestic abuse services, the councils' own thresholds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from vigil.rules.policies import SharingThresholds
from vigil.rules.sharing.terms import Basis, Choice, Consent, Form, PartnerKind, form_of
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag

RULES_VERSION = "sharing 2026.1"

MARKED_FOR: dict[PartnerKind, frozenset[PartnerFlag]] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: frozenset({PartnerFlag.CHILDRENS_SOCIAL_CARE}),
    PartnerKind.EARLY_HELP: frozenset(),
    PartnerKind.ADULT_SOCIAL_CARE: frozenset({PartnerFlag.ADULT_SOCIAL_CARE}),
    PartnerKind.HEALTH: frozenset({PartnerFlag.HEALTH}),
    PartnerKind.SCHOOL: frozenset({PartnerFlag.EDUCATION, PartnerFlag.OPERATION_ENCOMPASS}),
    PartnerKind.DOMESTIC_ABUSE_SERVICE: frozenset({PartnerFlag.IDVA, PartnerFlag.MARAC}),
    PartnerKind.HOUSING: frozenset({PartnerFlag.HOUSING}),
    PartnerKind.PROBATION: frozenset({PartnerFlag.PROBATION}),
    PartnerKind.YOUTH_JUSTICE: frozenset({PartnerFlag.YOUTH_JUSTICE}),
}


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What was assessed. ``grade`` is the hub's. ``needs_care`` is None where nobody knows.

    ``area`` is None where nobody knows the council. ``significant_harm``: a child suffers it or is likely to (Children
    Act 1989 s47).
    """

    grade: Grade
    incident_type: IncidentType
    area: Area | None
    has_child: bool
    has_harmed_adult: bool
    significant_harm: bool = False
    needs_care: bool | None = None
    consent: Consent = Consent.NOT_ASKED
    marked: frozenset[PartnerFlag] = frozenset()

    @property
    def form(self) -> Form:
        return form_of(self.incident_type)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one partner stands to the matter: who there already works with its people, and what was held back from it.

    ``held_before`` counts referrals about the same people that were held back from this partner in the policy's days.
    """

    kind: PartnerKind
    worker: str = ""
    held_before: int = 0
    has_pupil: bool = False  # a school: a child in the matter goes there


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed for one partner and why. ``basis`` and ``recall_days`` are None where they do not apply."""

    choice: Choice
    reasons: tuple[str, ...]
    purpose: str
    basis: Basis | None = None
    consent_overridden: str = ""  # why it may be told without or against consent
    recall_days: int | None = None


def propose(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    """Propose what one partner is told."""
    proposal = _PROPOSE[standing.kind](matter, standing, policy)
    if proposal.choice is Choice.NOT_SHARED and matter.marked & MARKED_FOR[standing.kind]:
        reason = "The reporting officer marked this partner: held and counted, not left out."
        proposal = replace(proposal, choice=Choice.HOLD, reasons=(*proposal.reasons, reason))
    # Early help works by agreement, which counting cannot give.
    counts = proposal.choice is Choice.HOLD and standing.kind is not PartnerKind.EARLY_HELP
    if counts and standing.held_before + 1 >= policy.number("holds_before_sharing"):
        days = policy.number("holds_counted_days")
        reason = f"It is referral {standing.held_before + 1} about the same people held back in {days} days."
        proposal = _share(proposal.purpose, _BASES[standing.kind], reason)
    if proposal.choice is Choice.SHARE and standing.worker and not matter.significant_harm:
        reason = f"Already open to {standing.worker} there: it goes straight to them."
        proposal = replace(proposal, choice=Choice.SHARE_WITH_WORKER, reasons=(*proposal.reasons, reason))
    return _finished(proposal, policy)


def _finished(proposal: Proposal, policy: SharingThresholds) -> Proposal:
    match proposal.choice:
        case Choice.HOLD:
            return replace(proposal, recall_days=policy.number("recall_held_days"))
        case Choice.NOT_SHARED:
            return replace(proposal, recall_days=policy.number("recall_not_shared_days"))
    return proposal


def _share(purpose: str, basis: Basis, *reasons: str, overridden: str = "") -> Proposal:
    return Proposal(choice=Choice.SHARE, reasons=reasons, purpose=purpose, basis=basis, consent_overridden=overridden)


def _hold(purpose: str, *reasons: str) -> Proposal:
    return Proposal(choice=Choice.HOLD, reasons=reasons, purpose=purpose)


def _not(purpose: str, *reasons: str) -> Proposal:
    return Proposal(choice=Choice.NOT_SHARED, reasons=reasons, purpose=purpose)


def _childrens_social_care(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "To decide whether a child needs an assessment or protection"
    if not matter.has_child:
        return _not(purpose, "No child is named.")
    if matter.significant_harm or matter.grade is Grade.HIGH:
        why = (
            "A child is suffering significant harm, or is likely to."
            if matter.significant_harm
            else "A child is in a referral graded high."
        )
        overridden = "" if matter.consent is Consent.GIVEN else "A child may come to significant harm: none is needed."
        return _share(purpose, Basis.CHILDREN, why, overridden=overridden)
    if standing.worker:
        return _share(purpose, Basis.CHILDREN, "The family is known there.")
    if not policy.reaches("children", area=matter.area, grade=matter.grade):
        return _hold(purpose, f"A child is named, but {matter.grade} is below what this council asks for.")
    if policy.asks_consent_first(matter.area) and matter.consent is Consent.REFUSED:
        return _hold(purpose, "A parent refused, and this council asks for consent short of significant harm.")
    reasons = [f"A child is in a referral graded {matter.grade}, which reaches this council’s threshold."]
    if policy.asks_consent_first(matter.area) and matter.consent is Consent.NOT_ASKED:
        reasons.append("This council asks for a parent’s consent first: ask, or say why it was not safe to.")
    overridden = "" if matter.consent is Consent.GIVEN else "The task is a public one: consent is not what it rests on."
    return _share(purpose, Basis.CHILDREN, *reasons, overridden=overridden)


def _early_help(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "To offer the family help before things get worse"
    if not matter.has_child:
        return _not(purpose, "No child is named.")
    if matter.significant_harm or matter.grade is Grade.HIGH:
        return _not(purpose, "It goes to children’s social care instead.")
    if not policy.reaches("early_help", area=matter.area, grade=matter.grade):
        return _hold(purpose, f"{matter.grade.capitalize()} is below what this council’s early help takes.")
    if matter.consent is not Consent.GIVEN:
        return _hold(purpose, "Early help works by agreement, and the family has not agreed to it yet.")
    return _share(purpose, Basis.CHILDREN, "The family agrees, and no child is at risk of significant harm.")


def _adult_social_care(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "To decide whether an adult needs a section 42 enquiry or support"
    if not matter.has_harmed_adult:
        return _not(purpose, "No adult is named as harmed.")
    if matter.needs_care is False and matter.form is not Form.ADULT:
        return _not(purpose, "The adult is known to have no needs for care and support.")
    may = "has" if matter.needs_care else "may have"
    needs = f"The adult {may} needs for care and support"
    if matter.grade is Grade.HIGH and (matter.needs_care or matter.form is Form.ADULT):
        overridden = "" if matter.consent is Consent.GIVEN else "The risk is high, and others may be at risk too."
        return _share(purpose, Basis.ADULTS, f"{needs}, and the referral is graded high.", overridden=overridden)
    if matter.consent is Consent.REFUSED:
        return _hold(
            purpose, "The adult refused. Share against that only if they cannot decide, or others are at risk."
        )
    if matter.needs_care is None and matter.form is not Form.ADULT and matter.grade is not Grade.HIGH:
        return _hold(purpose, f"{needs}: nobody knows yet.")
    if not policy.reaches("adults", area=matter.area, grade=matter.grade):
        return _hold(purpose, f"{needs}, but {matter.grade} is below what this council asks for.")
    overridden = "" if matter.consent is Consent.GIVEN else "The task is a public one: consent is not what it rests on."
    return _share(purpose, Basis.ADULTS, f"{needs}, and {matter.grade} reaches the threshold.", overridden=overridden)


def _health(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "So that whoever treats them knows of the risk"
    if not (matter.has_child or matter.has_harmed_adult):
        return _not(purpose, "Nobody is named as harmed.")
    basis = Basis.CHILDREN if matter.has_child else Basis.ADULTS
    overridden = "" if matter.consent is Consent.GIVEN else "Their safety needs it, and no more than that is told."
    if matter.significant_harm or matter.grade is Grade.HIGH:
        return _share(purpose, basis, "The referral is graded high.", overridden=overridden)
    if matter.incident_type in {IncidentType.MENTAL_HEALTH, IncidentType.CHILD_MENTAL_HEALTH}:
        if matter.consent is Consent.REFUSED:
            return _hold(purpose, "It is about mental health, but they refused.")
        return _share(purpose, basis, "It is about mental health.", overridden=overridden)
    return _not(purpose, f"Graded {matter.grade}, and nothing in it is for health alone.")


def _school(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "So that the school can look after the child"
    if not (matter.has_child and standing.has_pupil):
        return _not(purpose, "No child in it goes to this school.")
    if matter.form is Form.DOMESTIC_ABUSE:
        overridden = "" if matter.consent is Consent.GIVEN else "The law asks for it, whatever was said."
        reason = "A child may be a victim of domestic abuse: the school is told before its next day starts."
        return _share(purpose, Basis.SCHOOL_NOTICE, reason, overridden=overridden)
    if matter.significant_harm or matter.grade is Grade.HIGH:
        overridden = "" if matter.consent is Consent.GIVEN else "A child may come to significant harm: none is needed."
        return _share(purpose, Basis.CHILDREN, "A child is at high risk.", overridden=overridden)
    return _not(purpose, f"Graded {matter.grade}, and not domestic abuse.")


def _domestic_abuse_service(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
    purpose = "To offer an advocate and a safety plan"
    if matter.form is not Form.DOMESTIC_ABUSE or not matter.has_harmed_adult:
        return _not(purpose, "It is not about domestic abuse of an adult.")
    if matter.grade is Grade.HIGH:
        overridden = (
            "" if matter.consent is Consent.GIVEN else "The risk of serious harm outweighs it (MARAC criteria)."
        )
        return _share(purpose, Basis.DOMESTIC_ABUSE, "Domestic abuse graded high.", overridden=overridden)
    if matter.consent is Consent.GIVEN:
        return _share(purpose, Basis.DOMESTIC_ABUSE, "She or he agrees to be called.")
    return _not(purpose, f"Graded {matter.grade}, and nobody has agreed to be called. Ask.")


def _when_marked(purpose: str, basis: Basis) -> Callable[[Matter, Standing, SharingThresholds], Proposal]:
    def proposed(matter: Matter, standing: Standing, policy: SharingThresholds) -> Proposal:
        if not matter.marked & MARKED_FOR[standing.kind]:
            return _not(purpose, "Nothing in it is for this partner.")
        if matter.grade is Grade.STANDARD or matter.consent is Consent.REFUSED:
            return _not(purpose, "Marked by the officer, but not grave enough, or refused.")
        overridden = "" if matter.consent is Consent.GIVEN else "The risk needs this partner to act."
        return _share(purpose, basis, "The reporting officer marked this partner.", overridden=overridden)

    return proposed


_PROPOSE: dict[PartnerKind, Callable[[Matter, Standing, SharingThresholds], Proposal]] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: _childrens_social_care,
    PartnerKind.EARLY_HELP: _early_help,
    PartnerKind.ADULT_SOCIAL_CARE: _adult_social_care,
    PartnerKind.HEALTH: _health,
    PartnerKind.SCHOOL: _school,
    PartnerKind.DOMESTIC_ABUSE_SERVICE: _domestic_abuse_service,
    PartnerKind.HOUSING: _when_marked("To make a home safe, or find a safe one", Basis.DOMESTIC_ABUSE),
    PartnerKind.PROBATION: _when_marked("To manage the risk from somebody under supervision", Basis.LAW_ENFORCEMENT),
    PartnerKind.YOUTH_JUSTICE: _when_marked("To keep a young person from harm and from offending", Basis.CHILDREN),
}

_BASES: dict[PartnerKind, Basis] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: Basis.CHILDREN,
    PartnerKind.EARLY_HELP: Basis.CHILDREN,
    PartnerKind.ADULT_SOCIAL_CARE: Basis.ADULTS,
    PartnerKind.HEALTH: Basis.ADULTS,
    PartnerKind.SCHOOL: Basis.CHILDREN,
    PartnerKind.DOMESTIC_ABUSE_SERVICE: Basis.DOMESTIC_ABUSE,
    PartnerKind.HOUSING: Basis.DOMESTIC_ABUSE,
    PartnerKind.PROBATION: Basis.LAW_ENFORCEMENT,
    PartnerKind.YOUTH_JUSTICE: Basis.CHILDREN,
}


def obstacles_to_deciding(
    *,
    choice: Choice,
    basis: Basis | None,
    purpose: str,
    reason: str,
    consent: Consent,
    consent_overridden: str,
    has_recall_date: bool,
    worker: str,
) -> list[str]:
    """Return why a decision for one partner cannot stand as it is. An empty list means that it can."""
    obstacles = []
    if not reason.strip():
        obstacles.append("Record why: an inspector, or a coroner, will ask.")
    if choice in (Choice.SHARE, Choice.SHARE_WITH_WORKER):
        if basis is None:
            obstacles.append("Choose the law that the disclosure rests on.")
        if not purpose.strip():
            obstacles.append("Record what the partner is told it for.")
        if consent is not Consent.GIVEN and not consent_overridden.strip():
            obstacles.append("Consent was not given: record why it is shared all the same.")
    elif not has_recall_date:
        obstacles.append("Set the day on which this is looked at again.")
    if choice is Choice.SHARE_WITH_WORKER and not worker.strip():
        obstacles.append("Name the worker already allocated, or share with the front door.")
    return obstacles
