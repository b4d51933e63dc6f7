"""What the list can be narrowed to, and that its counts are always true."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOON, make_referral
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.referrals.search import words
from vigil.rules.backlog import BANDS, Band
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Area, Grade, IncidentType
from vigil.worklist.queries.counts import counts
from vigil.worklist.queries.filters import Filters, Sort, narrowed
from vigil.worklist.queries.rows import page

pytestmark = pytest.mark.django_db


def found(**filters: Any) -> list[str]:
    return [referral.reference for referral in narrowed(Filters(**filters), at=NOON).order_by("id")]


def searched(text: str) -> list[str]:
    return found(words=tuple(words(text)))


@pytest.fixture
def three() -> None:
    make_referral(
        reference="one",
        grade=Grade.HIGH,
        area=Area.HEREFORDSHIRE,
        incident_type=IncidentType.PREVENT,
        has_conflict=True,
        due_at=NOON - timedelta(minutes=1),
    )
    make_referral(reference="two", area="", flags=["team_says_closed"], due_at=NOON)
    make_referral(reference="three", status=Status.CLOSED, due_at=NOON - timedelta(days=9))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["one", "two"]),
        ({"area": "herefordshire"}, ["one"]),
        ({"area": "not_known"}, ["two"]),
        ({"grade": "high"}, ["one"]),
        ({"grade": "standard"}, []),
        ({"incident_type": "prevent"}, ["one"]),
        ({"flag": "conflict"}, ["one"]),
        ({"flag": "team_says_closed"}, ["two"]),
        ({"overdue": True}, ["one"]),  # what is due this very minute is not overdue yet
        ({"area": "herefordshire", "flag": "team_says_closed"}, []),
        ({"age": "0"}, ["one", "two"]),
        ({"age": "1"}, []),
    ],
)
def test_a_filter_leaves_only_what_matches(filters: dict[str, Any], expected: list[str]) -> None:
    assert found(**filters) == expected


@pytest.mark.parametrize("band", BANDS)
def test_an_age_band_ends_where_the_next_begins(band: Band) -> None:
    a_second = timedelta(seconds=1)
    ages = [-timedelta(days=2), timedelta(0)]
    ages += [age for one in BANDS if one.below for age in (one.below - a_second, one.below, one.below + a_second)]
    for age in ages:
        make_referral(reference=str(age), submitted_at=NOON - age)

    fitting = [str(age) for age in ages if band.least <= max(age, timedelta(0)) < (band.below or timedelta.max)]
    assert len(fitting) > 1
    assert found(age=str(band.least.days)) == fitting


def test_a_search_finds_by_the_start_of_every_word_in_any_order() -> None:
    make_referral(
        reference="HFD/25/0022",
        address="12 Larch Walk, Wem",
        postcode="SY4 9ZZ",
        subjects=[{"forenames": "Andrzej", "surname": "Kamiński"}, {"forenames": "Mia", "surname": "O’Neill"}],
    )
    make_referral(reference="HFD/25/0023", address="9 Elm Row", postcode="HR1 1AA", subjects=[{"surname": "Kaye"}])

    for typed in ["kaminski", "KAM andr", "oneill", "O'Neill mia", "larch 12", "sy4 9zz", "SY49ZZ", "hfd250022"]:
        assert searched(typed) == ["HFD/25/0022"], typed
    assert searched("ka") == ["HFD/25/0022", "HFD/25/0023"]
    assert searched("kaminski elm") == []


def test_a_search_finds_what_no_longer_waits_but_not_what_was_withdrawn() -> None:
    make_referral(reference="closed one", status=Status.CLOSED)
    make_referral(reference="withdrawn one", status=Status.WITHDRAWN)

    assert searched("example") == ["closed one"]
    closed = page(Filters(words=("example",)), Sort.ORDER, cursor="", at=NOON).lines[0]
    assert (closed.why, closed.is_overdue) == ("No longer on the worklist.", False)


@pytest.mark.usefixtures("three")
def test_counts_are_of_the_filter_and_of_everything_that_waits() -> None:
    whole, high = counts(Filters(), at=NOON), counts(Filters(grade="high"), at=NOON)

    assert (whole.waiting, whole.found, whole.overdue) == (2, 2, 1)
    assert whole.by_grade == {Grade.HIGH: 1, Grade.MEDIUM: 1, Grade.STANDARD: 0}
    assert (high.waiting, high.found, high.overdue) == (2, 1, 1)


@pytest.mark.usefixtures("three")
def test_closed_referrals_that_a_search_finds_are_not_counted_as_overdue() -> None:
    assert counts(Filters(words=("example",)), at=NOON).overdue == 1


@pytest.mark.usefixtures("three")
def test_counts_change_at_once_when_anything_changes() -> None:
    assert counts(Filters(), at=NOON).found == 2

    with transaction.atomic():
        Referral.objects.filter(reference="one").update(status=Status.ASSESSED, waiting=False)
        audit.record("referral.assessed", by=None, at=NOON)

    assert counts(Filters(), at=NOON).found == 1


@pytest.mark.usefixtures("three")
def test_counts_change_when_the_minute_does() -> None:
    assert counts(Filters(), at=NOON).overdue == 1
    assert counts(Filters(), at=NOON + timedelta(minutes=1)).overdue == 2


@pytest.mark.usefixtures("three")
def test_counts_are_remembered_while_nothing_changes(django_assert_num_queries: Any) -> None:
    counts(Filters(), at=NOON)

    with django_assert_num_queries(1):  # the stamp
        counts(Filters(), at=NOON)
