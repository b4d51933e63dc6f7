"""The packet: one canonical disclosure, cut to its recipient, with what is held back and what stops it."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from vigil.referrals.models import Referral, Subject
from vigil.referrals.words import risk_in_words
from vigil.rules.policies import SharingThresholds
from vigil.rules.sharing import guards, terms
from vigil.rules.sharing.fields import FIELD_WORDS, MAY_HAVE_OF_MATTER, Cut, HeldBack, cut
from vigil.rules.sharing.guards import Detail, Recipient, Stop
from vigil.rules.sharing.terms import Basis, Consent, OutcomeKind, PartnerKind
from vigil.rules.terms import Grade, IncidentType
from vigil.screening import Code, Status
from vigil.sharing.models import Disclosure, Partner, Protected
from vigil.triage.models import Screening

SCHEMA = "vigil-disclosure/1"
MARKING = "OFFICIAL-SENSITIVE"
BY_CHOICE = "left out by whoever decided"

ASKS: dict[PartnerKind, str] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: "Decide what response the child needs.",
    PartnerKind.EARLY_HELP: "Offer the family help.",
    PartnerKind.ADULT_SOCIAL_CARE: "Decide whether the adult needs a section 42 enquiry or support.",
    PartnerKind.HEALTH: "",
    PartnerKind.SCHOOL: "",
    PartnerKind.DOMESTIC_ABUSE_SERVICE: "Call them at a safe time and offer an advocate.",
    PartnerKind.HOUSING: "Say what can be done to make a home safe.",
    PartnerKind.PROBATION: "",
    PartnerKind.YOUTH_JUSTICE: "",
}


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a person chose for one partner's packet. ``account`` is their own words, "" for none."""

    basis: Basis
    purpose: str
    consent: Consent
    consent_overridden: str
    worker: str
    with_narrative: bool
    account: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A packet before anybody sends it: ``content`` by the schema, what is held back, and what stops it."""

    content: dict[str, Any]
    held_back: list[HeldBack]  # by the rules, or by choice
    stops: list[Stop]


@dataclass(frozen=True, kw_only=True)
class Source:
    """What packets about one referral are cut from, read once for all partners."""

    referral: Referral
    subjects: Sequence[Subject]
    screening: Screening | None
    protected: Sequence[Protected]
    police: tuple[str, ...]  # names of the reporting officer and the hub's people

    def details_hidden_from(self, kind: PartnerKind) -> list[Detail]:
        return [one.detail() for one in self.protected if one.is_hidden_from(kind)]


def draft(
    source: Source,
    partner: Partner,
    telling: Telling,
    *,
    policy: SharingThresholds,
    disclosure_id: uuid.UUID,
    at: datetime,
) -> Draft:
    """Return the packet for one partner: only what it may have, checked by every guard."""
    kind = PartnerKind(partner.kind)
    details = source.details_hidden_from(kind)
    places = [detail for detail in details if detail.protects in guards.IN_FIELDS]
    made = cut(
        matter=_matter(source, telling, kind),
        people=[_person(subject, source.referral) for subject in source.subjects],
        kind=kind,
        recipient=partner.name,
        is_hidden=lambda text: guards.hides(places, text),
    )
    number = f"VD-{str(disclosure_id)[:8].upper()}"
    content = {
        "schema": SCHEMA,
        "disclosure": {
            "id": str(disclosure_id),
            "number": number,
            "made_at": at.isoformat(timespec="seconds"),
            "marking": MARKING,
            "urgent": source.referral.grade == Grade.HIGH,
        },
        "recipient": _given(name=partner.name, kind=kind.value, worker=telling.worker),
        "basis": _given(
            law=terms.label(telling.basis),
            purpose=telling.purpose,
            consent=telling.consent.value,
            consent_overridden=telling.consent_overridden,
        ),
        "asks": ASKS[kind],
        "matter": {"reference": source.referral.number, **made.matter},
        "people": made.people,
        "reply": {
            "acknowledge_within_working_days": policy.number("acknowledge_working_days"),
            "decide_within_working_days": policy.number("outcome_working_days"),
            "outcomes": [kind.value for kind in OutcomeKind],
        },
    }
    # Everything that people wrote, and the names it travels under; not the fixed words of the form.
    checked = {
        **made.matter,
        "person": made.people,
        "purpose": telling.purpose,
        "consent_overridden": telling.consent_overridden,
        "worker": telling.worker,
    }
    stops = guards.stops(
        checked,
        recipient=Recipient(name=partner.name, kind=kind),
        details=details,
        people=_people(source, made),
    )
    left_out = [HeldBack(where=FIELD_WORDS["narrative"], why=BY_CHOICE)] if _is_left_out(source, telling, kind) else []
    return Draft(content=content, held_back=[*left_out, *made.held_back], stops=stops)


def _is_left_out(source: Source, telling: Telling, kind: PartnerKind) -> bool:
    return bool(source.referral.narrative) and not telling.with_narrative and may_have_narrative(kind)


def may_have_narrative(kind: PartnerKind) -> bool:
    return "narrative" in MAY_HAVE_OF_MATTER[kind]


def canonical(content: dict[str, Any]) -> str:
    """Return a packet as the one text that is hashed, kept and sent: keys in order, no spaces."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_of(disclosure: Disclosure) -> dict[str, Any]:
    """Return a packet as it was kept."""
    content: dict[str, Any] = json.loads(disclosure.content)
    return content


