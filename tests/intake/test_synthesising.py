"""A hub filled with synthetic referrals is a hub like any other."""

from itertools import islice

import pytest

from tests.factories import NOON, make_user, train
from vigil.audit.queries import verify
from vigil.intake.actions.synthesising import SIGNED_AREA, SIGNED_SINCE, load, sign_and_grade
from vigil.intake.tasks import load_history
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.simulation.synthetic.referrals import generate
from vigil.triage.models import Assessment

SMALL = 0.005


@pytest.mark.django_db
def test_history_is_closed_and_what_waits_is_screened_and_placed() -> None:
    hub = generate(seed=3, scale=SMALL)
    closed, waiting = list(hub.history()), list(hub.waiting())

    written = list(load([*closed, *waiting], at=NOON))

    assert written[-1] == len(closed) + len(waiting) == Referral.objects.count()
    assert Referral.objects.filter(status=Status.CLOSED, waiting=False).count() == len(closed)
    assert Referral.objects.waiting().count() == len(waiting)
    assert not Referral.objects.waiting().filter(screenings__isnull=True).exists()
    assert not Referral.objects.filter(status=Status.CLOSED, closed_at__lt=NOON.replace(year=2020)).exists()
    assert verify().holds


@pytest.mark.django_db
def test_a_history_cut_short_goes_on_where_it_stopped() -> None:
    hub = generate(seed=3, scale=SMALL)
    list(load(islice(hub.history(), 40), at=NOON))

    load_history.func(3, SMALL, hub.position_at.isoformat())

    assert Referral.objects.count() == len(list(hub.history()))


@pytest.mark.django_db
def test_the_last_weeks_of_a_history_are_signed_once_by_those_who_are_trained() -> None:
    hub = generate(seed=3, scale=SMALL)
    lately = hub.position_at - SIGNED_SINCE
    train(make_user())
    list(load(hub.history(), at=hub.position_at))

    signed = sign_and_grade(seed=3, at=hub.position_at)

    assert signed == Referral.objects.filter(area=SIGNED_AREA, closed_at__gte=lately).count() > 0
    assert Assessment.objects.count() == signed
    assert sign_and_grade(seed=3, at=hub.position_at) == 0
