"""Recording secondary risk assessments: drafts, signatures, and the second signature under a lower grade.

Who holds a referral is the worklist's to say: ``worklist.actions.desk`` calls ``record`` once it has ended the claim.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules import assessing, exposure, lifecycle, priority, skills
from vigil.rules.assessing import Answers, Filled
from vigil.rules.lifecycle import ON_WORKLIST, Status, Verb
from vigil.rules.terms import Grade, IncidentType
from vigil.triage.actions.screening import PLACE, screen_again
from vigil.triage.models import Assessment, AssessmentDraft, SecondSignature
from vigil.triage.queries.assessing import present_codes
from vigil.triage.queries.history import history_of
from vigil.triage.queries.policy import latest_screenings, rulebook
from vigil.workforce.actions.exposure import note
from vigil.workforce.actions.path import note_practice
from vigil.workforce.queries.standing import standing_of


class DraftMoved(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A draft that somebody saved since it was read. ``stands`` is what they saved; nothing of it is overwritten."""

    def __init__(self, stands: AssessmentDraft) -> None:
        super().__init__(f"{stands.saved_by} saved this assessment after you opened it. Nothing was overwritten.")
        self.stands = stands


class CannotSecond(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A second signature that cannot be taken. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def keep_draft(
    referral: Referral, *, answers: Mapping[str, Any], version: int, by: User, at: datetime
) -> AssessmentDraft:
    """Keep what is typed so far. ``version`` is of the draft it was typed into, 0 for none. Raises ``DraftMoved``.

    Not an event of the audit trail: what is signed is, and a draft says nothing that stands.
    """
    stands = AssessmentDraft.objects.select_for_update(of=("self",)).filter(referral=referral).first()
    if stands is None:
        return AssessmentDraft.objects.create(referral=referral, answers=dict(answers), saved_by=by, saved_at=at)
    if stands.version != version:
        raise DraftMoved(AssessmentDraft.objects.select_related("saved_by").get(pk=stands.pk))
    stands.answers, stands.version, stands.saved_by, stands.saved_at = dict(answers), version + 1, by, at
    stands.save(update_fields=["answers", "version", "saved_by", "saved_at"])
    return stands


def record(
    referral: Referral,
    answers: Answers,
    *,
    filled: Filled,
    needs_second: bool,
    began_at: datetime,
    by: User,
    at: datetime,
) -> Assessment:
    """Write a signed assessment, in the transaction that moved the referral on. Nothing may stand in its way.

    A grade above the hub's takes effect at once; one below it does nothing until a second person signs.
    """
    assert answers.grade is not None  # or there were obstacles
    held = Grade(referral.grade)
    made = Assessment.objects.create(
        referral=referral,
        state=Assessment.State.WAITS if needs_second else Assessment.State.STANDS,
        grade=answers.grade,
        held=held,
        why=answers.why.strip(),
        sections={section.value: words.strip() for section, words in answers.sections.items() if words.strip()},
        filled=filled.left_as_it_was(answers),
        consent=answers.consent or "",
        consent_why=answers.consent_why.strip(),
        safeguarding=answers.safeguarding or "",
        safeguarding_what=answers.safeguarding_what.strip(),
        proposal=answers.proposal or "",
        proposal_why=answers.proposal_why.strip(),
        rules_version=assessing.RULES_VERSION,
        by=by,
        began_at=began_at,
        at=at,
    )
    AssessmentDraft.objects.filter(referral=referral).delete()
    if assessing.grade_of_two(held, answers.grade) != held:
        _set_grade(referral, answers.grade)
    note_practice(by, by=by, at=at)
    note(by, materials=_material(referral), at=at)
    # The second person must not see the first one's grade, so an event that waits says nothing of it, unless it
    # raised the referral: that is there for everybody to see, and the trail must tell of every change.
    detail = {} if needs_second and referral.grade == held else {"grade": [held, referral.grade]}
    audit.record(
        "assessment.waits" if needs_second else "assessment.signed",
        referral,
        by=by,
        at=at,
        assessment=made.pk,
        **detail,
    )
    return made


def obstacles_to_second(assessment: Assessment, *, by: User, at: datetime) -> list[str]:
    """Return why somebody cannot give the second signature. An empty list means they can."""
    if assessment.state != Assessment.State.WAITS:
        return ["Somebody has signed it already."]
    if assessment.by_id == by.pk:
        return ["You made this assessment. Somebody else, who has not seen your grade, gives the second signature."]
    needed = skills.read(assessment.referral.skills)
    return skills.obstacles_to_signing(standing_of(by, at=at), needed, at)


@transaction.atomic
def sign_second(assessment: Assessment, *, grade: Grade, why: str, by: User, at: datetime) -> SecondSignature:
    """Record what a second person graded. Raises ``CannotSecond``.

    The grade becomes the higher of the two. Where that lowers nothing the assessment stands; a lowering stands only
    if both graded lower, else the referral goes back to the worklist, at the second one's grade if that is higher.
    """
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("referral").get(pk=assessment.pk)
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=assessment.referral_id)
    obstacles = obstacles_to_second(assessment, by=by, at=at)
    if not why.strip():
        obstacles.append("Record why: without a reason the grade cannot be defended.")
    if obstacles:
        raise CannotSecond(obstacles)
    held, first = Grade(referral.grade), Grade(assessment.grade)
    agreed = assessing.grade_of_two(first, grade)
    stands = not assessing.is_lowering(first, held=held) or assessing.is_lowering(agreed, held=held)
    second = SecondSignature.objects.create(
        assessment=assessment, grade=grade, why=why.strip(), agrees=stands, first_by=assessment.by, by=by, at=at
    )
    assessment.state = Assessment.State.STANDS if stands else Assessment.State.REFUSED
    assessment.save(update_fields=["state"])
    _move(referral, Verb.SIGN if stands else Verb.REFUSE_SIGNATURE)
    if stands and agreed != held:
        referral.lowered_by_two = assessing.is_lowering(agreed, held=held)
        _set_grade(referral, agreed)
    elif not stands and assessing.grade_of_two(held, grade) != held:
        _raise_where_it_waits(referral, grade, at=at)
    note_practice(by, by=by, at=at)
    note(by, materials=_material(referral), at=at)
    audit.record(
        "assessment.seconded" if stands else "assessment.second_refused",
        referral,
        by=by,
        at=at,
        assessment=assessment.pk,
        grade=[held, referral.grade],
    )
    return second


def _set_grade(referral: Referral, grade: Grade) -> None:
    """Give a referral the grade that people gave it. Its clock stays: it is the one that the assessment was due by."""
    referral.grade, referral.order_class = grade, priority.class_of(held=grade)
    referral.save(update_fields=["grade", "order_class", "lowered_by_two"])


def _raise_where_it_waits(referral: Referral, grade: Grade, *, at: datetime) -> None:
    referral.grade = grade
    screening = screen_again(
        referral, history_of(latest_screenings([referral]).get(referral.pk)), book=rulebook(), at=at
    )
    screening.save()
    referral.save(update_fields=PLACE)


def _move(referral: Referral, verb: Verb) -> None:
    referral.status = lifecycle.after(verb, status=Status(referral.status))
    referral.waiting = referral.status in ON_WORKLIST
    referral.save(update_fields=["status", "waiting"])


def _material(referral: Referral) -> frozenset[exposure.Material]:
    return exposure.material_in(incident_type=IncidentType(referral.incident_type), factors=present_codes(referral))