def names_in(content: dict[str, Any]) -> tuple[str, ...]:
    """Return the people a packet tells about by name, as “forenames surname”."""
    return tuple(name for person in content["people"] if (name := _name(person)))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def schema() -> dict[str, Any]:
    """Return the published JSON Schema of a disclosure."""
    text = resources.files("vigil.sharing").joinpath("data/disclosure-1.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def faults(content: dict[str, Any]) -> list[str]:
    """Return where a packet breaks its schema: paths only, because values are about people."""
    validator = Draft202012Validator(schema())
    return ["/".join(map(str, error.absolute_path)) or "(whole)" for error in validator.iter_errors(content)]


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _matter(source: Source, telling: Telling, kind: PartnerKind) -> dict[str, Any]:
    referral = source.referral
    # Offered to the cut even where it is not theirs, so that it stands among what is held back.
    offers_narrative = telling.with_narrative or not may_have_narrative(kind)
    return {
        "form": terms.form_of(IncidentType(referral.incident_type)).value,
        "incident_type": referral.incident_type,
        "incident_at": referral.incident_at.isoformat(timespec="minutes") if referral.incident_at else "",
        "grade": referral.grade,
        "place": referral.address,
        "postcode": referral.postcode,
        "log_number": referral.log_number,
        "risks": risks(source.screening),
        "narrative": referral.narrative if offers_narrative else "",
        "account": telling.account.strip(),
    }


def risks(screening: Screening | None) -> list[str]:
    """Return the risks that are noted as present, in words, each once."""
    present = [one["code"] for one in (screening.markers if screening else []) if one["status"] == Status.PRESENT]
    return [risk_in_words(Code(code)) for code in dict.fromkeys(present)]


def _person(subject: Subject, referral: Referral) -> dict[str, Any]:
    return {
        "role": subject.role,
        "surname": subject.surname,
        "forenames": subject.forenames,
        "also_known_as": subject.also_known_as,
        "date_of_birth": subject.date_of_birth.isoformat() if subject.date_of_birth else "",
        "age": subject.age_at(referral.incident_at or referral.submitted_at),
        "sex": subject.sex,
        "ethnicity": subject.ethnicity,
        "relationship": subject.relationship,
        "address": subject.address,
        "postcode": subject.postcode,
        "phone": subject.phone,
        "school": subject.school,
    }


def _people(source: Source, made: Cut) -> guards.People:
    named = names_in({"people": made.people})
    told = {name.casefold() for name in named}
    others = [subject.name for subject in source.subjects if subject.surname or subject.forenames]
    return guards.People(
        told=named,
        # Whoever the recipient is not told about by name must not stand in the text by name either.
        third_parties=tuple(
            Detail(protects=guards.Protects.THIRD_PARTY, value=name) for name in others if name.casefold() not in told
        ),
        police=source.police,
        recorded=(
            source.referral.narrative,
            source.referral.comments,
            *(subject.relationship for subject in source.subjects),
        ),
    )


def _name(person: dict[str, Any]) -> str:
    return f"{person.get('forenames', '')} {person.get('surname', '')}".strip()
