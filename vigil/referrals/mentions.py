"""The people of referrals as ``people`` takes them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils import timezone

from vigil.people.models import Mention
from vigil.referrals.models import Subject


def mentions_of(subjects: Iterable[Subject]) -> list[Mention]:
    """Return a new mention for each subject, in their order: those of one referral, whose key is set, come together."""
    return [
        _mention(subject, named)
        for _, group in groupby(subjects, key=lambda subject: subject.referral.pk)
        for named in [list(group)]
        for subject in named
    ]


def _mention(subject: Subject, named: Sequence[Subject]) -> Mention:
    referral = subject.referral
    at_home = not subject.address
    return Mention(
        named_in=referral.pk,
        seen_on=timezone.localdate(referral.incident_at or referral.submitted_at),
        role=subject.role,
        surname=subject.surname,
        forenames=subject.forenames,
        also_known_as=subject.also_known_as,
        date_of_birth=subject.date_of_birth,
        age=subject.age,
        sex=subject.sex,
        relationship=subject.relationship,
        # Teams write an address beside a name only where it is not the one the report is about.
        address_line=referral.address if at_home else subject.address,
        postcode=referral.postcode if at_home else subject.postcode,
        phone=subject.phone,
        school=subject.school,
        source_person_id=f"{referral.source}:{subject.source_person_id}" if subject.source_person_id else "",
        nhs_number=subject.nhs_number,
        uprn=subject.uprn,
        named_with="\n".join(
            " ".join(f"{other.forenames} {other.surname}".split())
            for other in named
            if other is not subject and (other.forenames or other.surname)
        ),
    )
