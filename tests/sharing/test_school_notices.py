from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.factories import make_referral
from tests.sharing.given import FAMILY, NARRATIVE, partner
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.school_notice import Setting
from vigil.rules.sharing.guards import Protects
from vigil.rules.sharing.terms import PartnerKind
from vigil.rules.terms import Grade, IncidentType
from vigil.sharing import packets
from vigil.sharing.actions import guarding
from vigil.sharing.actions import school_notices as actions
from vigil.sharing.actions import settling_notices as settling
from vigil.sharing.models import Delivery, NoticeLook, School, SchoolNotice
from vigil.sharing.tasks import deliver_due

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
LAST_FRIDAY = datetime(2025, 12, 19, 23, 50, tzinfo=LONDON)
CHRISTMAS_DAY = datetime(2025, 12, 25, 12, 0, tzinfo=LONDON)
AFTER_CHRISTMAS = datetime(2026, 1, 5, 8, 45, tzinfo=LONDON)  # Shropshire's first day
SECOND = timedelta(seconds=1)
State = SchoolNotice.State


def school(name: str = "Larkmead Primary School", *, ways: int = 1, setting: Setting = Setting.SCHOOL) -> School:
    return School.objects.create(partner=partner(PartnerKind.SCHOOL, name=name, ways=ways), setting=setting)


def family(*schools: str) -> list[dict[str, object]]:
    mother, father, child = FAMILY
    return [
        mother,
        father,
        *(
            {**child, "forenames": name, "school": attended}
            for name, attended in zip(("Ada", "Bea"), schools, strict=False)
        ),
    ]


def reported(at: datetime, *schools: str, **fields: Any) -> Referral:
    return make_referral(
        **{
            "submitted_at": at,
            "grade": Grade.STANDARD,
            "incident_type": IncidentType.DOMESTIC_ABUSE_EX_PARTNER,
            "narrative": NARRATIVE,
            "subjects": family(*(schools or ("Larkmead Primary School",))),
            **fields,
        }
    )


def test_a_referral_at_ten_to_midnight_on_the_last_friday_of_term_reaches_the_school_that_night() -> None:
    school()
    reported(LAST_FRIDAY)

    actions.look(at=LAST_FRIDAY + SECOND)
    notice = SchoolNotice.objects.get()
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(minutes=9)) == 0
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(minutes=11)) == 1

    assert notice.state == State.GOING
    assert notice.due_at == AFTER_CHRISTMAS
    sent_at = Delivery.objects.get().sent_at
    assert sent_at
    assert sent_at < notice.due_at


def test_a_report_on_christmas_day_is_due_on_the_first_day_of_term() -> None:
    school()
    reported(CHRISTMAS_DAY)

    actions.look(at=CHRISTMAS_DAY + SECOND)

    assert SchoolNotice.objects.get().due_at == AFTER_CHRISTMAS


def test_an_hour_before_school_it_waits_for_no_look() -> None:
    school()
    monday = datetime(2025, 12, 8, 8, 0, tzinfo=LONDON)
    reported(monday)

    actions.look(at=monday)

    assert deliver_due(now=lambda: monday) == 1


def test_the_lowest_grade_goes_first_all_the_same() -> None:
    school()
    reported(LAST_FRIDAY, grade=Grade.STANDARD)

    actions.look(at=LAST_FRIDAY)

    assert Delivery.objects.get().rank == 0


def test_two_children_at_two_schools_are_each_told_to_their_own() -> None:
    one, other = school(), school("Elm High School")
    reported(LAST_FRIDAY, "Larkmead Primary School", "Elm High School")

    actions.look(at=LAST_FRIDAY)

    told = {
        notice.school_id: [person.get("forenames") for person in _people(notice) if person["role"] == "child"]
        for notice in SchoolNotice.objects.all()
    }
    assert told == {one.pk: ["Ada"], other.pk: ["Bea"]}
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(minutes=11)) == 2


def _people(notice: SchoolNotice) -> list[dict[str, str]]:
    assert notice.decision
    people: list[dict[str, str]] = packets.content_of(notice.decision.disclosure)["people"]
    return people


