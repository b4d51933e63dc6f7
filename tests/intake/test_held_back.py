"""What holds an entry back, and what is only flagged."""

from datetime import UTC, datetime

import pytest

from tests.intake import given
from tests.intake.given import EXTRACT, codes, held_back, one
from vigil.intake.reading import mapping
from vigil.intake.reading.rows import SourceRow


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"URN": ""}, "blank_reference"),
        ({"Narrative": " \n"}, "empty_narrative"),
        ({"DateOccurred": "31/09/2025"}, "impossible_date"),
        ({"DateOccurred": "03/09/2052"}, "future_date"),
        ({"DateSubmitted": "20/08/2025"}, "submitted_before_incident"),
        ({"Narrative": "asdf test of new form, pls delete", "VicSurname": "TEST"}, "test_record"),
        ({"Narrative": "test test please ignore"}, "test_record"),
        ({"Narrative": "testing the new form, do not action"}, "test_record"),
        ({"Narrative": "Testing, please do not process."}, "test_record"),
    ],
)
def test_a_row_that_cannot_be_taken_is_held_back_with_its_reason(changed: dict[str, str], code: str) -> None:
    assert held_back(one("shropshire", {**EXTRACT, **changed})) == {code}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Narrative": '=HYPERLINK("http://x.example.invalid","Open")' + EXTRACT["Narrative"]}, "formula_injection"),
        ({"Narrative": EXTRACT["Narrative"] + "\x00"}, "control_characters"),
        ({"Narrative": "Log entry. " * 2_000}, "narrative_20kb"),
        ({"Risk": ""}, "grade_missing"),
        ({"Status": "Complete"}, "team_says_closed"),
        ({"IncidentType": "Noise"}, "unknown_value"),
        ({"OtherAgency": "Coastguard"}, "unknown_value"),
        ({"VicSex": "Q"}, "unknown_value"),
        ({"Postcode": "nowhere"}, "postcode_invalid"),
        ({"VicDOB": "31/02/1990"}, "dob_impossible"),
    ],
)
def test_an_untidy_row_is_flagged_and_received(changed: dict[str, str], code: str) -> None:
    draft = one("shropshire", {**EXTRACT, **changed})

    assert codes(draft) == {code}
    assert not draft.is_quarantined


def test_somebody_called_test_is_a_person() -> None:
    draft = one("shropshire", EXTRACT, VicSurname="TEST", Narrative="Blood test taken at hospital. " * 5)

    assert not draft.is_quarantined


def test_an_account_that_speaks_of_a_test_is_not_a_test_entry() -> None:
    account = "He told her to ignore the test results and pushed her against the door. " + EXTRACT["Narrative"]

    assert not one("shropshire", EXTRACT, Narrative=account).is_quarantined


def test_what_was_taken_out_of_the_text_stays_in_the_raw_row() -> None:
    draft = one("shropshire", EXTRACT, Narrative="Seen \x07safe and well, door \ufffdlocked, nothing more to add here.")

    assert draft.narrative == "Seen safe and well, door locked, nothing more to add here."
    assert draft.raw["Narrative"].startswith("Seen \x07safe")


def test_a_row_the_reader_could_not_read_is_held_back_and_kept() -> None:
    row = SourceRow(locator="record 1", cells=dict(EXTRACT), problem="Quotation marks do not close.")

    (draft,) = given.made_of(given.Given([row]), mapping.load("shropshire"))

    assert held_back(draft) == {"unreadable_row"}


def test_rows_with_nothing_in_them_are_passed_over() -> None:
    assert len(given.drafts("shropshire", dict.fromkeys(EXTRACT, ""), EXTRACT)) == 1


def test_without_a_date_of_its_own_a_file_s_future_is_judged_from_its_submissions() -> None:
    rows = [
        SourceRow(
            locator=f"record {day}",
            cells={**EXTRACT, "URN": f"U{day}", "LogNo": "", "DateSubmitted": f"{day:02}/09/2025"},
        )
        for day in range(4, 12)
    ]
    ahead = {**EXTRACT, "URN": "U99", "LogNo": "", "DateOccurred": "07/11/2025", "DateSubmitted": "07/11/2025"}
    rows.append(SourceRow(locator="record 99", cells=ahead))
    reader = given.Given(rows, extracted_at=None)

    drafts = given.made_of(reader, mapping.load("shropshire"), at=datetime(2026, 5, 1, tzinfo=UTC))

    assert {draft.reference for draft in drafts if draft.is_quarantined} == {"U99"}
    assert held_back(drafts[-1]) == {"future_date"}
