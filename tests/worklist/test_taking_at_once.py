"""Many take at once, and some die while they do: each referral has exactly one holder, and none is lost."""

import os
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.factories import NOON, make_referral, make_user, train
from vigil.audit.queries import verify
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.policies import Holding
from vigil.rules.terms import Grade
from vigil.worklist.actions.claims import let_lapse, take_next
from vigil.worklist.models import Claim

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REFERRALS, TAKERS, KILLED = 240, 8, 3
LATER = NOON + Holding.default().hold


def same_database() -> str:
    """Return the address of the test database, for a process of its own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(person: int) -> "subprocess.Popen[str]":
    taker = subprocess.Popen(
        [sys.executable, "-m", "tests.worklist.taker", str(person)],
        env={**os.environ, "DATABASE_URL": same_database()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert taker.stdout is not None
    assert taker.stdout.readline() == "ready\n"
    return taker


def test_each_is_taken_by_exactly_one_whoever_dies_meanwhile() -> None:
    for number in range(REFERRALS):
        make_referral(subjects=[], grade=list(Grade)[number % 3])
    takers = [start(train(make_user()).pk) for _ in range(TAKERS)]

    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("\n")
        taker.stdin.flush()
    while Claim.objects.count() < REFERRALS // 10:
        time.sleep(0.01)
    for taker in takers[:KILLED]:
        taker.kill()
    told = [taker.communicate(timeout=120)[0].split() for taker in takers]

    given = Counter(number for numbers in told for number in numbers)
    assert [taker.returncode for taker in takers] == [-9] * KILLED + [0] * (TAKERS - KILLED)
    assert max(given.values()) == 1
    # What a killed one had just been given, and could not say, is held all the same.
    live = Claim.objects.live()
    assert set(map(int, given)) <= set(live.values_list("referral_id", flat=True))
    assert live.count() == REFERRALS - Referral.objects.filter(status=Status.WAITING).count() == REFERRALS
    assert len({claim.holder_id for claim in live}) > 1

    # And nothing is held for ever: what the dead held goes back when its time is over, and is taken again.
    assert let_lapse(at=LATER) == REFERRALS
    assert take_next(by=Claim.objects.all()[0].holder, at=LATER) is not None
    assert verify().holds