def test_a_child_at_two_schools_is_told_to_both() -> None:
    school(), school("Acorn Nursery", setting=Setting.NURSERY)
    reported(LAST_FRIDAY, "Larkmead Primary School and Acorn Nursery")

    actions.look(at=LAST_FRIDAY)

    assert [len(_people(one)) for one in SchoolNotice.objects.all()] == [3, 3]
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(minutes=11)) == 2


def test_two_children_at_one_school_make_one_packet() -> None:
    school()
    reported(LAST_FRIDAY, "Larkmead Primary School", "Larkmead Primary School")

    actions.look(at=LAST_FRIDAY)

    assert SchoolNotice.objects.count() == 2
    assert Delivery.objects.count() == 1


def test_a_home_educated_child_is_told_to_the_councils_officer() -> None:
    officer = school("Shropshire home education", setting=Setting.COUNCIL_OFFICER)
    reported(LAST_FRIDAY, "Home educated")

    actions.look(at=LAST_FRIDAY)

    notice = SchoolNotice.objects.get(school=officer, state=State.GOING)
    assert "Ada" in str(_people(notice))


def test_a_school_that_is_not_found_is_somebodys_task_at_once(supervisor: User) -> None:
    found = school()
    reported(LAST_FRIDAY, "Larkmeadow")
    actions.look(at=LAST_FRIDAY)
    notice = SchoolNotice.objects.get(state=State.TO_FIND)

    settling.choose(notice, found, remember=True, by=supervisor, at=LAST_FRIDAY)
    reported(LAST_FRIDAY, "larkmeadow")
    actions.look(at=LAST_FRIDAY)

    assert not SchoolNotice.objects.exclude(state=State.GOING).exists()
    assert deliver_due(now=lambda: LAST_FRIDAY) == 1  # what a person let go waits for no look


def test_a_school_that_no_way_leads_to_is_somebodys_call() -> None:
    school(ways=0)
    reported(LAST_FRIDAY)

    actions.look(at=LAST_FRIDAY)

    notice = SchoolNotice.objects.get()
    assert notice.state == State.TO_FIND
    assert "Call Duty desk" in notice.why


def test_a_supervisor_holds_a_notice_and_lets_it_go_again(supervisor: User) -> None:
    school()
    reported(LAST_FRIDAY)
    actions.look(at=LAST_FRIDAY)
    notice = SchoolNotice.objects.get()

    settling.hold(notice, why="The father works in the school office.", by=supervisor, at=LAST_FRIDAY)
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(hours=1)) == 0

    settling.release(notice, by=supervisor, at=LAST_FRIDAY + timedelta(hours=2))
    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(hours=2)) == 1
    assert list(Event.objects.filter(verb__startswith="school_notice").values_list("verb", "by__username")) == [
        ("school_notice.made", None),
        ("school_notice.held", supervisor.username),
        ("school_notice.released", supervisor.username),
        ("school_notice.made", supervisor.username),
    ]


def test_a_hold_needs_a_reason_and_a_notice_that_has_not_left(supervisor: User) -> None:
    school()
    reported(LAST_FRIDAY)
    actions.look(at=LAST_FRIDAY)
    notice = SchoolNotice.objects.get()

    with pytest.raises(settling.CannotTell, match="Record why"):
        settling.hold(notice, why=" ", by=supervisor, at=LAST_FRIDAY)
    deliver_due(now=lambda: LAST_FRIDAY + timedelta(minutes=11))

    with pytest.raises(settling.CannotTell, match="Call the school"):
        settling.hold(notice, why="Too soon", by=supervisor, at=LAST_FRIDAY)


def test_the_rule_names_itself_in_the_audit() -> None:
    school()
    reported(LAST_FRIDAY)

    actions.look(at=LAST_FRIDAY)

    event = Event.objects.get(verb="school_notice.made")
    assert event.by is None
    assert "s49A" in event.detail["rule"]


def test_the_notice_is_the_minimum_and_no_officers_words() -> None:
    school()
    referral = reported(LAST_FRIDAY, address="3 Station Road, Wem", postcode="SY4 5AA")

    actions.look(at=LAST_FRIDAY)

    decision = SchoolNotice.objects.get().decision
    assert decision
    content = packets.content_of(decision.disclosure)
    assert "narrative" not in content["matter"]
    assert referral.reference in content["matter"]["account"]
    assert "3 Station Road" in content["matter"]["account"]
    assert all("surname" not in person for person in content["people"] if person["role"] != "child")


