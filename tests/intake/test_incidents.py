"""Incident lists: what calls for a referral, what answers for it, and what people do when none has come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import NOON, make_user
from tests.intake import files
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.intake.actions import folding, handing_over, importing, missing, undoing
from vigil.intake.models import Entry, Import, Incident
from vigil.intake.queries.imports import counts
from vigil.referrals.models import Referral

pytestmark = pytest.mark.django_db

HEADER = "log_number,incident_at,incident_type,qualifiers,area,address,postcode,people,officer,supervisor"
# A referral of row 3 of a test's extract: the same log number, address, day and person.
OF_ROW_3 = (
    "00003_I_04082025,04/08/2025 21:40,Domestic incident,Domestic abuse,Shropshire,"
    '"3 Larch Walk, Wem",SY4 9ZZ,"EXAMPLE, Joan (dob 04/02/1991)",2003,1200'
)
CHILD = (
    "00077_I_04082025,04/08/2025 20:00,Other,Child,Shropshire,"
    '"9 Elder Row, Ludlow",SY8 1QT,"MARLPIT, Tansy (6)",2003,1200'
)
THEFT = "00078_I_04082025,04/08/2025 20:30,Theft,,Shropshire,High Street,,,2004,1200"
LATER = datetime(2025, 8, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def supervisor() -> User:
    return make_user(Role.SUPERVISOR)


def bring_in(path: Path) -> Import:
    with path.open("rb") as content:
        handed = handing_over.hand_over(content, name=path.name, by=None, at=NOON)
    return importing.run(handed, by=None, now=lambda: NOON)


def listed(folder: Path, *lines: str, name: str = "incidents.csv") -> Import:
    (folder / name).write_text("\n".join([HEADER, *lines, ""]))
    return bring_in(folder / name)


def referrals(folder: Path, *rows: dict[str, str], name: str = "shropshire.csv") -> Import:
    return bring_in(files.write(folder / name, list(rows)))


def incident(log_number: str) -> Incident:
    return Incident.objects.get(log_number=log_number)


def test_a_list_is_known_by_its_shape_and_every_line_is_accounted_for(tmp_path: Path) -> None:
    done = listed(tmp_path, OF_ROW_3, CHILD, THEFT, CHILD, ",04/08/2025 20:00,Other,Child,,,,,,")

    assert done.mapping == "incident_list"
    assert counts(done).as_detail() == {
        "read": 5, "received": 3, "duplicates": 1, "quarantined": 1, "reasons": {"blank_reference": 1},
    }  # fmt: skip
    assert incident("00077_I_04082025").happened_at == datetime(2025, 8, 4, 19, 0, tzinfo=UTC)
    assert incident("00077_I_04082025").people[0]["age"] == 6
    assert not Referral.objects.exists()
    assert verify().holds


def test_what_involves_a_child_or_an_adult_at_risk_calls_for_a_referral(tmp_path: Path) -> None:
    listed(tmp_path, OF_ROW_3, CHILD, THEFT)

    assert incident("00078_I_04082025").state == Incident.State.NOT_CALLED_FOR
    assert [need.words for need in incident("00077_I_04082025").why] == [
        "A child is named",
        "Marked “Child” by the control room",
    ]
    day_after = incident("00077_I_04082025").happened_at + timedelta(hours=24)
    assert not Incident.objects.missing(at=day_after - timedelta(minutes=1)).filter(log_number__startswith="00077")
    assert Incident.objects.missing(at=day_after).filter(log_number__startswith="00077")


def test_the_log_number_finds_the_referral_that_is_there(tmp_path: Path) -> None:
    referrals(tmp_path, files.row(3))

    listed(tmp_path, OF_ROW_3, CHILD)

    settled = incident("00003_I_04082025").settlements.get()
    assert (settled.referral, settled.why, settled.by) == (Referral.objects.get(), "Same log number.", None)
    assert [one.log_number for one in Incident.objects.open()] == ["00077_I_04082025"]


@pytest.mark.parametrize("first", ["list", "referral"])
def test_without_the_log_number_the_same_people_find_it_whichever_came_first(tmp_path: Path, first: str) -> None:
    row = files.row(3, LogNo="")
    if first == "list":
        listed(tmp_path, OF_ROW_3)
        referrals(tmp_path, row)
    else:
        referrals(tmp_path, row)
        listed(tmp_path, OF_ROW_3)

    assert incident("00003_I_04082025").settlements.get().why == "It names the same person, at about the same time."


def test_the_same_people_a_week_later_are_another_matter(tmp_path: Path) -> None:
    week = {"DateOccurred": "11/08/2025", "DateSubmitted": "11/08/2025"}

    referrals(tmp_path, files.row(3, LogNo="", **week))
    listed(tmp_path, OF_ROW_3)

    assert incident("00003_I_04082025").state == Incident.State.EXPECTED


def test_a_referral_of_another_incident_of_the_same_night_does_not_answer_for_this_one(tmp_path: Path) -> None:
    referrals(tmp_path, files.row(3))

    listed(tmp_path, OF_ROW_3, OF_ROW_3.replace("00003_I", "00055_I").replace("21:40", "23:10"))

    assert incident("00003_I_04082025").state == Incident.State.COVERED
    assert incident("00055_I_04082025").state == Incident.State.EXPECTED


def test_a_neighbour_s_referral_of_that_night_does_not_answer(tmp_path: Path) -> None:
    referrals(tmp_path, files.row(3, LogNo="", Address="5 Larch Walk", VicSurname="OTHER", VicDOB="01/01/1970"))
    listed(tmp_path, OF_ROW_3)

    assert incident("00003_I_04082025").state == Incident.State.EXPECTED


def test_a_later_list_adds_what_was_learnt_since(tmp_path: Path) -> None:
    listed(tmp_path, THEFT)

    listed(tmp_path, THEFT.replace("Theft,,", "Theft,Child,"), name="tomorrow.csv")

    assert incident("00078_I_04082025").state == Incident.State.EXPECTED


def test_a_list_as_json_names_people_as_objects(tmp_path: Path) -> None:
    line = {
        "log_number": "00079_I_04082025", "incident_at": "2025-08-04T20:00", "incident_type": "Theft",
        "qualifiers": ["Hate"], "area": "Shropshire", "address": "9 Elder Row, Ludlow", "postcode": "SY8 1QT",
        "persons": [{"surname": "Marlpit", "forenames": "Tansy", "age": "6", "role": "child"}],
        "officer": "PC 2003", "supervisor": "PS 1200",
    }  # fmt: skip
    (tmp_path / "incidents.ndjson").write_text(json.dumps(line) + "\n")

    done = bring_in(tmp_path / "incidents.ndjson")

    assert done.mapping == "incident_list"
    assert [need.code for need in incident("00079_I_04082025").why] == ["child_named"]
    assert (incident("00079_I_04082025").officer_collar, incident("00079_I_04082025").supervisor_collar) == (
        "2003",
        "1200",
    )


def test_the_supervisor_is_asked_in_words_that_name_nobody(tmp_path: Path, supervisor: User) -> None:
    listed(tmp_path, CHILD)
    found = incident("00077_I_04082025")

    request = missing.ask(found, by=supervisor, at=LATER)

    assert (request.to_collar, request.officer_collar) == ("1200", "2003")
    assert request.subject == f"Referral asked for: {found.number}"
    assert "Log 00077_I_04082025 of 4 August 2025" in request.words
    for named in ("Marlpit", "Tansy", "Elder Row", "SY8"):
        assert named.casefold() not in (request.subject + request.words).casefold()
    with pytest.raises(missing.CannotSettle, match="has been asked"):
        missing.ask(found, by=supervisor, at=LATER + timedelta(hours=23))
    missing.ask(found, by=supervisor, at=LATER + timedelta(hours=24))


def test_nobody_is_asked_before_the_referral_is_missing(tmp_path: Path, supervisor: User) -> None:
    listed(tmp_path, CHILD)

    with pytest.raises(missing.CannotSettle, match="No referral is missing"):
        missing.ask(incident("00077_I_04082025"), by=supervisor, at=datetime(2025, 8, 4, 23, tzinfo=UTC))


def test_a_referral_that_comes_later_settles_what_was_asked_for(tmp_path: Path, supervisor: User) -> None:
    listed(tmp_path, OF_ROW_3)
    missing.ask(incident("00003_I_04082025"), by=supervisor, at=LATER)

    referrals(tmp_path, files.row(3))

    assert incident("00003_I_04082025").state == Incident.State.COVERED
    assert Event.objects.filter(verb="incident.covered", by=None).count() == 1


def test_no_referral_is_needed_only_with_a_reason_and_that_can_be_undone(tmp_path: Path, supervisor: User) -> None:
    listed(tmp_path, CHILD)
    found = incident("00077_I_04082025")

    with pytest.raises(missing.CannotSettle, match="Record why"):
        missing.not_needed(found, why=" ", by=supervisor, at=LATER)
    missing.not_needed(found, why="A false call.", by=supervisor, at=LATER)
    assert not Incident.objects.open().exists()
    missing.undo(found, why="The caller was real.", by=supervisor, at=LATER)

    assert Incident.objects.missing(at=LATER).get() == found
    assert Event.objects.filter(thing="intake.incident", by=supervisor).count() == 2


def test_what_a_person_undid_vigil_does_not_find_again(tmp_path: Path, supervisor: User) -> None:
    brought = referrals(tmp_path, files.row(3))
    listed(tmp_path, OF_ROW_3)
    found = incident("00003_I_04082025")

    missing.undo(found, why="It is about another call.", by=supervisor, at=LATER)
    listed(tmp_path, OF_ROW_3, CHILD, name="tomorrow.csv")
    undoing.undo(brought, reason="Again", by=supervisor, at=LATER)
    bring_in(tmp_path / "shropshire.csv")

    assert incident("00003_I_04082025").state == Incident.State.EXPECTED
    missing.link(found, Referral.objects.waiting().get(), why="It is.", by=supervisor, at=LATER)
    assert incident("00003_I_04082025").state == Incident.State.COVERED


def test_an_incident_that_a_withdrawn_referral_answered_for_is_open_again(tmp_path: Path, supervisor: User) -> None:
    brought = referrals(tmp_path, files.row(3))
    listed(tmp_path, OF_ROW_3)

    undoing.undo(brought, reason="The wrong file", by=supervisor, at=LATER)

    assert incident("00003_I_04082025").state == Incident.State.EXPECTED
    bring_in(tmp_path / "shropshire.csv")
    assert incident("00003_I_04082025").state == Incident.State.COVERED


def test_a_list_can_be_undone_until_somebody_has_dealt_with_it(tmp_path: Path, supervisor: User) -> None:
    brought = listed(tmp_path, CHILD)
    missing.ask(incident("00077_I_04082025"), by=supervisor, at=LATER)
    with pytest.raises(undoing.CannotUndo, match="dealt with 1 of its incidents"):
        undoing.undo(brought, reason="The wrong file", by=supervisor, at=LATER)

    other = listed(tmp_path, THEFT, name="other.csv")
    undoing.undo(other, reason="The wrong file", by=supervisor, at=LATER)

    assert incident("00078_I_04082025").state == Incident.State.WITHDRAWN
    assert other.entries.get().state == Entry.State.UNDONE


def test_folding_a_referral_leaves_its_incident_with_the_other(tmp_path: Path, supervisor: User) -> None:
    referrals(tmp_path, files.row(3), files.row(8))
    listed(tmp_path, OF_ROW_3)
    one, into = (Referral.objects.get(reference=f"SHR-2025-0000{number}") for number in (3, 8))

    folding.fold(one, into, reason="One call.", by=supervisor, at=LATER)

    assert incident("00003_I_04082025").settlements.get(undone_at=None).referral == into
