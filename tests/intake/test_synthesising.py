"""A hub filled with synthetic referrals is a hub like any other."""

from itertools import islice

import pytest

from tests.factories import NOON
from vigil.audit.queries import verify
from vigil.intake.actions.synthesising import load
from vigil.intake.tasks import load_history
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.simulation.synthetic.referrals import generate

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
