"""What an officer's own form amounts to: its people, what it lacks, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.intake.drafts import Effect, Issue, ReferralDraft, SubjectDraft
from vigil.intake.models import OfficerForm
from vigil.intake.reading import addresses
from vigil.people.queries.search import Asked, search
from vigil.referrals.models import Referral
from vigil.rules import grading, reporting
from vigil.rules.floors import Subjects
from vigil.rules.lifecycle import Status
from vigil.rules.reporting import Ask, Consent, Part, Told
from vigil.rules.sharing.terms import SENT
from vigil.rules.terms import Area, Grade, IncidentType, Role, Sex
from vigil.screening import read
from vigil.screening.markers import READ
from vigil.triage.queries.policy import rulebook

WHERE_IT_STANDS: dict[Status, str] = {
    Status.WAITING: "Received: waits to be assessed",
    Status.IN_ASSESSMENT: "Being assessed",
    Status.RETURNED: "The hub has a question for you",
    Status.SECOND_SIGNATURE: "Being assessed",
    Status.ASSESSED: "Assessed: what partners are told is next",
    Status.DECIDED: "Assessed, and decided what partners are told",
    Status.CLOSED: "Closed",
    Status.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a form, as far as its officer may know: nothing of what the hub holds of anybody."""

    number: str  # the hub's own, "" while it waits for somebody to put it right
    received_at: datetime
    stands: str
    officer_grade: str
    grade: str
    shared: str


def forms_of(officer: User) -> QuerySet[OfficerForm]:
    """Return somebody's forms, newest first."""
    return OfficerForm.objects.filter(by=officer).select_related("entry__referral", "entry__duplicate_of__referral")


def is_known(surname: str, forenames: str, born: date) -> bool:
    """Return whether somebody of this name and birth date is known. It says no more of them than that."""
    found = search(Asked(name=f"{forenames} {surname}", born=born)).people
    return any("date of birth" in one.fits and any(fit.startswith("name") for fit in one.fits) for one in found)


def happened_at(form: OfficerForm) -> tuple[datetime | None, bool]:
    """Return when it happened, and whether the time is known."""
    what = form.part(Part.WHAT)
    if not what.get("day"):
        return None, False
    at = time.fromisoformat(what["time"]) if what.get("time") else time(0)
    moment = datetime.combine(date.fromisoformat(what["day"]), at)
    return timezone.make_aware(moment), bool(what.get("time"))


def incident_type(form: OfficerForm) -> IncidentType | None:
    kind = form.part(Part.WHAT).get("incident_type")
    return IncidentType(kind) if kind else None


def subjects(form: OfficerForm) -> Subjects:
    """Return the role and age of everybody named; an age of None is not known."""
    on = (happened_at(form)[0] or form.begun_at).date()
    return tuple((Role(one["role"]), _age(one, on)) for one in form.people)


