"""The front door: nothing is lost, nothing is taken twice, and a person can put right what was wrong."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOON
from tests.intake import files
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.intake import exporting
from vigil.intake.actions import handing_over, importing, mending, undoing
from vigil.intake.models import Entry, Import
from vigil.intake.quality import report
from vigil.intake.queries.imports import counts, quarantine
from vigil.referrals.models import Referral, SearchTerm
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade
from vigil.triage.models import Screening


def hand_over(path: Path, **options: str) -> Import:
    with path.open("rb") as content:
        return handing_over.hand_over(content, name=path.name, by=None, at=NOON, **options)


def bring_in(path: Path, **options: str) -> Import:
    """Hand a file over and read it to its end."""
    return importing.run(hand_over(path, **options), by=None, now=lambda: NOON)


@pytest.fixture
def ten_rows(tmp_path: Path) -> Path:
    return files.write(tmp_path / "shropshire.csv", [files.row(number) for number in range(1, 11)])


@pytest.fixture
def three_bad_rows(tmp_path: Path) -> Path:
    rows = [files.row(number) for number in range(1, 11)]
    rows[2] = files.row(3, Narrative="")
    rows[4] = files.row(5, DateOccurred="31/02/2025")
    rows[6] = files.row(7, URN="")
    return files.write(tmp_path / "shropshire.csv", rows)


@pytest.mark.django_db
def test_every_entry_is_received_screened_placed_and_findable(ten_rows: Path) -> None:
    done = bring_in(ten_rows)

    assert counts(done).as_detail() == {"read": 10, "received": 10, "duplicates": 0, "quarantined": 0, "reasons": {}}
    assert Referral.objects.waiting().count() == 10
    assert Screening.objects.count() == 10
    assert all(referral.due_at > referral.submitted_at for referral in Referral.objects.all())
    assert SearchTerm.objects.filter(term="larch").count() == 10
    assert Event.objects.filter(verb="referral.received").count() == 10
    assert verify().holds


@pytest.mark.django_db
def test_bad_rows_wait_in_quarantine_with_their_reason_and_their_own_cells(three_bad_rows: Path) -> None:
    done = bring_in(three_bad_rows)

    assert counts(done).reasons == {"blank_reference": 1, "empty_narrative": 1, "impossible_date": 1}
    entry = Entry.objects.get(locator="record 5")
    assert entry.state == Entry.State.QUARANTINED
    assert entry.raw["DateOccurred"] == "31/02/2025"
    assert [issue["field"] for issue in entry.issues if issue["effect"] == "quarantine"] == ["incident_at"]


@pytest.mark.django_db
def test_after_a_large_file_the_database_counts_its_rows_anew(ten_rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = hand_over(ten_rows)
    large = hand_over(files.write(ten_rows.with_name("large.csv"), [files.row(number) for number in range(11, 31)]))
    monkeypatch.setattr(importing, "LARGE", 20)

    asked = []
    for one in (small, large):
        with CaptureQueriesContext(connection) as queries:
            importing.run(one, by=None, now=lambda: NOON)
        asked.append("ANALYZE" in {query["sql"] for query in queries})

    assert asked == [False, connection.vendor == "postgresql"]


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(ten_rows: Path, tmp_path: Path) -> None:
    first = bring_in(ten_rows)
    events = Event.objects.count()
    copy = tmp_path / "another name.csv"
    copy.write_bytes(ten_rows.read_bytes())

    again = bring_in(copy)

    assert again.pk == first.pk
    assert Referral.objects.count() == 10
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_tomorrows_extract_of_the_same_queue_adds_only_what_is_new(ten_rows: Path, tmp_path: Path) -> None:
    bring_in(ten_rows)
    tomorrow = files.write(tmp_path / "tomorrow.csv", [files.row(number) for number in range(4, 16)])

    done = bring_in(tomorrow)

    assert (counts(done).received, counts(done).duplicates) == (5, 7)
    duplicate = done.entries.get(reference="SHR-2025-00004")
    assert duplicate.duplicate_of == Entry.objects.get(source_import__name="shropshire.csv", locator="record 4")


@pytest.mark.django_db
def test_a_number_used_before_for_another_matter_is_not_taken_for_a_repeat(ten_rows: Path, tmp_path: Path) -> None:
    bring_in(ten_rows)
    other = files.row(
        25, URN="SHR-2025-00004", LogNo="00990_I_19082025", DateOccurred="19/08/2025", DateSubmitted="19/08/2025"
    )

    done = bring_in(files.write(tmp_path / "later.csv", [other]))

    assert counts(done).reasons == {"reference_reused": 1}
    assert "shropshire.csv, record 4" in done.entries.get().issues[-1]["message"]


@pytest.mark.django_db
def test_a_referral_typed_in_twice_under_two_numbers_is_folded_into_the_first(tmp_path: Path) -> None:
    first = files.row(3)
    again = {**first, "URN": "SHR-2025-00099", "Narrative": first["Narrative"].replace("shift", "shfit")}

    done = bring_in(files.write(tmp_path / "shropshire.csv", [first, again]))

    assert (counts(done).received, counts(done).duplicates) == (1, 1)
    duplicate = done.entries.get(reference="SHR-2025-00099")
    assert duplicate.duplicate_of is not None
    assert duplicate.duplicate_of.reference == "SHR-2025-00003"
    assert "ame officer" in duplicate.duplicate_why


@pytest.mark.django_db
def test_two_officers_own_referrals_of_one_incident_both_count(tmp_path: Path) -> None:
    first = files.row(3)
    second = {**first, "URN": "SHR-2025-00098", "Collar": "4444"}

    done = bring_in(files.write(tmp_path / "shropshire.csv", [first, second]))

    assert counts(done).received == 2


@pytest.mark.django_db
def test_a_mended_entry_is_received_and_keeps_what_the_source_wrote(three_bad_rows: Path, analyst: User) -> None:
    bring_in(three_bad_rows)
    entry = Entry.objects.get(locator="record 5")
    put_right = {**mending.typed(entry), "incident_at": NOON.replace(month=8, day=6), "is_real": False}

    mended = mending.mend(entry, put_right, by=analyst, at=NOON)

    assert mended.state == Entry.State.RECEIVED
    assert mended.referral is not None
    assert mended.referral.waiting
    assert mended.mended_fields == ["incident_at"]
    assert mended.raw["DateOccurred"] == "31/02/2025"
    assert Event.objects.filter(verb="entry.mended", by=analyst).exists()
    assert quarantine().count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("locator", "changes", "sentence"),
    [
        ("record 3", {}, "no account"),
        ("record 5", {}, "no date of incident"),
        ("record 5", {"incident_at": NOON.replace(year=2026)}, "in the future"),
        ("record 5", {"incident_at": NOON.replace(month=9)}, "before the incident"),
        ("record 7", {}, "no number"),
        ("record 7", {"reference": "SHR-2025-00001"}, "another matter"),
    ],
)
def test_an_entry_that_is_still_wrong_stays_in_quarantine_and_says_why(
    three_bad_rows: Path, analyst: User, locator: str, changes: dict[str, object], sentence: str
) -> None:
    bring_in(three_bad_rows)
    entry = Entry.objects.get(locator=locator)

    with pytest.raises(mending.CannotMend, match=sentence):
        mending.mend(entry, {**mending.typed(entry), "is_real": False, **changes}, by=analyst, at=NOON)

    entry.refresh_from_db()
    assert entry.state == Entry.State.QUARANTINED
    assert not Referral.objects.filter(reference="").exists()


@pytest.mark.django_db
def test_two_people_mending_one_entry_receive_it_once(three_bad_rows: Path, analyst: User) -> None:
    bring_in(three_bad_rows)
    entry = Entry.objects.get(locator="record 7")
    put_right = {**mending.typed(entry), "reference": "SHR-2025-00777", "is_real": False}
    mending.mend(entry, put_right, by=analyst, at=NOON)

    with pytest.raises(mending.CannotMend, match="already dealt with"):
        mending.mend(entry, put_right, by=analyst, at=NOON)

    assert Referral.objects.filter(reference="SHR-2025-00777").count() == 1


@pytest.mark.django_db
def test_an_import_nobody_has_worked_on_can_be_undone_and_brought_in_again(ten_rows: Path, analyst: User) -> None:
    done = bring_in(ten_rows)

    undoing.undo(done, reason="It was last week’s file", by=analyst, at=NOON)

    assert not Referral.objects.waiting().exists()
    assert counts(done).undone == 10
    assert not SearchTerm.objects.exists()
    again = bring_in(ten_rows)
    assert again.pk != done.pk
    assert counts(again).received == 10


@pytest.mark.django_db
def test_an_import_that_somebody_has_worked_on_cannot_be_undone(ten_rows: Path, analyst: User) -> None:
    done = bring_in(ten_rows)
    Referral.objects.filter(reference="SHR-2025-00002").update(status=Status.IN_ASSESSMENT)

    with pytest.raises(undoing.CannotUndo, match="1 of its referrals"):
        undoing.undo(done, reason="Wrong file", by=analyst, at=NOON)

    assert Referral.objects.waiting().count() == 10


@pytest.mark.django_db
def test_an_import_that_others_were_folded_into_is_undone_after_them(
    ten_rows: Path, tmp_path: Path, analyst: User
) -> None:
    done = bring_in(ten_rows)
    bring_in(files.write(tmp_path / "tomorrow.csv", [files.row(4), files.row(40)]))

    with pytest.raises(undoing.CannotUndo, match=r"tomorrow\.csv"):
        undoing.undo(done, reason="Wrong file", by=analyst, at=NOON)


@pytest.mark.django_db
def test_an_undo_needs_a_reason(ten_rows: Path, analyst: User) -> None:
    done = bring_in(ten_rows)

    with pytest.raises(undoing.CannotUndo, match="Record why"):
        undoing.undo(done, reason=" ", by=analyst, at=NOON)


@pytest.mark.django_db
def test_a_file_that_is_not_recognised_waits_for_a_person(tmp_path: Path, analyst: User) -> None:
    stranger = tmp_path / "stranger.csv"
    stranger.write_text("who,what,when\nJoan,shouting,yesterday\n")

    handed = hand_over(stranger)

    assert handed.state == Import.State.UNRECOGNISED
    with pytest.raises(handing_over.CannotStart):
        importing.run(handed, by=None, now=lambda: NOON)
    handing_over.choose_mapping(handed, mapping="shropshire", by=analyst, at=NOON)
    handed.refresh_from_db()
    assert handed.state == Import.State.QUEUED


@pytest.mark.django_db
def test_a_file_that_nearly_fits_a_mapping_is_a_guess_and_is_not_read_until_confirmed(tmp_path: Path) -> None:
    path = files.write(tmp_path / "shropshire.csv", [files.row(1)])
    path.write_bytes(path.read_bytes().replace(b"DASHTicks", b"Ticks"))

    handed = hand_over(path)

    assert handed.recognition["score"] < 1
    assert handed.state == Import.State.UNRECOGNISED
    assert handed.recognition["mapping"] == "shropshire"


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")

    handed = hand_over(empty)

    assert handed.state == Import.State.REFUSED
    assert handed.refusal
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_the_export_gives_one_object_for_every_entry(three_bad_rows: Path) -> None:
    bring_in(three_bad_rows)

    found = [exporting.exported(entry) for entry in Entry.objects.all()]

    assert [one["locator"] for one in found] == [f"record {number}" for number in range(1, 11)]
    assert [one["state"] for one in found].count("quarantined") == 3
    good = found[0]
    assert good["incident_at"] == "2025-08-02T21:40:00+01:00"
    assert good["officer_grade"] == Grade.MEDIUM
    assert good["subjects"][0] == {
        "position": 1,
        "role": "harmed",
        "surname": "Example",
        "forenames": "Joan",
        "date_of_birth": "1991-02-04",
        "age": None,
        "sex": "F",
    }
    assert found[4]["reasons"] == ["impossible_date"]
    assert found[4]["narrative"]


@pytest.mark.django_db
def test_a_formula_is_never_written_out_as_one(tmp_path: Path) -> None:
    bring_in(files.write(tmp_path / "shropshire.csv", [files.row(1, Narrative='=HYPERLINK("http://x.invalid","see")')]))

    exported = "".join(exporting.as_csv())

    assert "'=HYPERLINK" in exported
    assert ',"=HYPERLINK' not in exported


@pytest.mark.django_db
def test_the_quality_report_counts_what_was_filled_and_what_was_wrong(three_bad_rows: Path) -> None:
    done = bring_in(three_bad_rows)

    about = report(done)

    filled = {line.field: line.filled for line in about.completeness}
    assert filled["Narrative"] == 9
    assert filled["Reference"] == 9
    assert {finding.code for finding in about.findings if finding.effect == "In quarantine"} == {
        "blank_reference",
        "empty_narrative",
        "impossible_date",
    }


@pytest.mark.django_db
def test_an_import_another_worker_is_reading_is_left_to_it(ten_rows: Path) -> None:
    handed = hand_over(ten_rows)
    Import.objects.filter(pk=handed.pk).update(state=Import.State.RUNNING, beat_at=NOON, started_at=NOON)

    with pytest.raises(handing_over.CannotStart, match="another worker") as refusal:
        importing.run(handed, by=None, now=lambda: NOON)
    assert handed.name not in str(refusal.value)  # it is kept with the task, and a file may bear somebody's name

    done = importing.run(handed, by=None, now=lambda: NOON, take_over=True)
    assert counts(done).received == 10
