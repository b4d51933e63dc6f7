"""A database with many waiting referrals, for benchmarks that read the worklist. Seeded; written in bulk."""

import random
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Role as HubRole
from vigil.audit import actions as audit
from vigil.referrals import search
from vigil.referrals.models import Flag, Referral, SearchTerm, Subject
from vigil.rules.lifecycle import Status
from vigil.rules.priority import class_of
from vigil.rules.skills import Skill, written
from vigil.rules.terms import RANK, Area, Grade, IncidentType, Role

BATCH = 2_000
HOURS = {Grade.HIGH: 4, Grade.MEDIUM: 24, Grade.STANDARD: 72}
FORENAMES = "Ada Bram Carys Dev Elin Femi Gwen Hari Isla Jude Kofi Lena Mina Noor Owen Petra".split()  # noqa: SIM905
SURNAMES = "Abbott Birch Cole Dyer Ellis Finch Grange Hollis Irwin Jessop Kemble Larch Moss Napier".split()  # noqa: SIM905
STREETS = "Alder Beech Cedar Damson Elder Fern Gorse Hazel Ivy Juniper".split()  # noqa: SIM905
LIFT = {"code": "child_under_5", "words": "a child under 5 is involved", "hours": 12}
SKILLS = [{Skill.DOMESTIC_ABUSE}, {Skill.CHILDREN, Skill.DOMESTIC_ABUSE}, {Skill.CHILDREN}, {Skill.ADULTS}]
SENTENCE = "Officers spoke with both parties apart and recorded what each of them said about the evening. "


def build(number: int, *, at: datetime) -> User:
    """Migrate, and fill up to ``number`` waiting referrals unless they are there. Return an assessor to sign in."""
    call_command("migrate", verbosity=0)
    reader = User.objects.filter(username="benchmark").first() or User.objects.create_user(
        username="benchmark", role=HubRole.SUPERVISOR
    )
    chance = random.Random("waiting")
    for start in range(Referral.objects.count(), number, BATCH):
        with transaction.atomic():
            _add(range(start, min(start + BATCH, number)), chance=chance, at=at)
            audit.record("benchmark.filled", by=None, at=at, referrals=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return reader


def _add(numbers: range, *, chance: random.Random, at: datetime) -> None:
    referrals = Referral.objects.bulk_create([_referral(number, chance=chance, at=at) for number in numbers])
    subjects = [subject for referral in referrals for subject in _subjects(referral, chance=chance)]
    Subject.objects.bulk_create(subjects)
    named: dict[int, list[str]] = {}
    for subject in subjects:
        named.setdefault(subject.referral_id, []).append(f"{subject.forenames} {subject.surname}")
    SearchTerm.objects.bulk_create(
        SearchTerm(referral=referral, term=term)
        for referral in referrals
        for term in search.terms(
            names=named[referral.pk],
            places=[referral.address],
            postcodes=[referral.postcode],
            references=[referral.reference],
        )
    )
    Flag.objects.bulk_create(
        Flag(referral=referral, code="grade_missing", words="The officer gave no grade.")
        for referral in referrals
        if not referral.officer_grade
    )


def _referral(number: int, *, chance: random.Random, at: datetime) -> Referral:
    grade = chance.choices(list(Grade), weights=[10, 30, 60])[0]
    # Most of it is the last ten weeks; a few hours of it is not overdue yet.
    submitted_at = at - timedelta(hours=chance.expovariate(1 / 400))
    due_at = submitted_at + timedelta(hours=HOURS[grade])
    lifts = [LIFT] if chance.random() < 0.2 else []
    return Referral(
        source="benchmark",
        reference=f"BEN/25/{number:06d}",
        incident_at=submitted_at - timedelta(hours=chance.uniform(0.5, 9)),
        submitted_at=submitted_at,
        received_at=at,
        area=chance.choices(list(Area), weights=[18, 25, 20, 37])[0],
        incident_type=chance.choices(list(IncidentType), weights=range(20, 0, -1))[0],
        address=f"{chance.randint(1, 90)} {chance.choice(STREETS)} Lane",
        postcode=f"WR{chance.randint(1, 15)} {chance.randint(1, 9)}ZZ",
        officer_grade=grade if chance.random() < 0.95 else "",
        narrative=SENTENCE * chance.randint(4, 14),
        status=Status.WAITING,
        waiting=True,
        grade=grade,
        has_conflict=chance.random() < 0.08,
        due_at=due_at,
        order_class=class_of(
            held=grade,
            officer=grade,
            recorded=chance.choice([one for one in (*Grade, None) if one is None or RANK[one] >= RANK[grade]]),
        ),
        order_at=submitted_at - timedelta(hours=12 * len(lifts)),
        skills=written(chance.choice(SKILLS)),
        order_lifts=lifts,
    )


def _subjects(referral: Referral, *, chance: random.Random) -> list[Subject]:
    return [
        Subject(
            referral=referral,
            position=position,
            role=role,
            forenames=chance.choice(FORENAMES),
            surname=chance.choice(SURNAMES),
            age=chance.randint(0, 15) if role is Role.CHILD else chance.randint(18, 90),
        )
        for position, role in enumerate(
            [Role.HARMED, Role.HARMING, Role.CHILD, Role.CHILD][: chance.randint(1, 4)], start=1
        )
    ]