def _age(person: Mapping[str, Any], on: date) -> float | None:
    if not person.get("date_of_birth"):
        return None if person.get("age") in (None, "") else float(person["age"])
    born = date.fromisoformat(person["date_of_birth"])
    return float(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def told(form: OfficerForm) -> Told:
    """Return what the rules ask of a form."""
    consent, grade = form.part(Part.CONSENT), form.part(Part.GRADE)
    return Told(
        incident_type=incident_type(form),
        subjects=subjects(form),
        account=form.part(Part.ACCOUNT).get("account", ""),
        answers=form.part(Part.QUESTIONS),
        voice_of_the_child=form.part(Part.CHILD).get("voice", ""),
        consent=Consent(consent["consent"]) if consent.get("consent") else None,
        consent_why=consent.get("why", ""),
        grade=Grade(grade["grade"]) if grade.get("grade") else None,
        grade_why=grade.get("why", ""),
        address=form.part(Part.WHERE).get("address", ""),
    )


def parts(form: OfficerForm) -> tuple[Part, ...]:
    return reporting.parts_asked(incident_type(form), subjects(form))


def asks(form: OfficerForm) -> list[Ask]:
    """Return what is asked before a form is sent: what is missing, and what its grade does not fit."""
    said = told(form)
    return [*reporting.doubted(_conflicts(form, said), said.grade), *reporting.missing(said)]


def _conflicts(form: OfficerForm, said: Told) -> tuple[grading.Conflict, ...]:
    """Return what is recorded that the officer's grade does not fit, as the first grade will find it on arrival."""
    draft = as_draft(form, at=form.saved_at)
    reading = read(draft.narrative, on=draft.day)
    facts = grading.Facts(
        officer_grade=said.grade,
        incident_type=said.incident_type or IncidentType.OTHER,
        risk_tool=draft.risk_tool,
        ticks=draft.ticks,
        answers=draft.answers,
        subjects=said.subjects,
        markers=tuple(
            grading.Noted(code=one.code, status=one.status, by_likeness=not one.is_sure) for one in reading.markers
        ),
        youngest_told=reading.youngest_told,
        narrative_readable=reading.state == READ or not draft.narrative,
        area=draft.area,
    )
    return grading.screen(facts, rulebook().grading).conflicts


def as_draft(form: OfficerForm, *, at: datetime) -> ReferralDraft:
    """Return a form as the front door takes it. The account and the child's voice are the narrative that is read."""
    what, where, you = form.part(Part.WHAT), form.part(Part.WHERE), form.part(Part.YOU)
    asked, (moment, time_known) = parts(form), happened_at(form)
    place = addresses.read(where.get("address", ""), where.get("postcode", ""))
    said, child = told(form), form.part(Part.CHILD)
    tool = reporting.tool_for(said.incident_type)
    answers = {code: answer for code, answer in said.answers.items() if answer} if tool else {}
    account = said.account.strip()
    if Part.CHILD in asked and child.get("voice", "").strip():
        account += f"\n\nVoice of the child: {child['voice'].strip()}"
    return ReferralDraft(
        locator=form.reference,
        reference=form.reference,
        raw={"answers": form.answers, "people": form.people},
        log_number=what.get("log_number", ""),
        incident_at=moment,
        incident_time_known=time_known,
        submitted_at=at,
        officer_collar=form.by.username,
        officer_name=form.by.get_full_name(),
        area=Area(what["area"]) if what.get("area") else None,
        team_area=", ".join(filter(None, [you.get("team", ""), you.get("station", "")])),
        incident_type=said.incident_type or IncidentType.OTHER,
        address=place.line,
        postcode=place.postcode,
        officer_grade=said.grade,
        risk_tool=tool if answers else None,
        answers=answers,
        narrative=account,
        comments="\n".join(_comments(said)),
        subjects=tuple(_subject(number, one) for number, one in enumerate(form.people, start=1)),
        issues=tuple(_hints(form)),
    )


def _comments(said: Told) -> list[str]:
    consent = reporting.LABELS[said.consent] if said.consent else "Not recorded"
    why = f" {said.consent_why.strip()}" if said.consent_why.strip() else ""
    reason = said.grade_why.strip() or "No reason was given."
    return [f"Consent: {consent}.{why}", f"Why the officer graded it so: {reason}"]


def _subject(position: int, person: Mapping[str, Any]) -> SubjectDraft:
    born = person.get("date_of_birth")
    return SubjectDraft(
        position=position,
        role=Role(person["role"]),
        surname=person["surname"],
        forenames=person["forenames"],
        date_of_birth=date.fromisoformat(born) if born else None,
        age=None if born or person["age"] in (None, "") else int(person["age"]),
        sex=Sex(person["sex"]),
        relationship=person["relationship"],
        phone=person["phone"],
        school=person["school"],
    )


def _hints(form: OfficerForm) -> list[Issue]:
    """Return what the officer said of people who may be known already, for whoever decides who is who."""
    words = {
        "yes": "is the one already known by that name and birth date",
        "no": "is not the one already known by that name and birth date",
        "not_sure": "may be the one already known by that name and birth date: they are not sure",
    }
    return [
        Issue(
            code="officer_on_known_person",
            field="subjects",
            message=f"The officer says that person {position} of this referral {words[person['known']]}.",
            effect=Effect.FLAG,
        )
        for position, person in enumerate(form.people, start=1)
        if person.get("known") in words
    ]


def outcome_of(form: OfficerForm) -> Outcome:
    """Return what became of a form that was sent. ``form`` comes with its entry, as ``forms_of`` gives it."""
    assert form.entry
    assert form.sent_at
    first = form.entry.duplicate_of or form.entry
    referral = first.referral
    grade = form.part(Part.GRADE).get("grade", "")
    if referral is None:
        stands = "With the hub: somebody has to put it right before it is received"
        return Outcome(
            number="", received_at=form.sent_at, stands=stands, officer_grade=grade, grade="", shared="Not yet"
        )
    stands = WHERE_IT_STANDS[Status(referral.status)]
    if form.entry.referral is None:
        stands += ". The hub had this referral already."
    return Outcome(
        number=referral.number,
        received_at=form.sent_at,
        stands=stands,
        officer_grade=grade,
        grade=referral.grade,
        shared=_shared(referral),
    )


def _shared(referral: Referral) -> str:
    # What partners are told is kept beside this app, not below it; the trail says what was decided.
    decided = (
        Event.objects.filter(thing=referral._meta.label_lower, thing_id=str(referral.pk), verb="sharing.decided")
        .order_by("number")
        .values_list("detail", flat=True)
    )
    choices = {detail["partner"]: detail["choice"] for detail in decided}  # the latest of each partner stands
    if SENT.intersection(choices.values()):
        return "Shared with partners"
    return "Not shared" if choices else "Not yet decided"