def test_a_place_that_is_kept_from_schools_is_left_out(supervisor: User) -> None:
    school()
    referral = reported(LAST_FRIDAY, address="3 Station Road, Wem", postcode="SY4 5AA")
    guarding.protect(
        referral,
        subject=None,
        protects=Protects.ADDRESS,
        value="3 Station Road, Wem, SY4 5AA",
        may_see=[],
        by=supervisor,
        at=LAST_FRIDAY,
    )

    actions.look(at=LAST_FRIDAY)

    decision = SchoolNotice.objects.get().decision
    assert decision
    assert "Station" not in decision.disclosure.content


@pytest.mark.parametrize("incident_type", [IncidentType.CHILD_WELFARE, IncidentType.MISSING_PERSON])
def test_other_referrals_are_looked_at_and_make_no_notice(incident_type: IncidentType) -> None:
    school()
    reported(LAST_FRIDAY, incident_type=incident_type)

    assert actions.look(at=LAST_FRIDAY) == 1
    assert actions.look(at=LAST_FRIDAY) == 0
    assert not SchoolNotice.objects.exists()


@pytest.mark.parametrize("written", ["Larkmead Primary School", "Larkmeadow", ""])
def test_a_report_that_comes_weeks_late_is_nobodys_task_and_reaches_no_school(written: str) -> None:
    school()
    reported(LAST_FRIDAY, written)

    actions.look(at=LAST_FRIDAY + timedelta(days=40))

    assert SchoolNotice.objects.get().state == State.LATE
    assert not Delivery.objects.exists()
    assert Event.objects.filter(verb="school_notice.too_late").count() == 1


def test_a_supervisor_lets_a_late_notice_go(supervisor: User) -> None:
    school()
    reported(LAST_FRIDAY)
    late = LAST_FRIDAY + timedelta(days=40)
    actions.look(at=late)

    settling.release(SchoolNotice.objects.get(), by=supervisor, at=late)

    assert SchoolNotice.objects.get().state == State.GOING
    assert deliver_due(now=lambda: late) == 1


def test_a_late_notice_that_names_no_school_goes_to_whoever_finds_it(supervisor: User) -> None:
    reported(LAST_FRIDAY, "Larkmeadow")
    late = LAST_FRIDAY + timedelta(days=40)
    actions.look(at=late)

    settling.release(SchoolNotice.objects.get(), by=supervisor, at=late)

    assert SchoolNotice.objects.get().state == State.TO_FIND


def test_a_referral_that_is_withdrawn_takes_its_notice_with_it() -> None:
    school()
    referral = reported(LAST_FRIDAY)
    actions.look(at=LAST_FRIDAY)

    Referral.objects.filter(pk=referral.pk).update(status=Status.WITHDRAWN, waiting=False)
    actions.look(at=LAST_FRIDAY + SECOND)

    assert deliver_due(now=lambda: LAST_FRIDAY + timedelta(hours=1)) == 0


def test_one_referral_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    school()
    bad, good = reported(LAST_FRIDAY), reported(LAST_FRIDAY)
    make: Callable[..., None] = actions._make

    def fail_on_one(referral: Referral, *, at: datetime) -> None:
        if referral == bad:
            raise ValueError
        make(referral, at=at)

    monkeypatch.setattr(actions, "_make", fail_on_one)
    with transaction.atomic():
        assert actions.look(at=LAST_FRIDAY) == 1

    assert SchoolNotice.objects.get().referral == good
    assert NoticeLook.objects.get().referral == good


def test_nobody_is_told_by_a_person_who_says_why_not(supervisor: User) -> None:
    reported(LAST_FRIDAY, "")
    actions.look(at=LAST_FRIDAY)
    notice = SchoolNotice.objects.get()

    with pytest.raises(settling.CannotTell, match="Record why"):
        settling.end(notice, why="", by=supervisor, at=LAST_FRIDAY)
    settling.end(notice, why="Lives in Wales now: their force was told.", by=supervisor, at=LAST_FRIDAY)

    notice.refresh_from_db()
    assert notice.state == State.ENDED
