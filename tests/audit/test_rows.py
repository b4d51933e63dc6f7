from datetime import timedelta

import pytest

from tests.factories import NOON, make_referral
from vigil.audit.rows import update
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade

pytestmark = pytest.mark.django_db


def test_the_fields_named_are_written_and_no_others() -> None:
    one, other = make_referral(officer_grade=Grade.STANDARD), make_referral()
    was = Referral.objects.get(pk=other.pk)
    one.due_at, one.order_lifts = (
        NOON + timedelta(days=3),
        [{"code": "conflict", "words": "it does not fit", "hours": 8}],
    )
    one.narrative = "Not to be written."

    update([one], ("due_at", "order_lifts"))

    stored = Referral.objects.get(pk=one.pk)
    assert (stored.due_at, stored.order_lifts) == (one.due_at, one.order_lifts)
    assert stored.narrative != one.narrative
    assert vars(Referral.objects.get(pk=other.pk)) | {"_state": None} == vars(was) | {"_state": None}


def test_a_field_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        update([make_referral()], ("no_such_field",))
