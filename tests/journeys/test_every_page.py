"""Every page, opened by somebody who may, at both widths: fit to be used by everybody, and quiet in the console."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories import NOON, make_referral, make_user, train
from tests.journeys.visit import Visit
from tests.people.given import child, mention, person, received
from tests.sharing.given import assessed, partner
from tests.triage.test_quality import draw_all
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.intake.actions.handing_over import hand_over
from vigil.intake.actions.importing import run
from vigil.intake.models import Entry, Import
from vigil.rules.lifecycle import Status
from vigil.rules.policies import POLICIES
from vigil.rules.terms import Grade
from vigil.triage.actions import trying
from vigil.triage.actions.past import grade_past, sign_past
from vigil.triage.actions.sampling import draw_sample
from vigil.triage.actions.screening import rescreen
from vigil.worklist.actions.claims import take_next


@pytest.fixture
def imported(backlog: Path, analyst: User) -> Import:
    """A finished import: two referrals on the worklist, one entry in quarantine."""
    with backlog.open("rb") as content:
        handed = hand_over(content, name=backlog.name, by=analyst, at=NOON)
    return run(handed, by=analyst, now=timezone.now)


def looked_at(visit: Visit, person: User, addresses: Iterable[str]) -> None:
    visit.is_by(person)
    for address in addresses:
        visit.opens(address)
        visit.is_at(address)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNER])  # theirs: test_portal
def test_where_each_role_starts(visit: Visit, imported: Import, role: Role) -> None:
    looked_at(visit, make_user(role), [reverse("officer_forms" if role is Role.OFFICER else "start")])


def test_pages_about_referrals(visit: Visit, supervisor: User) -> None:
    names = ("referral", "referral_source", "referral_print")
    referral = make_referral(
        grade=Grade.HIGH, has_conflict=True, flags=["swapped_date"], subjects=[{"surname": "O’Dell"}, {}]
    )

    looked_at(visit, supervisor, ["/worklist/", "/worklist/print/"])
    looked_at(visit, supervisor, [reverse(name, args=[referral.pk]) for name in names])


def test_pages_about_imports(visit: Visit, analyst: User, imported: Import) -> None:
    entries = [reverse("entry", args=[entry.pk]) for entry in Entry.objects.all()]

    looked_at(visit, analyst, [reverse("imports"), reverse("quarantine"), *entries])
    looked_at(visit, analyst, [reverse(name, args=[imported.pk]) for name in ("import", "data_quality", "undo_import")])


def test_pages_for_running_the_hub(visit: Visit, administrator: User, assessor: User) -> None:
    names = ("policies", "audit", "staff", "staff_add", "account_change_password", "account_logout")

    looked_at(visit, administrator, [reverse(name) for name in names])
    looked_at(visit, administrator, [reverse("staff_person", args=[assessor.pk])])
    visit.opens(reverse("audit"))
    visit.presses("Check that the trail is whole")
    for table in POLICIES:
        pages = [reverse(name, args=[table.name]) for name in ("policy", "change_policy")]
        looked_at(visit, administrator, pages)


def test_pages_about_risk(visit: Visit, supervisor: User, assessor: User, administrator: User) -> None:
    referral = make_referral(grade=Grade.STANDARD, narrative="He had a knife and said he would use it.")
    with transaction.atomic():
        rescreen(referral, by=None, at=NOON)
    trial = trying.try_lexicon(reason="A new edition", by=administrator, at=NOON)
    trying.run(trial, now=timezone.now)
    draw_sample(size=1, seed=1, by=supervisor, at=NOON)

    looked_at(visit, administrator, [reverse("try_lexicon"), reverse("trial", args=[trial.pk])])
    looked_at(visit, supervisor, [reverse(name) for name in ("backlog", "blind", "lexicon_feedback")])
    looked_at(visit, assessor, [reverse("blind_next"), reverse("add_marker", args=[referral.pk])])


def test_pages_about_partners(visit: Visit, supervisor: User, administrator: User) -> None:
    council, referral = partner(ways=2, per_hour=40), assessed()
    of_partner = ("partner", "change_partner", "add_route")

    looked_at(visit, administrator, [reverse(name) for name in ("partners", "add_partner")])
    looked_at(visit, administrator, [reverse(name, args=[council.pk]) for name in of_partner])
    looked_at(visit, supervisor, [reverse(name) for name in ("sharing", "sharing_results")])
    looked_at(
        visit,
        supervisor,
        [reverse(name, args=[referral.pk]) for name in ("referral_sharing", "decide_sharing", "protect")],
    )


def test_pages_about_people(visit: Visit, supervisor: User) -> None:
    first = received(child(), child(forenames="Anna", date_of_birth=date(1985, 5, 5)), days_ago=40)
    received(child(date_of_birth=None, address="", postcode=""), address="", postcode="")

    looked_at(visit, supervisor, [reverse(name) for name in ("people", "people_review")])
    looked_at(
        visit,
        supervisor,
        [reverse("person", args=[person(first).pk]), reverse("household", args=[mention(first).household_id])],
    )
    visit.opens(reverse("people"))
    visit.fills("Name (optional)", "Wozniak")
    visit.page.get_by_label("Why are you looking?").select_option(index=1)
    visit.presses("Search")
    visit.sees("Katarzyna")


def test_pages_about_quality(visit: Visit, supervisor: User, assessor: User) -> None:
    people, at = [train(supervisor), train(assessor)], timezone.now()
    days = [at - timedelta(days=day) for day in range(1, 15)]
    signed = [
        make_referral(
            status=Status.CLOSED, waiting=False, grade=grade, submitted_at=day - timedelta(hours=5), closed_at=day
        )
        for day in days
        for grade in (Grade.HIGH, Grade.STANDARD)
    ]
    sign_past(signed, signers=people, seed=1, at=at)
    draw_all(supervisor)
    grade_past(graders=people, seed=1, at=at)
    make_referral(submitted_at=at, received_at=at)
    take_next(by=assessor, at=at)
    names = ("quality", "disagreements", "officer_patterns", "quality_next")

    looked_at(visit, supervisor, [reverse(name) for name in names])
    visit.opens(reverse("quality"))
    visit.sees("Share graded high, week by week")
    visit.opens(f"{reverse('order_kept')}?day={timezone.localdate(at)}")
    visit.sees("1 of 1 referral was taken in order")
